package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.workload.GatewayRequests;
import io.unjam.benchmarks.workload.H2Transfers;
import io.unjam.benchmarks.workload.TimedOperations;
import java.util.List;
import java.util.Map;

/**
 * What timing costs. Budgets are in nanoseconds beside two clock readings of 21 ns each; as a ratio
 * to those two readings they hold on any machine.
 */
final class TimeCases {
  private static final double CLOCKS = 2 * 21;

  static final String TIME_ALL =
      """
      version: 1
      rules:
        - name: all that writes
          at: { package: "%s" }
          time: { sample: 16 }
      """;

  private TimeCases() {}

  static List<Case> all() {
    Arm clock = Arm.plain("two clock readings", TimedOperations.class, Map.of("mode", "clock"));
    Arm record =
        Arm.plain(
            "hook, every operation", TimedOperations.class, Map.of("mode", "hook", "sample", "1"));
    Arm sampled =
        Arm.plain("hook, 1 in 16", TimedOperations.class, Map.of("mode", "hook", "sample", "16"));
    Arm gateway = Arm.plain("without the agent", GatewayRequests.class, Map.of());
    Arm h2 = Arm.plain("without the agent", H2Transfers.class, Map.of());
    return List.of(
        Cases.throughput(
                "time/gateway",
                "the gateway with every write of its own timed, 1 in 16",
                0.97,
                List.of(2, 8),
                gateway,
                gateway.withRules("timed", TIME_ALL.formatted("com.acme")))
            .ofProgram(),
        Cases.throughput(
                "time/h2",
                "H2 transfers with every write of H2 timed, 1 in 16",
                0.97,
                List.of(2, 8),
                h2,
                h2.withRules("timed", TIME_ALL.formatted("org.h2")))
            .ofProgram(),
        Cases.throughput(
            "time/record",
            "recording one value: at most 5 ns over the two clock readings",
            CLOCKS / (CLOCKS + 5),
            List.of(1, 2),
            clock,
            record),
        Cases.throughput(
            "time/sampled",
            "timing 1 in 16: at most 5 ns an operation, two clock readings being 42",
            CLOCKS / 5,
            List.of(1, 2),
            clock,
            sampled),
        Cases.throughput(
            "time/shared-site",
            "64 threads record into one site, as cheaply as one does",
            CLOCKS / (CLOCKS + 5),
            List.of(64),
            clock,
            record));
  }
}
