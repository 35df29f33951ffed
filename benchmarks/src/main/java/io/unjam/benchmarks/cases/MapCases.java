package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.stat.Metric;
import io.unjam.benchmarks.workload.MapGrowth;
import io.unjam.benchmarks.workload.MapUpdates;
import java.util.List;
import java.util.Map;

/** Map variants against {@code ConcurrentHashMap}. */
final class MapCases {
  private static final String SHARDED =
      """
      version: 1
      rules:
        - name: sharded
          at: { package: io.unjam.benchmarks.workload }
          map: { variant: sharded, shards: 64 }
      """;
  private static final long UNTIL_FULL_MILLIS = 60_000;

  private MapCases() {}

  static List<Case> all() {
    Arm growth = Arm.plain("ConcurrentHashMap", MapGrowth.class, Map.of("entries", "4000000"));
    Arm sharded = growth.withRules("sharded, 64", SHARDED);
    Arm spread = Arm.plain("ConcurrentHashMap", MapUpdates.class, Map.of("keys", "65536"));
    return List.of(
        new Case(
            "maps/growth-longest",
            "the longest put while a map grows to 4 million entries",
            Metric.LONGEST,
            0.15,
            List.of(2, 8),
            growth,
            sharded,
            UNTIL_FULL_MILLIS),
        new Case(
            "maps/growth",
            "a map grows to 4 million entries",
            Metric.THROUGHPUT,
            1.0,
            List.of(2, 8),
            growth,
            sharded,
            UNTIL_FULL_MILLIS),
        Cases.throughput(
            "maps/uncontended",
            "puts to keys that are there, one thread",
            0.90,
            List.of(1),
            spread,
            spread.withRules("sharded, 64", SHARDED)),
        Cases.throughput(
            "maps/spread",
            "puts to keys that are there, spread over 65,536",
            0.90,
            List.of(2, 8, 64),
            spread,
            spread.withRules("sharded, 64", SHARDED)));
  }
}
