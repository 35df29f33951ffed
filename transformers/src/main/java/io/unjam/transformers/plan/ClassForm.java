package io.unjam.transformers.plan;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.SealedFields;
import io.unjam.transformers.monitor.ExplicitMonitors;
import io.unjam.transformers.proof.striping.Section;
import io.unjam.transformers.proof.striping.Striping;
import io.unjam.transformers.rule.Rule;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The form of a class that some rules want locks split in, or waits timed: its {@code synchronized}
 * methods as blocks, where the lock is the monitor of {@code this} or of the class; fields final
 * that constructors alone write. Belongs to one class while it is judged.
 */
public final class ClassForm {
  /*
   * The proof always sees synchronized methods as blocks, and such fields as final. Whether the class has them so too, for scanners and
   * edits, is another question. Offline, and for whoever asks in which form a class has to be loaded: yes, if that gives a section its
   * stripe. For a class that is being edited: only what it has been loaded with; a method that still has its flag, or a field that
   * hasn't, will keep it so for good. So both see the same sites, at the same lines, once a class was loaded in that form.
   *
   * Where waits are to be timed the methods of the place become blocks, for all that they gain by it: a wait that lies behind an
   * instruction. That needs no proof, as a block means the same.
   *
   * A method that stays as it is takes all stripes. A field that isn't final makes the whole verdict void: StripingFacts sees to that.
   */
  private static final String LOADED =
      "its class was loaded with the method as it is, which can't be changed any more: takes effect"
          + " at restart";

  private static final String SERIALIZED =
      "its class may be serialized and declares no serialVersionUID: the one that is computed would"
          + " be another without 'synchronized'";

  private static final String LOADED_OPEN =
      "it is not final, and the class was loaded so, which can't be changed any more: takes effect"
          + " at restart";

  private static final String SERIALIZED_OPEN =
      "it is not final, and the class may be serialized and declares no serialVersionUID: the one"
          + " that is computed would be another with 'final'";

  private static final ClassForm NONE = new ClassForm(null, null, Form.AS_IT_IS, LOADED_OPEN);

  private final @Nullable ExplicitMonitors explicit;
  private final @Nullable String kept;
  private final Form form;
  private final String open;

  private ClassForm(
      @Nullable ExplicitMonitors explicit, @Nullable String kept, Form form, String open) {
    this.explicit = explicit;
    this.kept = kept;
    this.form = form;
    this.open = open;
  }

  /**
   * Gives a class the form that it is judged in.
   *
   * @param rules those that want locks split in it, or waits timed
   * @param facts about the class, where the proofs are kept
   * @param loaded whether the class has a form that can't be changed any more
   */
  static ClassForm settle(
      List<Rule> rules,
      ClassNode owner,
      Hierarchy hierarchy,
      Map<Object, Object> facts,
      boolean loaded) {
    if (rules.isEmpty()) {
      return NONE;
    }
    boolean ofThis = false;
    boolean ofClass = false;
    List<Rule> timing = new ArrayList<>();
    List<Rule> splitting = new ArrayList<>();
    for (Rule rule : rules) {
      if (rule.variant().action().equals("time")) {
        timing.add(rule);
      } else {
        splitting.add(rule);
        ofThis |= rule.place().isLockOfThis();
        ofClass |= rule.place().isLockOfClass();
      }
    }
    boolean instances = ofThis;
    boolean statics = ofClass;
    Predicate<MethodNode> timed = method -> isTimed(timing, method);
    ExplicitMonitors explicit =
        ExplicitMonitors.in(
            owner,
            method ->
                (ExplicitMonitors.isOfClass(method) ? statics : instances) || timed.test(method));
    List<Striping> sound = new ArrayList<>();
    boolean computed = false;
    for (Rule rule : splitting) {
      String lock = rule.place().lock();
      if (lock != null) {
        Striping striping = StripingFacts.proof(rule, lock, owner, hierarchy, facts);
        boolean fixed = SealedFields.changeSerialVersion(owner, striping.sealed(), hierarchy);
        computed |= fixed;
        boolean stays = !striping.sealed().isEmpty() && (loaded || fixed);
        if (striping.refusal() == null && !stays) {
          sound.add(striping);
        }
      }
    }
    boolean gains = false;
    for (MethodNode method : owner.methods) {
      gains |= explicit.made(method) && timed.test(method);
    }
    for (Striping striping : sound) {
      gains |= gains(striping, explicit::made);
    }
    String kept = !gains ? null : loaded ? LOADED : whyKept(explicit, hierarchy);
    if (!gains || kept != null) {
      explicit.undo();
    }
    Set<String> sealed = new LinkedHashSet<>();
    for (Striping striping : sound) {
      if (gains(striping, method -> kept == null || !explicit.made(method))) {
        sealed.addAll(striping.sealed());
      }
    }
    SealedFields.seal(owner, sealed);
    ClassForm settled =
        new ClassForm(
            explicit,
            kept,
            new Form(gains && kept == null ? explicit.methods() : Set.of(), sealed),
            !loaded && computed ? SERIALIZED_OPEN : !loaded && kept != null ? kept : LOADED_OPEN);
    facts.put(ClassForm.class, settled);
    return settled;
  }

  /** Whether waits for a method are to be timed that is, or was, {@code synchronized}. */
  private static boolean isTimed(List<Rule> timing, MethodNode method) {
    for (Rule rule : timing) {
      if (PlaceMatch.matchesSynchronized(rule.place(), method)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a section of one of some methods takes the stripe of its key. */
  private static boolean gains(Striping striping, Predicate<MethodNode> among) {
    for (Section section : striping.sections()) {
      if (section.key() != null && among.test(section.method())) {
        return true;
      }
    }
    return false;
  }

  /** Why methods have to stay {@code synchronized}, whenever it is asked; or {@code null}. */
  public static @Nullable String whyKept(ExplicitMonitors explicit, Hierarchy hierarchy) {
    return explicit.changesSerialVersion(hierarchy) ? SERIALIZED : null;
  }

  /** Why fields have to stay as they are, whenever it is asked; or {@code null}. */
  public static @Nullable String whyOpen(Striping striping, ClassNode owner, Hierarchy hierarchy) {
    return SealedFields.changeSerialVersion(owner, striping.sealed(), hierarchy)
        ? SERIALIZED_OPEN
        : null;
  }

  /** In what the class differs from its class file. */
  Form form() {
    return form;
  }

  /** Why fields that would have to be final aren't, where they aren't. */
  static String whyOpen(Map<Object, Object> facts) {
    return facts.get(ClassForm.class) instanceof ClassForm settled ? settled.open : NONE.open;
  }

  /** What was settled for the class of a candidate. */
  public static ClassForm of(Candidate candidate) {
    return candidate.view().facts().get(ClassForm.class) instanceof ClassForm settled
        ? settled
        : NONE;
  }

  /** Why sections of methods that are {@code synchronized} can't be edited; else {@code null}. */
  public @Nullable String kept() {
    return kept;
  }

  /** Whether a section is one that can't be edited, as its method stays as it is. */
  public boolean keeps(Section section) {
    return kept != null && explicit != null && explicit.made(section.method());
  }

  /** The section of a {@code synchronized} method, as the proof has seen it; or {@code null}. */
  public @Nullable Section section(Striping striping, MethodNode method) {
    for (Section section : striping.sections()) {
      if (explicit != null
          && explicit.made(section.method())
          && section.method().name.equals(method.name)
          && section.method().desc.equals(method.desc)) {
        return section;
      }
    }
    return null;
  }
}
