package io.unjam.agent.boot;

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
 * The decisions made in this JVM, for the summary and for {@code status}. A class file judged
 * again, by a retransformation or in another loader, counts once, with the last word on it; so does
 * a class that another agent has changed since it was judged, which is another file then. Bounded:
 * past {@value #MOST} decisions new plans are counted, not kept. Safe for use by several threads,
 * also inside a transformer: the lock is held for a few map accesses (for one per class loader
 * where a class has changed).
 */
final class DecisionStore {

  private static final int MOST = 100_000;

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /**
   * By class loader, of each class about which there are decisions the file that was judged last.
   * Under the same lock.
   */
  private final Map<LoaderKey, Map<String, String>> lastFiles = new HashMap<>();

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
   * Adds a plan, or puts it in the place of an earlier one about the same class file or the same
   * class of this loader.
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
      Entry before = remove(file);
      Entry changed =
          removeChanged(plan.className(), plan.decisions().isEmpty() ? null : file, loader);
      if (before == null) {
        before = changed;
      }
      if (plan.decisions().isEmpty()) {
        return;
      }
      if (kept + plan.decisions().size() > MOST) {
        dropped += plan.decisions().size();
        return;
      }
      kept += plan.decisions().size();
      entries.put(file, new Entry(plan, again ? late(plan, before) : null));
    }
  }

  private @Nullable Entry remove(String file) {
    Entry removed = entries.remove(file);
    if (removed != null) {
      kept -= removed.plan.decisions().size();
    }
    return removed;
  }

  /**
   * Removes what this loader's class was before somebody changed it, unless it is so elsewhere.
   *
   * @param file what it is now; {@code null} where nothing is decided about it
   */
  private @Nullable Entry removeChanged(
      String className, @Nullable String file, @Nullable ClassLoader loader) {
    for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
      lastFiles.remove(dead);
    }
    ClassLoader defining = loader == null ? ClassLoader.getPlatformClassLoader() : loader;
    Map<String, String> files =
        lastFiles.computeIfAbsent(new LoaderKey(defining, gone), key -> new HashMap<>());
    String last = file == null ? files.remove(className) : files.put(className, file);
    if (last == null || last.equals(file)) {
      return null;
    }
    for (Map<String, String> others : lastFiles.values()) {
      if (last.equals(others.get(className))) {
        return null;
      }
    }
    return remove(last);
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
   * Puts a plan in the place of the earlier one about the same class file, where there is one: for
   * a class that the change of the rules leaves as it is.
   */
  void renew(ClassPlan plan) {
    String file = plan.className() + ' ' + plan.digest();
    synchronized (entries) {
      Entry before = entries.get(file);
      if (before != null && before.plan.decisions().size() == plan.decisions().size()) {
        entries.put(file, new Entry(plan, before.late));
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
