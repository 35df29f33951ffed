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
 */
public record Case(
    String name,
    String about,
    Metric metric,
    @Nullable Double target,
    List<Integer> threads,
    Arm baseline,
    Arm variant,
    long roundMillis) {

  public Case {
    threads = List.copyOf(threads);
  }

  /** Whether a round is a process from its start to its end. */
  public boolean wholeProcess() {
    return roundMillis == 0;
  }
}
