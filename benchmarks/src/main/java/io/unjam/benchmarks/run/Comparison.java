package io.unjam.benchmarks.run;

import io.unjam.benchmarks.cases.Arm;
import io.unjam.benchmarks.cases.Case;
import io.unjam.benchmarks.stat.Bootstrap;
import io.unjam.benchmarks.stat.Interval;
import io.unjam.benchmarks.stat.Judgement;
import io.unjam.benchmarks.stat.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures one row: baseline, variant and a second baseline as control, each in a JVM that lives
 * through all rounds, the rounds interleaved and their order rotated, so that a drift of the
 * machine meets all three alike. The control's ratio to the baseline is what the machine and the
 * JIT alone produce; a ratio within it says nothing.
 */
public final class Comparison {
  private static final int BASELINE = 0;
  private static final int VARIANT = 1;
  private static final int CONTROL = 2;
  private static final long SHORTEST_ROUND_MILLIS = 50;

  private final Layout layout;
  private final Effort effort;

  public Comparison(Layout layout, Effort effort) {
    this.layout = layout;
    this.effort = effort;
  }

  /** Told after each pair. */
  public interface Progress {
    void pair(int done, int of);
  }

  /**
   * Runs all rounds of a row.
   *
   * @throws IllegalStateException if an arm fails or its workload's invariants do not hold
   */
  public Result measure(Case comparison, Jdk jdk, int threads, Progress progress)
      throws IOException {
    Path scratch = Files.createTempDirectory("bench");
    List<Contestant> arms = new ArrayList<>();
    Result result;
    try {
      for (Arm arm : List.of(comparison.baseline(), comparison.variant(), comparison.baseline())) {
        arms.add(
            comparison.wholeProcess()
                ? new WholeProcess(jdk, layout, arm, scratch)
                : WorkerProcess.start(jdk, layout, arm, threads, scratch));
      }
      result = measure(comparison, jdk, threads, arms, progress);
    } catch (IOException | RuntimeException e) {
      close(arms);
      delete(scratch);
      throw e;
    }
    // The agent reports as its JVM ends.
    close(arms);
    Path report = CommandLine.report(scratch);
    Result told = Files.exists(report) ? result.withSites(Sites.in(report)) : result;
    delete(scratch);
    return told;
  }

  private static void close(List<Contestant> arms) throws IOException {
    for (Contestant arm : arms) {
      arm.close();
    }
  }

  private Result measure(
      Case comparison, Jdk jdk, int threads, List<Contestant> arms, Progress progress)
      throws IOException {
    long millis =
        Math.max(SHORTEST_ROUND_MILLIS, (long) (comparison.roundMillis() * effort.roundShare()));
    boolean timed = comparison.metric() != Metric.THROUGHPUT;
    for (int i = 0; i < effort.warmUpRounds(); i++) {
      for (Contestant arm : arms) {
        arm.round(millis, timed);
      }
    }
    int pairs = effort.pairs();
    Round[][] rounds = new Round[arms.size()][pairs];
    double[] fairness = new double[arms.size()];
    long[] longest = new long[arms.size()];
    Arrays.fill(fairness, 1);
    for (int pair = 0; pair < pairs; pair++) {
      for (int turn = 0; turn < arms.size(); turn++) {
        int arm = (pair + turn) % arms.size();
        Round round = arms.get(arm).round(millis, timed);
        rounds[arm][pair] = round;
        fairness[arm] = Math.min(fairness[arm], round.fairness());
        // Timing single operations costs as much as a short operation does, so that a throughput
        // case times in rounds of their own.
        Round times = timed || pair % 4 != 0 ? round : arms.get(arm).round(millis, true);
        longest[arm] = Math.max(longest[arm], times.longestNanos());
      }
      progress.pair(pair + 1, pairs);
    }
    Interval ratio = Bootstrap.ofMedian(ratios(comparison.metric(), rounds, VARIANT));
    Interval control = Bootstrap.ofMedian(ratios(comparison.metric(), rounds, CONTROL));
    return new Result(
        comparison,
        jdk.feature(),
        threads,
        pairs,
        ratio,
        control,
        Judgement.of(ratio, pairs, comparison.metric(), comparison.target()),
        fairness[BASELINE],
        fairness[VARIANT],
        longest[BASELINE],
        longest[VARIANT],
        pairs * arms.size(),
        "");
  }

  private static double[] ratios(Metric metric, Round[][] rounds, int arm) {
    double[] ratios = new double[rounds[arm].length];
    for (int i = 0; i < ratios.length; i++) {
      ratios[i] = value(metric, rounds[arm][i]) / value(metric, rounds[BASELINE][i]);
    }
    return ratios;
  }

  private static double value(Metric metric, Round round) {
    return switch (metric) {
      case THROUGHPUT -> round.throughput();
      case TIME -> round.nanos();
      case LONGEST -> Math.max(1, round.longestNanos());
      case P99 -> Math.max(1, round.p99Nanos());
      case P999 -> Math.max(1, round.p999Nanos());
    };
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
