package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.workload.FairLockCounter;
import io.unjam.benchmarks.workload.ReadMostlyTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lock variants against the locks they stand in for. */
final class LockCases {
  private static final String READER_SHARDED =
      """
      version: 1
      rules:
        - name: readers of their own
          at: { package: io.unjam.benchmarks.workload }
          lock: { variant: reader-sharded }
      """;
  private static final String UNFAIR =
      """
      version: 1
      rules:
        - name: may barge
          at: { package: io.unjam.benchmarks.workload }
          lock: { variant: unfair }
          assume: [fairness-not-required]
      """;

  private LockCases() {}

  static List<Case> all() {
    List<Case> all = new ArrayList<>();
    Arm fair = Arm.plain("as written", FairLockCounter.class, Map.of());
    all.add(
        Cases.throughput(
            "locks/fair",
            "a fair lock around a short section",
            20,
            List.of(16, 64),
            fair,
            fair.withRules("unfair", UNFAIR)));
    all.add(
        Cases.throughput(
            "locks/uncontended-fair",
            "the same, nobody else there",
            0.97,
            List.of(1),
            fair,
            fair.withRules("unfair", UNFAIR)));
    all.add(readers("locks/readers", 0, 5, List.of(8, 64)));
    all.add(readers("locks/readers-1-percent-writes", 1, 0.95, List.of(8, 64)));
    all.add(readers("locks/readers-10-percent-writes", 10, 0.95, List.of(8, 64)));
    all.add(readers("locks/readers-50-percent-writes", 50, 0.95, List.of(8, 64)));
    all.add(readers("locks/uncontended-readers", 0, 0.97, List.of(1)));
    return all;
  }

  private static Case readers(String name, int writes, double target, List<Integer> threads) {
    Arm table =
        Arm.plain("as written", ReadMostlyTable.class, Map.of("writes", Integer.toString(writes)));
    return Cases.throughput(
        name,
        "a small table behind a read-write lock, " + writes + " % writes",
        target,
        threads,
        table,
        table.withRules("reader-sharded", READER_SHARDED));
  }
}
