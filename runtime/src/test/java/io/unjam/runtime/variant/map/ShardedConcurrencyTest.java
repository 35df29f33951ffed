package io.unjam.runtime.variant.map;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the sharded map promises to threads that use it at the same time. */
@Timeout(60)
class ShardedConcurrencyTest {

  private static final int THREADS = 4;

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 64})
  void iterationUnderWritesSeesEveryStableKeyOnce(int shards) throws Exception {
    int stable = 500;
    ShardedConcurrentHashMap<Integer, Integer> map = new ShardedConcurrentHashMap<>(shards);
    for (int k = 0; k < stable; k++) {
      map.put(k, k);
    }
    AtomicBoolean done = new AtomicBoolean();
    CountDownLatch writing = new CountDownLatch(2);
    ExecutorService writers = Executors.newFixedThreadPool(2);
    try {
      List<Future<?>> writes = new ArrayList<>();
      for (int w = 0; w < 2; w++) {
        long seed = 7_100L + w;
        writes.add(
            writers.submit(
                () -> {
                  Random random = new Random(seed);
                  for (int n = 0; !done.get(); n++) {
                    int k = stable + random.nextInt(20_000);
                    if (random.nextInt(3) == 0) {
                      map.remove(k);
                    } else {
                      map.put(k, k);
                    }
                    if (n == 100) {
                      writing.countDown();
                    }
                  }
                }));
      }
      writing.await();
      for (int round = 0; round < 40; round++) {
        String where = "seeds 7100 and 7101, round " + round;
        assertSeesEachOnce(map.keyIterator(), stable, where + ", keys");
        assertSeesEachOnce(map.values().iterator(), stable, where + ", values");
        List<Integer> entries = new ArrayList<>();
        for (Map.Entry<Integer, Integer> e : map.entrySet()) {
          assertThat(e.getValue()).as(where).isEqualTo(e.getKey());
          entries.add(e.getKey());
        }
        assertSeesEachOnce(entries.iterator(), stable, where + ", entries");
        List<Integer> bulk = new ArrayList<>();
        map.forEachKey(Long.MAX_VALUE, bulk::add);
        assertSeesEachOnce(bulk.iterator(), stable, where + ", forEachKey");
      }
      done.set(true);
      for (Future<?> write : writes) {
        write.get(30, SECONDS);
      }
    } finally {
      done.set(true);
      writers.shutdownNow();
    }
  }

  private static void assertSeesEachOnce(Iterator<Integer> keys, int stable, String where) {
    int[] seen = new int[stable];
    while (keys.hasNext()) {
      int k = keys.next();
      if (k < stable) {
        seen[k]++;
      }
    }
    assertThat(seen).as(where).containsOnly(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 64})
  void countersAddUpWhileTheMapGrows(int shards) throws Exception {
    int perThread = 30_000;
    int keys = 5_000;
    ShardedConcurrentHashMap<Integer, Long> merged = new ShardedConcurrentHashMap<>(shards);
    ShardedConcurrentHashMap<Integer, Long> computed = new ShardedConcurrentHashMap<>(shards);
    ShardedConcurrentHashMap<Integer, LongAdder> added = new ShardedConcurrentHashMap<>(shards);
    long[][] expected = new long[THREADS][keys];
    CyclicBarrier start = new CyclicBarrier(THREADS);
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int thread = t;
        tasks.add(
            () -> {
              Random random = new Random(4_200L + thread);
              start.await();
              for (int n = 0; n < perThread; n++) {
                // The range widens, so that new keys, and growth, keep coming to the end.
                int k = random.nextInt(1 + (int) ((long) n * keys / perThread));
                expected[thread][k]++;
                merged.merge(k, 1L, Long::sum);
                computed.compute(k, (x, old) -> old == null ? 1L : old + 1);
                added.computeIfAbsent(k, x -> new LongAdder()).increment();
              }
              return null;
            });
      }
      for (Future<Void> task : pool.invokeAll(tasks)) {
        task.get();
      }
    } finally {
      pool.shutdownNow();
    }
    long distinct = 0;
    for (int k = 0; k < keys; k++) {
      long sum = 0;
      for (long[] byThread : expected) {
        sum += byThread[k];
      }
      String where = "seeds 4200.." + (4_199 + THREADS) + ", key " + k;
      assertThat(merged.getOrDefault(k, 0L)).as(where).isEqualTo(sum);
      assertThat(computed.getOrDefault(k, 0L)).as(where).isEqualTo(sum);
      LongAdder adder = added.get(k);
      assertThat(adder == null ? 0 : adder.sum()).as(where).isEqualTo(sum);
      distinct += sum > 0 ? 1 : 0;
    }
    assertThat(merged.mappingCount()).isEqualTo(distinct);
    assertThat(computed.mappingCount()).isEqualTo(distinct);
    assertThat(added.mappingCount()).isEqualTo(distinct);
  }

  // The original's documentation forbids the function to update other mappings, as its bin may be
  // locked. Keys 1 and 2 lie in other bins than key 0, so the original carries these calls out,
  // and so must the variant, for there are applications that get away with it.
  @Test
  void operationsFromWithinAnotherKeysFunctionEnd() {
    Map<String, BiConsumer<Map<Integer, Integer>, Integer>> operations =
        Map.of(
            "get", (m, k) -> assertThat(m.get(k)).isEqualTo(k),
            "put", (m, k) -> assertThat(m.put(k, 10)).isEqualTo(k),
            "remove", (m, k) -> assertThat(m.remove(k)).isEqualTo(k),
            "replace", (m, k) -> assertThat(m.replace(k, 10)).isEqualTo(k),
            "putIfAbsent", (m, k) -> assertThat(m.putIfAbsent(k, 10)).isEqualTo(k),
            "compute", (m, k) -> assertThat(m.compute(k, (x, v) -> v + 1)).isEqualTo(k + 1),
            "merge", (m, k) -> assertThat(m.merge(k, 5, Integer::sum)).isEqualTo(k + 5),
            "computeIfAbsent", (m, k) -> assertThat(m.computeIfAbsent(k, x -> 9)).isEqualTo(k),
            "computeIfPresent",
                (m, k) -> assertThat(m.computeIfPresent(k, (x, v) -> null)).isNull(),
            "size", (m, k) -> assertThat(m.size()).isEqualTo(3));
    for (int shards : new int[] {1, 4, 64}) {
      operations.forEach(
          (name, operation) -> {
            ShardedConcurrentHashMap<Integer, Integer> map = new ShardedConcurrentHashMap<>(shards);
            ShardedConcurrentHashMap<Integer, Integer> plain =
                new ShardedConcurrentHashMap<>(shards);
            for (int k = 0; k < 3; k++) {
              map.put(k, k);
              plain.put(k, k);
            }
            for (int k = 1; k < 3; k++) {
              int other = k;
              operation.accept(plain, other);
              Integer result =
                  map.compute(
                      0,
                      (x, v) -> {
                        operation.accept(map, other);
                        return v + 1;
                      });
              plain.merge(0, 1, Integer::sum);
              assertThat(result).as(name).isEqualTo(k);
              if (name.equals("remove") || name.equals("computeIfPresent")) {
                map.put(k, k);
                plain.put(k, k);
              }
            }
            assertThat(map.equals(plain)).as("%s, %d shards", name, shards).isTrue();
          });
    }
  }
}
