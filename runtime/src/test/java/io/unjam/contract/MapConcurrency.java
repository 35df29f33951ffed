package io.unjam.contract;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** What a map promises to threads that use it at the same time. */
public final class MapConcurrency {

  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int THREADS = 4;

  private MapConcurrency() {}

  /** Returns the suite's tests for maps from this source. */
  public static Stream<DynamicTest> of(MapSource source) {
    return Stream.of(
        dynamicTest(
            "iterationUnderWritesSeesEveryStableKeyOnce",
            () -> assertTimeoutPreemptively(LIMIT, () -> iterationUnderWrites(source))),
        dynamicTest(
            "countersAddUpWhileTheMapGrows",
            () -> assertTimeoutPreemptively(LIMIT, () -> countersAddUp(source))),
        dynamicTest(
            "mapsPutAtTheSameTimeLoseNothing",
            () -> assertTimeoutPreemptively(LIMIT, () -> mapsPutAtTheSameTime(source))));
  }

  private static void iterationUnderWrites(MapSource source) throws Exception {
    int stable = 500;
    ConcurrentHashMap<Integer, Integer> map = source.empty();
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
        assertSeesEachOnce(source.keys(map), stable, where + ", keys");
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

  private static void countersAddUp(MapSource source) throws Exception {
    int perThread = 30_000;
    int keys = 5_000;
    ConcurrentHashMap<Integer, Long> merged = source.empty();
    ConcurrentHashMap<Integer, Long> computed = source.empty();
    ConcurrentHashMap<Integer, LongAdder> added = source.empty();
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

  /** Maps and single keys go into a map that is new to all threads, with its shards to be made. */
  private static void mapsPutAtTheSameTime(MapSource source) throws Exception {
    int rounds = 60;
    int each = 500;
    LongAdder lost = new LongAdder();
    CyclicBarrier start = new CyclicBarrier(THREADS);
    List<ConcurrentHashMap<Integer, Integer>> maps = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      maps.add(source.empty());
    }
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int t = 0; t < THREADS; t++) {
        int first = t * each;
        boolean singly = t % 2 == 1;
        tasks.add(
            () -> {
              Map<Integer, Integer> own = new HashMap<>();
              for (int k = first; k < first + each; k++) {
                own.put(k, k);
              }
              for (ConcurrentHashMap<Integer, Integer> map : maps) {
                start.await();
                if (singly) {
                  own.forEach(map::put);
                } else {
                  map.putAll(own);
                }
                // What a thread has put it finds, whoever made the shard.
                for (int k = first; k < first + each; k++) {
                  if (map.get(k) == null) {
                    lost.increment();
                  }
                }
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
    assertThat(lost.sum()).isZero();
    for (ConcurrentHashMap<Integer, Integer> map : maps) {
      assertThat(map.mappingCount()).isEqualTo((long) THREADS * each);
      for (int k = 0; k < THREADS * each; k++) {
        assertThat(map.get(k)).isEqualTo(k);
      }
    }
  }
}
