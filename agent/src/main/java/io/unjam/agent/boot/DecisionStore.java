package io.unjam.agent.boot;

import io.unjam.agent.report.JudgedClass;
import io.unjam.agent.report.SiteKey;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The decisions made in this JVM, for the summary and for {@code status}. A class judged again, by
 * a retransformation, counts once, with the last word on it, also if another agent has changed it
 * since, so that it is another file. Classes of one file in several loaders count once where the
 * same is decided about them, and else each. Bounded: past {@value #MOST} decisions new plans are
 * counted, not kept. Safe for use by several threads, also inside a transformer: the lock is held
 * for a few map accesses (for one per class loader where a class has changed).
 */
final class DecisionStore {

  private static final int MOST = 100_000;

  /** By class and file; from the second on of one file, with a number. */
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * By class loader, of each class about which there are decisions the key of what was decided
   * last. Under the same lock.
   */
  private final Map<LoaderKey, Map<String, String>> lastKeys = new HashMap<>();

  /** How many loaders have it in {@link #lastKeys}, by key; absent for none. */
  private final Map<String, Integer> uses = new HashMap<>();

  /** Classes that make objects of ours in some loader, whatever was decided in another since. */
  private final Set<String> makers = new HashSet<>();

  private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
  private int kept;
  private int dropped;
  private boolean everReplaced;
  private boolean everMade;

  /**
   * A plan and which of its edits came when the class was loaded already.
   *
   * @param late by {@link #key}; {@code null} for none
   */
  private record Entry(ClassPlan plan, @Nullable Set<String> late) {}

  /**
   * Adds a plan, or puts it in the place of an earlier one about the same class of this loader, or
   * about the same file where no loader is left that had it.
   *
   * @param again whether the class was loaded before this plan was made
   * @param loader {@code null} for the bootstrap loader
   */
  void add(ClassPlan plan, boolean again, @Nullable ClassLoader loader) {
    String file = plan.className() + ' ' + plan.digest();
    boolean sharded = sharded(plan);
    boolean made = makes(plan);
    synchronized (entries) {
      everReplaced |= sharded;
      if (made) {
        everMade = true;
        makers.add(plan.className());
      }
      Map<String, String> own = ofLoader(loader);
      String last = own.remove(plan.className());
      Entry before = null;
      if (last != null) {
        before = entries.get(last);
        unused(last);
        removeIfUnused(last);
      }
      if (plan.decisions().isEmpty()) {
        return;
      }
      Entry entry = new Entry(plan, again ? late(plan, before) : null);
      String key = file;
      Entry there = entries.get(key);
      for (int i = 2; there != null && !there.equals(entry) && !removeIfUnused(key); i++) {
        key = file + ' ' + i;
        there = entries.get(key);
      }
      if (!entries.containsKey(key)) {
        if (kept + plan.decisions().size() > MOST) {
          dropped += plan.decisions().size();
          return;
        }
        kept += plan.decisions().size();
        entries.put(key, entry);
      }
      own.put(plan.className(), key);
      uses.merge(key, 1, Integer::sum);
    }
  }

  /** Removes what was decided where no loader's class is left; returns whether that is so. */
  private boolean removeIfUnused(String key) {
    if (uses.containsKey(key)) {
      return false;
    }
    Entry removed = entries.remove(key);
    if (removed != null) {
      kept -= removed.plan.decisions().size();
    }
    return true;
  }

  /** One loader less has it. */
  private void unused(String key) {
    uses.computeIfPresent(key, (same, count) -> count > 1 ? count - 1 : null);
  }

  /** What was decided last, by the names of this loader's classes. */
  private Map<String, String> ofLoader(@Nullable ClassLoader loader) {
    for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
      Map<String, String> last = lastKeys.remove(dead);
      if (last != null) {
        last.values().forEach(this::unused);
      }
    }
    ClassLoader defining = loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    return lastKeys.computeIfAbsent(new LoaderKey(defining, gone), key -> new HashMap<>());
  }

  private static boolean sharded(ClassPlan plan) {
    for (Decision decision : plan.decisions()) {
      if (decision.verdict() == Verdict.APPLIED && ReplacedMaps.isMapOfOurs(decision.rule())) {
        return true;
      }
    }
    return false;
  }

  private static boolean makes(ClassPlan plan) {
    for (Decision decision : plan.decisions()) {
      if (decision.verdict() == Verdict.APPLIED && makesObjects(decision)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether an edit makes objects of ours; the others are calls of hooks, which ask the switch each
   * time they run.
   */
  static boolean makesObjects(Decision decision) {
    return switch (decision.rule().variant().action()) {
      case "time", "yield", "gc" -> false;
      default -> true;
    };
  }

  /** What was in the class from the start is so still, however often it is retransformed. */
  private static @Nullable Set<String> late(ClassPlan plan, @Nullable Entry before) {
    Set<String> late = new HashSet<>();
    Set<String> early = new HashSet<>();
    if (before != null) {
      for (Decision decision : before.plan.decisions()) {
        if (decision.verdict() == Verdict.APPLIED
            && (before.late == null || !before.late.contains(key(decision)))) {
          early.add(key(decision));
        }
      }
    }
    for (Decision decision : plan.decisions()) {
      if (decision.verdict() == Verdict.APPLIED && !early.contains(key(decision))) {
        late.add(key(decision));
      }
    }
    return late.isEmpty() ? null : late;
  }

  private static String key(Decision decision) {
    return SiteKey.of(decision.site()) + ' ' + decision.rule().variant().action();
  }

  /**
   * Puts a plan in the place of the earlier one about the same class file in this loader, where
   * there is one: for a class that the change of the rules leaves as it is.
   *
   * @param loader {@code null} for the bootstrap loader
   */
  void renew(ClassPlan plan, @Nullable ClassLoader loader) {
    synchronized (entries) {
      String key = ofLoader(loader).get(plan.className());
      Entry before = key == null ? null : entries.get(key);
      if (key != null
          && before != null
          && before.plan.digest().equals(plan.digest())
          && before.plan.decisions().size() == plan.decisions().size()) {
        entries.put(key, new Entry(plan, before.late));
      }
    }
  }

  /** Forgets what was decided about some classes, by their binary names. */
  void forget(Set<String> classNames) {
    synchronized (entries) {
      List<String> gone = new ArrayList<>();
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        if (classNames.contains(entry.getValue().plan.className())) {
          gone.add(entry.getKey());
          kept -= entry.getValue().plan.decisions().size();
        }
      }
      entries.keySet().removeAll(gone);
      makers.removeAll(classNames);
    }
  }

  /** Sites that are rewritten. */
  int applied() {
    int applied = 0;
    synchronized (entries) {
      for (Entry entry : entries.values()) {
        for (Decision decision : entry.plan.decisions()) {
          if (decision.verdict() == Verdict.APPLIED) {
            applied++;
          }
        }
      }
    }
    return applied;
  }

  /** Whether any site ever made maps that need the key sets patched, which may live on. */
  boolean everReplaced() {
    synchronized (entries) {
      return everReplaced;
    }
  }

  /** Whether any site ever made objects of ours, which may live on. */
  boolean everMade() {
    synchronized (entries) {
      return everMade;
    }
  }

  /** Classes that make objects of ours, in one of the loaders that have them. */
  Set<String> makers() {
    synchronized (entries) {
      return new HashSet<>(makers);
    }
  }

  /** Decisions that were made past the bound and not kept. */
  int dropped() {
    synchronized (entries) {
      return dropped;
    }
  }

  /** What is decided, oldest first. */
  List<ClassPlan> plans() {
    synchronized (entries) {
      List<ClassPlan> plans = new ArrayList<>();
      for (Entry entry : entries.values()) {
        plans.add(entry.plan);
      }
      return plans;
    }
  }

  /** What is decided, oldest first, and about whose classes. */
  List<JudgedClass> judged() {
    synchronized (entries) {
      Map<String, List<String>> loaders = new HashMap<>();
      Map<String, Integer> having = new HashMap<>();
      for (Map.Entry<LoaderKey, Map<String, String>> each : lastKeys.entrySet()) {
        ClassLoader loader = each.getKey().get();
        if (loader != null) {
          for (Map.Entry<String, String> last : each.getValue().entrySet()) {
            having.merge(last.getKey(), 1, Integer::sum);
            loaders
                .computeIfAbsent(last.getValue(), key -> new ArrayList<>())
                .add(RuntimeSight.distinct(loader));
          }
        }
      }
      List<JudgedClass> judged = new ArrayList<>();
      for (Map.Entry<String, Entry> entry : entries.entrySet()) {
        ClassPlan plan = entry.getValue().plan;
        List<String> whose = loaders.getOrDefault(entry.getKey(), List.of());
        boolean alone = having.getOrDefault(plan.className(), 0) < 2;
        judged.add(new JudgedClass(plan, alone ? List.of() : whose.stream().sorted().toList()));
      }
      return judged;
    }
  }

  /** Applied decisions whose class was loaded before they were. */
  Set<Decision> late() {
    synchronized (entries) {
      Set<Decision> decisions = new HashSet<>();
      for (Entry entry : entries.values()) {
        if (entry.late != null) {
          for (Decision decision : entry.plan.decisions()) {
            if (decision.verdict() == Verdict.APPLIED && entry.late.contains(key(decision))) {
              decisions.add(decision);
            }
          }
        }
      }
      return decisions;
    }
  }
}
