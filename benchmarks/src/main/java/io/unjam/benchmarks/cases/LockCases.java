package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.workload.DurableTable;
import io.unjam.benchmarks.workload.FairLockCounter;
import io.unjam.benchmarks.workload.GuardedTable;
import io.unjam.benchmarks.workload.ReadMostlyTable;
import io.unjam.benchmarks.workload.ShortSections;
import io.unjam.benchmarks.workload.SynchronizedTable;
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

  private static final String STRIPED_JOURNAL =
      """
      version: 1
      rules:
        # GroupJournal is safe for several threads, knows nothing of the table, and its readers go by key.
        - name: routes
          at: { class: io.unjam.benchmarks.workload.DurableTable, lock: lock }
          lock: { variant: striped, stripes: 512, guards: [routes] }
          assume: [journal-order-across-keys, journal-thread-safe]
      """;
  private static final String STRIPED =
      """
      version: 1
      rules:
        # Wait does nothing but wait; total() adds up.
        - name: counts
          at: { class: "io.unjam.benchmarks.workload.GuardedTable$Table", lock: lock }
          lock: { variant: striped, stripes: 512, guards: [counts] }
          assume: [journal-order-across-keys, journal-thread-safe, order-unused]
      """;

  private static final String STRIPED_OWN_MONITOR =
      """
      version: 1
      rules:
        # total() adds up.
        - name: counts
          at: { class: "io.unjam.benchmarks.workload.SynchronizedTable$Table", lock: this }
          lock: { variant: striped, stripes: 512, guards: [counts] }
          assume: [order-unused]
      """;

  private static final String BATCHED =
      """
      version: 1
      rules:
        - name: counts in batches
          at: { class: io.unjam.benchmarks.workload.ShortSections, lock: lock }
          lock: batched
      """;

  private LockCases() {}

  /** Few threads, where it may win, and more than there are cores, where it loses. */
  private static void addBatched(List<Case> all) {
    Arm sections = Arm.plain("as written", ShortSections.class, Map.of());
    Arm batched = sections.withRules("batched", BATCHED);
    all.add(
        Cases.throughput(
            "locks/combining",
            "a lock around a section of a few instructions",
            1,
            List.of(2, 8),
            sections,
            batched));
    all.add(
        Cases.throughput(
            "locks/combining-crowded",
            "the same with many more threads than cores",
            1,
            List.of(32, 64),
            sections,
            batched));
    all.add(
        Cases.throughput(
            "locks/uncontended-combining",
            "the same, nobody else there",
            0.97,
            List.of(1),
            sections,
            batched));
  }

  private static void addStriped(List<Case> all) {
    Arm durable = Arm.plain("as written", DurableTable.class, Map.of());
    all.add(
        Cases.throughput(
            "locks/gateway",
            "a route table with its journal forced to disk under the lock",
            3.2,
            List.of(32),
            durable,
            durable.withRules("striped", STRIPED_JOURNAL)));
    for (int threads : new int[] {4, 32}) {
      Arm blocking =
          Arm.plain("as written", GuardedTable.class, Map.of("work", "block", "amount", "1000"));
      all.add(
          Cases.throughput(
              "locks/blocking-" + threads,
              "a section that blocks for a millisecond, threads on keys of their own",
              0.9 * threads,
              List.of(threads),
              blocking,
              blocking.withRules("striped", STRIPED)));
    }
    Map<String, String> cpu = Map.of("work", "cpu", "amount", "2000");
    Arm one = Arm.plain("as written", GuardedTable.class, cpu);
    all.add(
        Cases.throughput(
            "locks/cpu",
            "a section of arithmetic, against a lock and a table for each thread",
            0.75,
            List.of(2, 8),
            Arm.plain(
                "a lock for each thread",
                GuardedTable.class,
                Map.of("work", "cpu", "amount", "2000", "locks", "own")),
            one.withRules("striped", STRIPED)));
    all.add(
        Cases.throughput(
            "locks/cpu-alone",
            "the same with one thread, against the original",
            0.95,
            List.of(1),
            one,
            one.withRules("striped", STRIPED)));
    Arm empty = Arm.plain("as written", GuardedTable.class, Map.of());
    all.add(
        Cases.throughput(
            "locks/uncontended-striped",
            "a get and a put of one key under the lock, nobody else there",
            0.97,
            List.of(1),
            empty,
            empty.withRules("striped", STRIPED)));
  }

  private static void addOwnMonitors(List<Case> all) {
    Map<String, String> cpu = Map.of("rounds", "2000");
    Arm one = Arm.plain("as written", SynchronizedTable.class, cpu);
    all.add(
        Cases.throughput(
            "locks/own-monitor",
            "synchronized methods of arithmetic, against a table for each thread",
            0.75,
            List.of(2, 8),
            Arm.plain(
                "a table for each thread",
                SynchronizedTable.class,
                Map.of("rounds", "2000", "tables", "own")),
            one.withRules("striped", STRIPED_OWN_MONITOR)));
    all.add(
        Cases.throughput(
            "locks/own-monitor-alone",
            "the same with one thread, against the original",
            0.95,
            List.of(1),
            one,
            one.withRules("striped", STRIPED_OWN_MONITOR)));
    Arm empty = Arm.plain("as written", SynchronizedTable.class, Map.of());
    all.add(
        Cases.throughput(
            "locks/uncontended-own-monitor",
            "a get and a put of one key in a synchronized method, nobody else there",
            0.97,
            List.of(1),
            empty,
            empty.withRules("striped", STRIPED_OWN_MONITOR)));
  }

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
    addStriped(all);
    addOwnMonitors(all);
    addBatched(all);
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
