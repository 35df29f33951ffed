package io.unjam.transformers.plan;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.monitor.ExplicitMonitors;
import io.unjam.transformers.proof.striping.Section;
import io.unjam.transformers.proof.striping.Striping;
import io.unjam.transformers.rule.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The form of a class that some rules want the monitor of {@code this} or of the class split in.
 * Belongs to one class while it is judged.
 */
public final class OwnMonitors {
  /*
   * The proof always sees synchronized methods as blocks. Whether the class has them as blocks too, for scanners and edits, is another
   * question. Offline, and for whoever asks in which form a class has to be loaded: yes, if that gives a section its stripe. For a class
   * that is being edited: only those that it has been loaded with; a method that still has its flag will keep it for good. So both
   * see the same sites, at the same lines, once a class was loaded in that form.
   */
  private static final String LOADED =
      "its class was loaded with the method as it is, which can't be changed any more: takes effect"
          + " at restart";

  private static final String SERIALIZED =
      "its class may be serialized and declares no serialVersionUID: the one that is computed would"
          + " be another without 'synchronized'";

  private static final OwnMonitors NONE = new OwnMonitors(null, null);

  private final @Nullable ExplicitMonitors explicit;
  private final @Nullable String kept;

  private OwnMonitors(@Nullable ExplicitMonitors explicit, @Nullable String kept) {
    this.explicit = explicit;
    this.kept = kept;
  }

  /**
   * Gives a class the form that it is judged in.
   *
   * @param rules those that want such monitors split in it
   * @param facts about the class, where the proofs are kept
   * @param loaded whether the class has a form that can't be changed any more
   */
  static OwnMonitors settle(
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
    for (Rule rule : rules) {
      ofThis |= rule.place().isLockOfThis();
      ofClass |= rule.place().isLockOfClass();
    }
    boolean instances = ofThis;
    boolean statics = ofClass;
    ExplicitMonitors explicit =
        ExplicitMonitors.in(
            owner, method -> ExplicitMonitors.isOfClass(method) ? statics : instances);
    boolean gains = false;
    for (Rule rule : rules) {
      String lock = rule.place().lock();
      if (lock != null) {
        gains |= gains(StripingFacts.of(rule, lock, owner, hierarchy, facts), explicit);
      }
    }
    String kept = !gains ? null : loaded ? LOADED : whyKept(explicit, hierarchy);
    if (!gains || kept != null) {
      explicit.undo();
    }
    OwnMonitors settled = new OwnMonitors(explicit, gains ? kept : null);
    facts.put(OwnMonitors.class, settled);
    return gains && kept == null ? settled : NONE;
  }

  private static boolean gains(Striping striping, ExplicitMonitors explicit) {
    for (Section section : striping.sections()) {
      if (striping.refusal() == null && section.key() != null && explicit.made(section.method())) {
        return true;
      }
    }
    return false;
  }

  /** Why methods have to stay {@code synchronized}, whenever it is asked; or {@code null}. */
  public static @Nullable String whyKept(ExplicitMonitors explicit, Hierarchy hierarchy) {
    return explicit.changesSerialVersion(hierarchy) ? SERIALIZED : null;
  }

  /** The methods that have another form than in the class file, as name and descriptor in one. */
  Set<String> methods() {
    return explicit == null ? Set.of() : explicit.methods();
  }

  /** What was settled for the class of a candidate. */
  public static OwnMonitors of(Candidate candidate) {
    return candidate.view().facts().get(OwnMonitors.class) instanceof OwnMonitors settled
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
