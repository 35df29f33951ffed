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
 * Measures one row: baseline, variant and a second baseline as control, each in a JVM of its own,
 * the rounds interleaved and their order rotated, so that a drift of the machine meets all three
 * alike; the JVMs are started anew a few times. The control's ratio to the baseline is what the
 * machine and the JIT alone produce; a ratio within it says nothing.
 */
public final class Comparison {
  private static final int BASELINE = 0;
  private static final int VARIANT = 1;
  private static final int CONTROL = 2;
  private static final int ARMS = 3;
  private static final long SHORTEST_ROUND_MILLIS = 50;

  private final Layout layout;
  private final Effort effort;

  public Comparison(Layout layout, Effort effort) {
    this.layout = layout;
    this.effort = effort;
  }

  /** Told what goes on. */
  public interface Progress {
    /** After each pair. */
    void pair(int done, int of);

    /** An arm is measured though its JVM still compiles, after the most rounds of warming up. */
    void stillCompiling(String label);
  }

  /**
   * Runs all rounds of the rows of some cases that {@link Case#sharesRoundsWith share} them.
   *
   * @return the rows, in the order of the cases
   * @throws IllegalStateException if an arm fails or its workload's invariants do not hold
   */
  public List<Result> measure(List<Case> alike, Jdk jdk, int threads, Progress progress)
      throws IOException {
    Case first = alike.get(0);
    Effort.Schedule schedule = effort.of(first);
    // A round of a whole process starts its JVM anyhow.
    int starts = first.wholeProcess() ? 1 : schedule.starts();
    int pairs = first.wholeProcess() ? schedule.starts() * schedule.pairs() : schedule.pairs();
    Rounds rounds = new Rounds(starts, pairs);
    boolean timed = alike.stream().anyMatch(each -> each.metric() != Metric.THROUGHPUT);
    String sites = "";
    for (int start = 0; start < starts; start++) {
      sites = start(first, timed, jdk, threads, rounds, start, progress);
    }
    List<Result> results = new ArrayList<>();
    for (Case each : alike) {
      results.add(result(each, jdk, threads, rounds, sites));
    }
    return results;
  }

  private static Result result(Case comparison, Jdk jdk, int threads, Rounds rounds, String sites) {
    int pairs = rounds.starts * rounds.pairs;
    Interval ratio = Bootstrap.ofMedian(rounds.ratios(comparison.metric(), VARIANT));
    Interval control = Bootstrap.ofMedian(rounds.ratios(comparison.metric(), CONTROL));
    return new Result(
        comparison,
        jdk.feature(),
        threads,
        pairs,
        ratio,
        control,
        Judgement.of(ratio, pairs, comparison.metric(), comparison.target()),
        rounds.fairness[BASELINE],
        rounds.fairness[VARIANT],
        rounds.longest[BASELINE],
        rounds.longest[VARIANT],
        pairs * ARMS,
        sites);
  }

  /** All that is measured after one start of the arms' JVMs; returns what the agent decided. */
  private String start(
      Case comparison,
      boolean timed,
      Jdk jdk,
      int threads,
      Rounds rounds,
      int start,
      Progress progress)
      throws IOException {
    Path scratch = Files.createTempDirectory("bench");
    List<Contestant> arms = new ArrayList<>();
    try {
      for (Arm arm : List.of(comparison.baseline(), comparison.variant(), comparison.baseline())) {
        arms.add(
            comparison.wholeProcess()
                ? new WholeProcess(jdk, layout, arm, scratch)
                : WorkerProcess.start(jdk, layout, arm, threads, scratch));
      }
      measure(comparison, timed, arms, rounds, start, progress);
    } catch (IOException | RuntimeException e) {
      close(arms);
      delete(scratch);
      throw e;
    }
    // The agent reports as its JVM ends.
    close(arms);
    Path report = CommandLine.report(scratch);
    String told = Files.exists(report) ? Sites.in(report) : "";
    delete(scratch);
    return told;
  }

  private static void close(List<Contestant> arms) throws IOException {
    for (Contestant arm : arms) {
      arm.close();
    }
  }

  private void measure(
      Case comparison,
      boolean timed,
      List<Contestant> arms,
      Rounds rounds,
      int start,
      Progress progress)
      throws IOException {
    Effort.Schedule schedule = effort.of(comparison);
    long millis =
        Math.max(SHORTEST_ROUND_MILLIS, (long) (comparison.roundMillis() * schedule.roundShare()));
    if (comparison.untilWarm()) {
      for (int arm = 0; arm < ARMS; arm++) {
        if (!WarmUp.untilCompilersRest(arms.get(arm), millis, timed, schedule.warmUpRounds())) {
          progress.stillCompiling(
              (arm == VARIANT ? comparison.variant() : comparison.baseline()).label());
        }
      }
    } else {
      for (int i = 0; i < schedule.warmUpRounds(); i++) {
        for (Contestant arm : arms) {
          arm.round(millis, timed);
        }
      }
    }
    for (int pair = 0; pair < rounds.pairs; pair++) {
      for (int turn = 0; turn < ARMS; turn++) {
        int arm = (pair + turn) % ARMS;
        Round round = arms.get(arm).round(millis, timed);
        // Timing single operations costs as much as a short operation does, so that a throughput
        // case times in rounds of their own.
        Round times = timed || pair % 4 != 0 ? round : arms.get(arm).round(millis, true);
        rounds.add(arm, start, pair, round, times);
      }
      progress.pair(start * rounds.pairs + pair + 1, rounds.starts * rounds.pairs);
    }
  }

  /** What was measured of one row so far. */
  private static final class Rounds {
    private final int starts;
    private final int pairs;
    private final Round[][][] rounds;
    private final double[] fairness = new double[ARMS];
    private final long[] longest = new long[ARMS];

    Rounds(int starts, int pairs) {
      this.starts = starts;
      this.pairs = pairs;
      this.rounds = new Round[ARMS][starts][pairs];
      Arrays.fill(fairness, 1);
    }

    void add(int arm, int start, int pair, Round round, Round times) {
      rounds[arm][start][pair] = round;
      fairness[arm] = Math.min(fairness[arm], round.fairness());
      longest[arm] = Math.max(longest[arm], times.longestNanos());
    }

    /** An arm over the baseline, start by start and pair by pair. */
    double[][] ratios(Metric metric, int arm) {
      double[][] ratios = new double[starts][pairs];
      for (int start = 0; start < starts; start++) {
        for (int pair = 0; pair < pairs; pair++) {
          ratios[start][pair] =
              value(metric, rounds[arm][start][pair])
                  / value(metric, rounds[BASELINE][start][pair]);
        }
      }
      return ratios;
    }
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
