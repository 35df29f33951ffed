package io.unjam.benchmarks.run;

import io.unjam.benchmarks.cases.Case;

/**
 * How much time a row may take.
 *
 * @param kernels for a few lines of code in a loop, which the JIT has compiled within a second, and
 *     for whole processes
 * @param programs for cases that are {@link Case#untilWarm measured warm}
 */
public record Effort(Schedule kernels, Schedule programs) {

  /** What a published figure takes. */
  public static final Effort FULL =
      new Effort(new Schedule(6, 4, 5, 1), new Schedule(6, 40, 10, 1));

  /** A look: within 20 seconds a row, or a few minutes where a program has to get warm. */
  public static final Effort QUICK =
      new Effort(new Schedule(1, 2, 7, 0.4), new Schedule(2, 40, 10, 1));

  /** What is right for a case. */
  Schedule of(Case comparison) {
    return comparison.untilWarm() ? programs : kernels;
  }

  /**
   * The rounds of one row.
   *
   * @param starts how often the JVMs of all arms are started anew
   * @param warmUpRounds per arm and start, not counted; the most of them where they end as soon as
   *     the arm is warm
   * @param pairs measured after each start
   * @param roundShare share of a case's round length
   */
  record Schedule(int starts, int warmUpRounds, int pairs, double roundShare) {}
}
