package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.classfile.Digest;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Planner;
import io.unjam.transformers.plan.Planner.Judged;
import io.unjam.transformers.plan.RuleUse;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.plan.decide.Deciders;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.MethodNode;

/**
 * Rewrites classes as a rule file wants: plan, edits, verification. Thread-safe; loads no class and
 * waits for nothing, so it may be called under class-loading locks.
 */
public final class Rewriter {
  private final Planner planner;

  /** By the rules alone for which classes change their form; its counts are nobody's business. */
  private final @Nullable Planner forms;

  private final Map<String, String> withheld;
  private final SiteIds ids;
  private final EditChoice edits;

  /** A rewriter for some rules; {@code ids} is asked once per applied decision that needs one. */
  public Rewriter(RuleFile rules, SiteIds ids) {
    this(rules, ids, Map.of());
  }

  /**
   * A rewriter in a JVM that can't keep every variant.
   *
   * @param withheld why, by {@code action/variant} of those it can't; their sites are refused
   */
  public Rewriter(RuleFile rules, SiteIds ids, Map<String, String> withheld) {
    this(rules, ids, withheld, new Edits());
  }

  /** A rewriter with edits of its maker's choice. */
  Rewriter(RuleFile rules, SiteIds ids, EditChoice edits) {
    this(rules, ids, Map.of(), edits);
  }

  private Rewriter(RuleFile rules, SiteIds ids, Map<String, String> withheld, EditChoice edits) {
    this.planner = Deciders.plannerFor(rules, withheld);
    List<Rule> splitting = planner.splitting();
    this.forms =
        splitting.isEmpty()
            ? null
            : Deciders.plannerFor(new RuleFile(rules.file(), splitting), withheld);
    this.withheld = Map.copyOf(withheld);
    this.ids = ids;
    this.edits = edits;
  }

  /**
   * Whether any rule can touch a class, by its name and its constant pool: what is turned away here
   * costs no parse. A false answer is final.
   *
   * @param internalName {@code com/acme/Orders}
   */
  public boolean mayTouch(String internalName, byte[] classFile) {
    return planner.mayTouch(internalName, classFile);
  }

  /** Whether any rule's pattern covers a class, by its internal name alone. */
  public boolean coversName(String internalName) {
    return planner.coversName(internalName);
  }

  /**
   * Whether another rewriter would make the same of a class, as the rules that may touch it say the
   * same in the same order and the same variants are withheld.
   *
   * @param className binary name
   * @param classFile its bytes; {@code null} where they aren't at hand, then the name decides
   */
  public boolean agreesOn(String className, byte @Nullable [] classFile, Rewriter other) {
    List<Rule> mine = planner.covering(className, classFile);
    List<Rule> others = other.planner.covering(className, classFile);
    if (mine.size() != others.size() || !withheld.equals(other.withheld)) {
      return false;
    }
    for (int i = 0; i < mine.size(); i++) {
      if (!mine.get(i).sameEffect(others.get(i))) {
        return false;
      }
    }
    return true;
  }

  /**
   * What these rules say of a class, without rewriting it.
   *
   * @throws IllegalArgumentException if the bytes are no class file, or one of the future
   */
  public ClassPlan plan(byte[] classFile, ClassFiles hierarchy) {
    return planner.planLoaded(classFile, hierarchy);
  }

  /** Whether a class, by its internal name, may have to be loaded in another form. */
  public boolean mayReshape(String internalName) {
    return forms != null && forms.coversName(internalName);
  }

  /** Whether any class may have to. */
  public boolean mayReshape() {
    return forms != null;
  }

  /**
   * The form in which a class has to be loaded for these rules to take effect in full: the same but
   * for {@code synchronized} methods, which become methods with a block, and for fields that only
   * constructors write, which become final. It can be left in place whatever becomes of the rules.
   * Never throws for a class that can't be read or verified.
   *
   * @param internalName {@code com/acme/Orders}
   * @param classFile the bytes as they would be loaded
   * @param hierarchy where the class files of other types come from
   * @return {@code null} where the class can be loaded as it is
   */
  public @Nullable Reshaped reshape(String internalName, byte[] classFile, ClassFiles hierarchy) {
    if (forms == null || !forms.mayTouch(internalName, classFile)) {
      return null;
    }
    Judged judged;
    try {
      judged = forms.judge(classFile, hierarchy);
    } catch (RuntimeException unreadable) {
      // Said by rewrite, which is asked about every class.
      return null;
    }
    return judged.form().isAsItIs()
        ? null
        : Reshaped.of(judged.node(), judged.reader(), judged.form(), judged.hierarchy());
  }

  /** What each rule has found so far, in the file's order. */
  public List<RuleUse> use() {
    return planner.use();
  }

  /**
   * Rewrites one class. Never throws for a class that can't be read, edited or verified: the result
   * says why and the class keeps its bytes.
   *
   * @param classFile the bytes as they would be loaded
   * @param hierarchy where the class files of other types come from
   */
  public Rewritten rewrite(byte[] classFile, ClassFiles hierarchy) {
    Judged judged;
    try {
      judged = planner.judgeLoaded(classFile, hierarchy);
    } catch (RuntimeException unreadable) {
      ClassPlan empty = new ClassPlan("", "", Digest.of(classFile), List.of());
      return new Rewritten(empty, null, "it can't be read: " + message(unreadable));
    }
    ClassPlan plan = judged.plan();
    if (!plan.hasEdits()) {
      return new Rewritten(plan, null, null);
    }
    try {
      List<String> edited = edit(judged);
      ClassWriter writer = new ClassWriter(judged.reader(), 0);
      judged.node().accept(writer);
      byte[] bytes = writer.toByteArray();
      String failure = Verifier.verify(bytes, edited, judged.hierarchy());
      return failure == null
          ? new Rewritten(plan, bytes, null)
          : new Rewritten(plan, null, "its edited code does not verify: " + failure);
    } catch (RuntimeException failed) {
      return new Rewritten(plan, null, "it can't be edited: " + message(failed));
    }
  }

  /**
   * Makes all edits; returns the edited methods, as {@code name} and descriptor in one. Timing goes
   * first: it needs the instructions that other edits replace, and leaves them in place.
   */
  private List<String> edit(Judged judged) {
    Map<MethodNode, EditedMethod> methods = new LinkedHashMap<>();
    edit(judged, methods, true);
    for (EditedMethod method : methods.values()) {
      method.endTiming(judged.node());
    }
    edit(judged, methods, false);
    List<String> edited = new ArrayList<>();
    for (EditedMethod method : methods.values()) {
      method.finish();
      edited.add(method.node().name + method.node().desc);
    }
    return edited;
  }

  private void edit(Judged judged, Map<MethodNode, EditedMethod> methods, boolean timing) {
    List<Decision> decisions = judged.plan().decisions();
    for (int i = 0; i < decisions.size(); i++) {
      Decision decision = decisions.get(i);
      if (decision.verdict() != Verdict.APPLIED
          || decision.rule().variant().action().equals("time") != timing) {
        continue;
      }
      Candidate candidate = judged.candidates().get(i);
      MethodNode node = candidate.view().method();
      EditedMethod method = methods.get(node);
      if (method == null) {
        method = new EditedMethod(node, ids);
        methods.put(node, method);
      }
      edits.of(decision).apply(candidate, decision, method);
    }
  }

  private static String message(RuntimeException e) {
    String text = e.getMessage();
    return text == null ? e.getClass().getSimpleName() : text;
  }
}
