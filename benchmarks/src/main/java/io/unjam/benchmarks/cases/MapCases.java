package io.unjam.benchmarks.cases;

import io.unjam.benchmarks.stat.Metric;
import io.unjam.benchmarks.workload.CacheLookups;
import io.unjam.benchmarks.workload.MapGrowth;
import io.unjam.benchmarks.workload.MapUpdates;
import io.unjam.benchmarks.workload.PendingPuts;
import io.unjam.benchmarks.workload.RouteRefill;
import io.unjam.benchmarks.workload.TableLookups;
import java.util.ArrayList;
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
  private static final String HOT_KEY =
      """
      version: 1
      rules:
        - name: hot keys
          at: { package: io.unjam.benchmarks.workload }
          map: { variant: hot-key }
      """;
  private static final String GET_FIRST =
      """
      version: 1
      rules:
        - name: look first
          at: { package: io.unjam.benchmarks.workload }
          map: { variant: get-first, puts: true }
      """;
  private static final String PRESIZED =
      """
      version: 1
      rules:
        - name: room for all
          at: { package: io.unjam.benchmarks.workload }
          map: { variant: presized, capacity: 4000000 }
      """;
  private static final String CONCURRENT =
      """
      version: 1
      rules:
        - name: no lock of the whole
          at: { class: io.unjam.benchmarks.workload.TableLookups }
          map: concurrent
      """;
  private static final long UNTIL_FULL_MILLIS = 60_000;

  private MapCases() {}

  static List<Case> all() {
    List<Case> all = new ArrayList<>(sharded());
    all.addAll(getFirst());
    all.addAll(presized());
    all.addAll(hotKey());
    all.addAll(concurrent());
    all.addAll(batched());
    all.addAll(bulk());
    return all;
  }

  /** With room in the young generation for all that a round allocates: no collection inside one. */
  private static Arm growth(String label) {
    return Arm.plain(label, MapGrowth.class, Map.of("entries", "4000000"))
        .withJvm(label, "-Xms2g", "-Xmx2g", "-Xmn1400m", "-XX:+AlwaysPreTouch");
  }

  private static List<Case> getFirst() {
    Arm colliding =
        Arm.plain("as written", CacheLookups.class, Map.of("keys", "8", "colliding", "8"));
    Arm warm = Arm.plain("as written", CacheLookups.class, Map.of("keys", "65536"));
    Arm growth = Arm.plain("as written", MapGrowth.class, Map.of("entries", "1000000"));
    Arm updates = Arm.plain("as written", MapUpdates.class, Map.of("keys", "65536"));
    return List.of(
        Cases.throughput(
            "maps/get-first",
            "computeIfAbsent on 8 keys that are there, all in one bin",
            5,
            List.of(8, 64),
            colliding,
            colliding.withRules("get-first", GET_FIRST)),
        Cases.throughput(
            "maps/get-first-few-threads",
            "the same, few threads",
            1.0,
            List.of(1, 2),
            colliding,
            colliding.withRules("get-first", GET_FIRST)),
        Cases.throughput(
            "maps/get-first-spread",
            "computeIfAbsent on keys that are there, spread over 65,536",
            0.97,
            List.of(1, 2, 8, 64),
            warm,
            warm.withRules("get-first", GET_FIRST)),
        Cases.published(
            "maps/get-first-changing-puts",
            "puts that change the value, each looking in vain",
            List.of(1, 2, 8, 64),
            updates,
            updates.withRules("get-first, puts", GET_FIRST)),
        new Case(
            "maps/get-first-absent",
            "puts of keys that are not there, each looking in vain",
            Metric.THROUGHPUT,
            null,
            List.of(1, 2),
            growth,
            growth.withRules("get-first, puts", GET_FIRST),
            UNTIL_FULL_MILLIS));
  }

  private static List<Case> concurrent() {
    Arm table = Arm.plain("Hashtable", TableLookups.class, Map.of());
    Arm wrapped = Arm.plain("synchronizedMap", TableLookups.class, Map.of("map", "synchronized"));
    Arm puts = Arm.plain("Hashtable", TableLookups.class, Map.of("reads", "0"));
    return List.of(
        Cases.throughput(
            "maps/hashtable",
            "a Hashtable of 1,024 keys, four lookups to a put",
            1.5,
            List.of(8, 64),
            table,
            table.withRules("concurrent", CONCURRENT)),
        Cases.published(
            "maps/hashtable-few-threads",
            "the same, few threads",
            List.of(1, 2),
            table,
            table.withRules("concurrent", CONCURRENT)),
        Cases.published(
            "maps/hashtable-puts",
            "puts alone",
            List.of(1, 2, 8, 64),
            puts,
            puts.withRules("concurrent", CONCURRENT)),
        Cases.throughput(
            "maps/synchronized-map",
            "a synchronized HashMap of 1,024 keys, four lookups to a put",
            1.5,
            List.of(8, 64),
            wrapped,
            wrapped.withRules("concurrent", CONCURRENT)));
  }

  /** Why there is no batched map: a write buffer at its best beside the exchange without one. */
  private static List<Case> batched() {
    Arm few = Arm.plain("ConcurrentHashMap", MapUpdates.class, Map.of("keys", "16"));
    Arm exchange = few.withRules("hot-key", HOT_KEY);
    Arm buffer = Arm.plain("a buffer's least", PendingPuts.class, Map.of("keys", "16"));
    return List.of(
        Cases.throughput(
            "maps/batched",
            "puts to 16 keys, result unused: exchanged without a buffer",
            2,
            List.of(8, 64),
            few,
            exchange),
        Cases.published(
            "maps/batched-few-threads", "the same, few threads", List.of(1, 2), few, exchange),
        Cases.published(
            "maps/batched-buffer",
            "the same puts into a buffer that is never drained",
            List.of(8, 64),
            few,
            buffer),
        new Case(
            "maps/batched-tail",
            "the 99.9th percentile of the puts that are exchanged",
            Metric.P999,
            0.3,
            List.of(8, 64),
            few,
            exchange,
            Cases.ROUND_MILLIS));
  }

  private static List<Case> bulk() {
    Arm refill = Arm.plain("ConcurrentHashMap", RouteRefill.class, Map.of());
    Arm read = Arm.plain("ConcurrentHashMap", RouteRefill.class, Map.of("measured", "read"));
    Arm fresh = Arm.plain("ConcurrentHashMap", RouteRefill.class, Map.of("into", "new"));
    return List.of(
        Cases.throughput(
            "maps/bulk",
            "100,000 routes cleared and put again while a thread looks them up",
            3.2,
            List.of(1),
            refill,
            refill.withRules("hot-key", HOT_KEY)),
        Cases.published(
            "maps/bulk-sharded",
            "the same refill of a sharded map",
            List.of(1),
            refill,
            refill.withRules("sharded, 64", SHARDED)),
        Cases.published(
            "maps/bulk-new",
            "100,000 routes put into a new map that takes the old one's place",
            List.of(1),
            fresh,
            fresh.withRules("hot-key", HOT_KEY)),
        Cases.published(
            "maps/bulk-new-sharded",
            "the same with a sharded map",
            List.of(1),
            fresh,
            fresh.withRules("sharded, 64", SHARDED)),
        new Case(
            "maps/bulk-readers",
            "the 99th percentile of the lookups beside such a refill",
            Metric.P99,
            0.33,
            List.of(1, 2, 8, 64),
            read,
            read.withRules("hot-key", HOT_KEY),
            Cases.ROUND_MILLIS));
  }

  private static List<Case> hotKey() {
    Arm one = Arm.plain("ConcurrentHashMap", MapUpdates.class, Map.of("keys", "1"));
    Arm merged =
        Arm.plain("ConcurrentHashMap", MapUpdates.class, Map.of("keys", "1", "merge", "true"));
    Arm spread = Arm.plain("ConcurrentHashMap", MapUpdates.class, Map.of("keys", "65536"));
    Arm growth = growth("ConcurrentHashMap");
    return List.of(
        Cases.throughput(
            "maps/hot-key",
            "puts to one key",
            1.7,
            List.of(8, 64),
            one,
            one.withRules("hot-key", HOT_KEY)),
        Cases.published(
            "maps/hot-key-few-threads",
            "the same, few threads",
            List.of(1, 2),
            one,
            one.withRules("hot-key", HOT_KEY)),
        Cases.published(
            "maps/hot-key-merge",
            "merges into one key",
            List.of(1, 2, 8, 64),
            merged,
            merged.withRules("hot-key", HOT_KEY)),
        Cases.throughput(
            "maps/hot-key-uncontended",
            "puts to keys that are there, one thread",
            0.90,
            List.of(1),
            spread,
            spread.withRules("hot-key", HOT_KEY)),
        Cases.throughput(
            "maps/hot-key-spread",
            "puts to keys that are there, spread over 65,536",
            0.90,
            List.of(2, 8, 64),
            spread,
            spread.withRules("hot-key", HOT_KEY)),
        new Case(
            "maps/hot-key-growth",
            "a map grows to 4 million entries",
            Metric.THROUGHPUT,
            null,
            List.of(2, 8),
            growth,
            growth.withRules("hot-key", HOT_KEY),
            UNTIL_FULL_MILLIS),
        new Case(
            "maps/hot-key-growth-longest",
            "the longest put while a map grows to 4 million entries",
            Metric.LONGEST,
            null,
            List.of(2, 8),
            growth,
            growth.withRules("hot-key", HOT_KEY),
            UNTIL_FULL_MILLIS));
  }

  private static List<Case> presized() {
    Arm growth = growth("as written");
    Arm updates = Arm.plain("as written", MapUpdates.class, Map.of("keys", "65536"));
    String smaller = PRESIZED.replace("4000000", "65536");
    return List.of(
        new Case(
            "maps/presized-growth-longest",
            "the longest put while a map fills with 4 million entries",
            Metric.LONGEST,
            null,
            List.of(2, 8),
            growth,
            growth.withRules("presized", PRESIZED),
            UNTIL_FULL_MILLIS),
        new Case(
            "maps/presized-growth",
            "a map fills with 4 million entries",
            Metric.THROUGHPUT,
            1.0,
            List.of(2, 8),
            growth,
            growth.withRules("presized", PRESIZED),
            UNTIL_FULL_MILLIS),
        Cases.throughput(
            "maps/presized-spread",
            "puts to keys that are there, spread over 65,536",
            0.97,
            List.of(1, 2, 8, 64),
            updates,
            updates.withRules("presized", smaller)));
  }

  private static List<Case> sharded() {
    Arm growth = growth("ConcurrentHashMap");
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
