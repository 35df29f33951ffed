package io.unjam.agent.boot;

import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The decisions made in this JVM, for the summary. A class file judged again, by a retransformation
 * or in another loader, counts once. Bounded: past {@value #MOST} decisions new plans are counted,
 * not kept. Safe for use by several threads, also inside a transformer: the lock is held for a map
 * access.
 */
final class DecisionStore {

  private static final int MOST = 100_000;

  private final Map<String, ClassPlan> plans = new LinkedHashMap<>();
  private int kept;
  private int applied;
  private int dropped;

  void add(ClassPlan plan) {
    if (plan.decisions().isEmpty()) {
      return;
    }
    int edits = 0;
    for (Decision decision : plan.decisions()) {
      if (decision.verdict() == Verdict.APPLIED) {
        edits++;
      }
    }
    String key = plan.className() + ' ' + plan.digest();
    synchronized (plans) {
      if (plans.containsKey(key)) {
        return;
      }
      applied += edits;
      if (kept + plan.decisions().size() > MOST) {
        dropped += plan.decisions().size();
        return;
      }
      kept += plan.decisions().size();
      plans.put(key, plan);
    }
  }

  /** Sites that were rewritten so far. */
  int applied() {
    synchronized (plans) {
      return applied;
    }
  }

  /** Decisions that were made past the bound and not kept. */
  int dropped() {
    synchronized (plans) {
      return dropped;
    }
  }

  /** What was decided so far, oldest first. */
  List<ClassPlan> plans() {
    synchronized (plans) {
      return new ArrayList<>(plans.values());
    }
  }
}
