package io.unjam.transformers.plan;

import io.unjam.transformers.catalog.Variant;
import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.classfile.Digest;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.NameScan;
import io.unjam.transformers.proof.Step;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Judges classes by a rule file: the same code and the same answer offline and in a running JVM.
 * Thread-safe; holds no class's data.
 *
 * <p>Where two rules want to change one site the earlier in the file wins and the later is refused,
 * naming the earlier. Timing composes with every other action; two timing rules do not compose with
 * each other.
 */
public final class Planner {
  private static final String TIME = "time";

  private final List<Rule> rules;
  private final Decider[] deciders;
  private final NameScan[] scans;
  private final boolean[] splits;
  private final List<SiteScanner> scanners;
  private final AtomicLongArray classes;
  private final AtomicLongArray sites;

  /**
   * A planner for some rules.
   *
   * @param scanners one per kind of site
   * @param deciders by {@code action/variant}
   */
  public Planner(RuleFile file, List<SiteScanner> scanners, Map<String, Decider> deciders) {
    this.rules = file.rules();
    this.scanners = List.copyOf(scanners);
    this.deciders = new Decider[rules.size()];
    this.scans = new NameScan[rules.size()];
    this.splits = new boolean[rules.size()];
    for (int i = 0; i < rules.size(); i++) {
      this.deciders[i] = deciderFor(rules.get(i).variant(), deciders);
      this.scans[i] = NameScan.forAny(this.deciders[i].traces());
      this.splits[i] = this.deciders[i].wantsForm(rules.get(i));
    }
    this.classes = new AtomicLongArray(rules.size());
    this.sites = new AtomicLongArray(rules.size());
  }

  /** A variant without a decider is one this version does not have, whatever the catalogue says. */
  private static Decider deciderFor(Variant variant, Map<String, Decider> deciders) {
    Decider decider = deciders.get(variant.action() + "/" + variant.name());
    return variant.available() && decider != null
        ? decider
        : new UnavailableDecider(variant.action());
  }

  /**
   * Whether any rule can touch a class: its name first, then a scan of its constant pool. Neither
   * parses the class. A false answer is final.
   */
  public boolean mayTouch(String internalName, byte[] classFile) {
    if (Untouchable.contains(internalName)) {
      return false;
    }
    String name = null;
    boolean may = false;
    for (int i = 0; i < scans.length; i++) {
      if (name == null) {
        name = internalName.replace('/', '.');
      }
      if (PlaceMatch.matchesClass(rules.get(i).place(), name)) {
        classes.incrementAndGet(i);
        may |= scans[i].mayHold(classFile);
      }
    }
    return may;
  }

  /** Whether any rule's pattern covers a class, by its internal name alone. */
  public boolean coversName(String internalName) {
    if (Untouchable.contains(internalName)) {
      return false;
    }
    String name = internalName.replace('/', '.');
    for (Rule rule : rules) {
      if (PlaceMatch.matchesClass(rule.place(), name)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The rules that may touch a class, in the file's order.
   *
   * @param className binary name
   * @param classFile its bytes; {@code null} where they aren't at hand, then the name decides
   */
  public List<Rule> covering(String className, byte @Nullable [] classFile) {
    List<Rule> covering = new ArrayList<>();
    if (!Untouchable.contains(className.replace('.', '/'))) {
      for (int i = 0; i < scans.length; i++) {
        if (PlaceMatch.matchesClass(rules.get(i).place(), className)
            && (classFile == null || scans[i].mayHold(classFile))) {
          covering.add(rules.get(i));
        }
      }
    }
    return covering;
  }

  /**
   * Judges one class.
   *
   * @param classFile its bytes
   * @param files where the class files of other types come from
   * @throws IllegalArgumentException if the bytes are no class file, or one of the future
   */
  public ClassPlan plan(byte[] classFile, ClassFiles files) {
    return judge(classFile, files, ClassReader.SKIP_FRAMES, false).plan();
  }

  /** As {@link #plan}, of a class that is loaded already. */
  public ClassPlan planLoaded(byte[] classFile, ClassFiles files) {
    return judge(classFile, files, ClassReader.SKIP_FRAMES, true).plan();
  }

  /**
   * Judges one class that is not loaded yet, and keeps the parsed class: in the form that it has to
   * be loaded in.
   */
  public Judged judge(byte[] classFile, ClassFiles files) {
    return judge(classFile, files, 0, false);
  }

  /**
   * Judges one class that is loaded, or can't be loaded in another form any more, and keeps the
   * parsed class for whoever edits it.
   */
  public Judged judgeLoaded(byte[] classFile, ClassFiles files) {
    return judge(classFile, files, 0, true);
  }

  /** The rules for which classes may have to be loaded in another form. */
  public List<Rule> splitting() {
    List<Rule> splitting = new ArrayList<>();
    for (int i = 0; i < splits.length; i++) {
      if (splits[i]) {
        splitting.add(rules.get(i));
      }
    }
    return splitting;
  }

  private Judged judge(byte[] classFile, ClassFiles files, int parsing, boolean loaded) {
    ClassNode node = new ClassNode();
    ClassReader reader;
    try {
      reader = new ClassReader(classFile);
      reader.accept(node, parsing);
    } catch (IllegalArgumentException future) {
      throw future;
    } catch (RuntimeException corrupt) {
      throw new IllegalArgumentException("not a readable class file (" + corrupt + ")", corrupt);
    }
    Hierarchy hierarchy = Hierarchy.over(files);
    hierarchy.learn(reader);
    String className = node.name.replace('/', '.');
    List<Integer> matching = new ArrayList<>();
    Set<SiteKind> kinds = EnumSet.noneOf(SiteKind.class);
    if (!Untouchable.contains(node.name)) {
      for (int i = 0; i < deciders.length; i++) {
        if (PlaceMatch.matchesClass(rules.get(i).place(), className)
            && scans[i].mayHold(classFile)) {
          matching.add(i);
          kinds.addAll(deciders[i].kinds());
        }
      }
    }
    List<Candidate> candidates = new ArrayList<>();
    List<Decision> decisions = new ArrayList<>();
    Form form = Form.AS_IT_IS;
    if (!matching.isEmpty()) {
      Map<Object, Object> facts = new HashMap<>();
      List<Rule> splitting = new ArrayList<>();
      for (int i : matching) {
        if (splits[i]) {
          splitting.add(rules.get(i));
        }
      }
      form = ClassForm.settle(splitting, node, hierarchy, facts, loaded).form();
      for (Candidate candidate : candidates(node, hierarchy, kinds, facts)) {
        decide(candidate, matching, candidates, decisions);
      }
    }
    ClassPlan plan =
        new ClassPlan(
            className,
            node.sourceFile == null ? "" : node.sourceFile,
            Digest.of(classFile),
            decisions);
    return new Judged(plan, candidates, node, reader, hierarchy, form);
  }

  private List<Candidate> candidates(
      ClassNode node, Hierarchy hierarchy, Set<SiteKind> kinds, Map<Object, Object> facts) {
    List<SiteScanner> wanted = new ArrayList<>();
    for (SiteScanner scanner : scanners) {
      if (kinds.contains(scanner.kind())) {
        wanted.add(scanner);
      }
    }
    List<Candidate> found = new ArrayList<>();
    for (MethodNode method : node.methods) {
      Where where = new Where(new MethodView(node, method, hierarchy, facts));
      for (SiteScanner scanner : wanted) {
        add(scanner.candidateOf(where), found);
      }
      for (AbstractInsnNode insn = method.instructions.getFirst();
          insn != null;
          insn = insn.getNext()) {
        if (insn.getOpcode() >= 0) {
          where.next();
          for (SiteScanner scanner : wanted) {
            add(scanner.candidateAt(insn, where), found);
          }
        } else if (insn instanceof LineNumberNode number) {
          where.atLine(number.line);
        }
      }
    }
    return found;
  }

  private static void add(@Nullable Candidate candidate, List<Candidate> to) {
    if (candidate != null) {
      to.add(candidate);
    }
  }

  private void decide(
      Candidate candidate,
      List<Integer> matching,
      List<Candidate> candidates,
      List<Decision> decisions) {
    Rule claimedBy = null;
    Rule timedBy = null;
    for (int i : matching) {
      Rule rule = rules.get(i);
      if (!deciders[i].kinds().contains(candidate.site().kind())
          || !deciders[i].matches(candidate, rule)) {
        continue;
      }
      Ruling ruling = deciders[i].decide(candidate, rule);
      if (ruling == null) {
        continue;
      }
      boolean timing = rule.variant().action().equals(TIME);
      Rule earlier = timing ? timedBy : claimedBy;
      if (ruling.claims() && earlier != null) {
        ruling =
            Ruling.refused(
                "an earlier rule, '"
                    + earlier.name()
                    + "' ("
                    + earlier.location()
                    + "), already decides this site");
      } else if (ruling.claims() && timing) {
        timedBy = rule;
      } else if (ruling.claims()) {
        claimedBy = rule;
      }
      sites.incrementAndGet(i);
      candidates.add(candidate);
      decisions.add(
          new Decision(candidate.site(), rule, ruling.verdict(), ruling.reason(), ruling.way()));
    }
  }

  /**
   * What a decision rests on, step by step; empty where its reason says all there is.
   *
   * @param candidate the decision's, from {@link #judge}
   */
  public List<Step> explain(Candidate candidate, Decision decision) {
    for (int i = 0; i < deciders.length; i++) {
      if (rules.get(i).equals(decision.rule())) {
        return deciders[i].explain(candidate, decision.rule());
      }
    }
    return List.of();
  }

  /** What each rule has found so far, in the file's order. */
  public List<RuleUse> use() {
    List<RuleUse> use = new ArrayList<>();
    for (int i = 0; i < rules.size(); i++) {
      use.add(new RuleUse(rules.get(i), classes.get(i), sites.get(i)));
    }
    return use;
  }

  /**
   * A plan and the parsed class it is about.
   *
   * @param plan the decisions
   * @param candidates the candidate of each decision, in the plan's order
   * @param node the class as parsed
   * @param reader over its bytes
   * @param hierarchy what was used to judge it
   * @param form in what it differs from the bytes
   */
  public record Judged(
      ClassPlan plan,
      List<Candidate> candidates,
      ClassNode node,
      ClassReader reader,
      Hierarchy hierarchy,
      Form form) {}
}
