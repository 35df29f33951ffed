package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.workload.ByHandWriter;
import io.unjam.benchmarks.workload.Handoff;
import io.unjam.benchmarks.workload.SpinWait;
import io.unjam.benchmarks.workload.YieldingWriter;
import java.util.List;
import java.util.Map;

/**
 * {@code yield: auto}: must win in work loops and must not lose where a loop waits for another
 * thread.
 */
final class YieldCases {
  private static final String AUTO =
      """
      version: 1
      rules:
        - name: no needless yields
          at: { package: io.unjam.benchmarks.workload }
          yield: { variant: auto }
      """;

  private YieldCases() {}

  static List<Case> all() {
    Arm writer = Arm.plain("as written", YieldingWriter.class, Map.of());
    Arm handoff = Arm.plain("as written", Handoff.class, Map.of());
    Arm spin = Arm.plain("as written", SpinWait.class, Map.of());
    Arm longWait =
        Arm.plain("as written", SpinWait.class, Map.of("pieces", "4", "rounds", "10000000"));
    return List.of(
        Cases.throughput(
            "yield/work-loop",
            "a yield after every write of a bulk write",
            30,
            List.of(2, 8, 32),
            writer,
            writer.withRules("yield: auto", AUTO)),
        Cases.throughput(
            "yield/work-loop-by-hand",
            "the same against its source without the yield: what an edit can reach",
            0.9,
            List.of(2, 8, 32),
            Arm.plain("without the yield", ByHandWriter.class, Map.of()),
            writer.withRules("yield: auto", AUTO)),
        Cases.throughput(
            "yield/handoff",
            "pairs of threads pass a turn, waiting with yields",
            1,
            List.of(2, 8, 32),
            handoff,
            handoff.withRules("yield: auto", AUTO)),
        Cases.throughput(
            "yield/spin",
            "half of the threads wait with yields for short pieces of work of the others",
            1,
            List.of(2, 8, 32),
            spin,
            spin.withRules("yield: auto", AUTO)),
        Cases.throughput(
            "yield/long-wait",
            "the same with pieces of about ten milliseconds: what is left for those who work",
            1,
            List.of(2, 8, 32),
            longWait,
            longWait.withRules("yield: auto", AUTO)));
  }
}
