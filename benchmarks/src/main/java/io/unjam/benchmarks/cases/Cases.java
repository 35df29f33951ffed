package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.stat.Metric;
import java.util.ArrayList;
import java.util.List;

/**
 * Every case, in the order of the list that a person reads. A new family of cases is one class and
 * one line here.
 */
public final class Cases {
  private Cases() {}

  /** All of them. */
  public static List<Case> all() {
    List<Case> all = new ArrayList<>();
    all.addAll(YieldCases.all());
    all.addAll(AgentCases.all());
    all.addAll(TimeCases.all());
    all.addAll(MapCases.all());
    all.addAll(LockCases.all());
    all.addAll(PinCases.all());
    all.addAll(ApplicationCases.all());
    return all;
  }

  /** A rule file without a rule. */
  static final String NO_RULES = "version: 1\nrules: []\n";

  static Case throughput(
      String name, String about, double target, List<Integer> threads, Arm baseline, Arm variant) {
    return new Case(
        name, about, Metric.THROUGHPUT, target, threads, baseline, variant, ROUND_MILLIS);
  }

  /** A case that has no target to reach. */
  static Case published(
      String name, String about, List<Integer> threads, Arm baseline, Arm variant) {
    return new Case(name, about, Metric.THROUGHPUT, null, threads, baseline, variant, ROUND_MILLIS);
  }

  static final long ROUND_MILLIS = 500;
}
