package io.unjam.benchmarks.stat;

import org.jspecify.annotations.Nullable;

/**
 * The verdict over one case.
 *
 * @param pairsNeeded for {@link Verdict#UNDECIDED}, about how many pairs would decide it if the
 *     median stayed where it is; else 0
 */
public record Judgement(Verdict verdict, long pairsNeeded) {

  private static final long NEVER_DECIDED = 100_000;

  /** Holds an interval against a target; a {@code null} target gives {@link Verdict#INFO}. */
  public static Judgement of(
      Interval ratio, int pairs, Metric metric, @Nullable Double targetOrNull) {
    if (targetOrNull == null) {
      return new Judgement(Verdict.INFO, 0);
    }
    double target = targetOrNull;
    boolean passes = metric.moreIsBetter() ? ratio.low() >= target : ratio.high() <= target;
    boolean fails = metric.moreIsBetter() ? ratio.high() < target : ratio.low() > target;
    if (passes) {
      return new Judgement(Verdict.PASS, 0);
    }
    if (fails) {
      return new Judgement(Verdict.FAIL, 0);
    }
    return new Judgement(Verdict.UNDECIDED, pairsNeeded(ratio, pairs, target));
  }

  /** An interval's width shrinks with the root of the number of pairs. */
  private static long pairsNeeded(Interval ratio, int pairs, double target) {
    double distance = Math.abs(ratio.median() - target);
    double halfWidth = (ratio.high() - ratio.low()) / 2;
    if (distance == 0) {
      return NEVER_DECIDED;
    }
    double factor = halfWidth / distance;
    return Math.min(NEVER_DECIDED, Math.max(pairs + 1L, (long) Math.ceil(pairs * factor * factor)));
  }
}
