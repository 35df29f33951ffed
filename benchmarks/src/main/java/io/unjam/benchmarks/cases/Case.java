package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.stat.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One comparison.
 *
 * @param name as issues and docs write it: {@code yield/work-loop}
 * @param about one sentence
 * @param metric what is compared
 * @param target the ratio to reach, or {@code null} where the case is published as it is
 * @param threads one row per number
 * @param baseline the original
 * @param variant what is held against it
 * @param roundMillis length of a round; 0 where a round is a whole process
 * @param untilWarm whether the arms are real programs, which are measured when the JIT compilers
 *     have come to rest, not after a fixed number of rounds
 * @param since the first Java release on which there is something to compare
 */
public record Case(
    String name,
    String about,
    Metric metric,
    @Nullable Double target,
    List<Integer> threads,
    Arm baseline,
    Arm variant,
    long roundMillis,
    boolean untilWarm,
    int since) {

  private static final int BASELINE = 17;

  public Case {
    threads = List.copyOf(threads);
  }

  /** Of a few lines of code in a loop, or of whole processes. */
  public Case(
      String name,
      String about,
      Metric metric,
      @Nullable Double target,
      List<Integer> threads,
      Arm baseline,
      Arm variant,
      long roundMillis) {
    this(name, about, metric, target, threads, baseline, variant, roundMillis, false, BASELINE);
  }

  /** The same, measured warm. */
  Case ofProgram() {
    return new Case(
        name, about, metric, target, threads, baseline, variant, roundMillis, true, since);
  }

  /** The same, on no Java release before one: there both arms would be the original. */
  Case from(int release) {
    return new Case(
        name, about, metric, target, threads, baseline, variant, roundMillis, untilWarm, release);
  }

  /** Whether the same rounds can answer both: the arms are the same, the metrics may differ. */
  public boolean sharesRoundsWith(Case other) {
    return name.equals(other.name)
        && baseline.equals(other.baseline)
        && variant.equals(other.variant)
        && roundMillis == other.roundMillis
        && untilWarm == other.untilWarm
        && since == other.since;
  }

  /** Whether a round is a process from its start to its end. */
  public boolean wholeProcess() {
    return roundMillis == 0;
  }
}
