package io.unjam.runtime.variant.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ShardedTableTest {
  private final ExecutorService others = Executors.newCachedThreadPool();

  @AfterEach
  void stopOthers() {
    others.shutdownNow();
  }

  /**
   * Three hashes for any number of keys: chains, dead nodes and unlinking in the middle of them.
   */
  private record Colliding(int id) {
    @Override
    public int hashCode() {
      return id % 3;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64})
  void doesWhatAHashMapDoes(int shards) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    ShardedTable<Object, Integer> table = new ShardedTable<>(shards, 0);
    Map<Object, Integer> oracle = new HashMap<>();
    for (int i = 0; i < 60_000; i++) {
      int id = random.nextInt(i % 20_000 < 10_000 ? 3_000 : 30);
      Object key = id % 50 == 0 ? new Colliding(id) : Integer.valueOf(id);
      String step = "seed " + seed + ", step " + i + ", key " + key;
      Integer value = random.nextInt(100);
      switch (random.nextInt(12)) {
        case 0, 1, 2 ->
            assertThat(table.put(key, value)).as(step).isEqualTo(oracle.put(key, value));
        case 3 ->
            assertThat(table.putIfAbsent(key, value))
                .as(step)
                .isEqualTo(oracle.putIfAbsent(key, value));
        case 4, 5 -> assertThat(table.remove(key)).as(step).isEqualTo(oracle.remove(key));
        case 6 ->
            assertThat(table.removeIfEqual(key, value))
                .as(step)
                .isEqualTo(oracle.remove(key, value));
        case 7 ->
            assertThat(table.replace(key, value)).as(step).isEqualTo(oracle.replace(key, value));
        case 8 ->
            assertThat(table.replaceIfEqual(key, value, value + 1))
                .as(step)
                .isEqualTo(oracle.replace(key, value, value + 1));
        case 9 ->
            assertThat(table.computeIfAbsent(key, k -> value % 3 == 0 ? null : value))
                .as(step)
                .isEqualTo(oracle.computeIfAbsent(key, k -> value % 3 == 0 ? null : value));
        case 10 ->
            assertThat(table.compute(key, (k, v) -> v == null ? value : v % 5 == 0 ? null : v + 1))
                .as(step)
                .isEqualTo(
                    oracle.compute(key, (k, v) -> v == null ? value : v % 5 == 0 ? null : v + 1));
        default ->
            assertThat(table.merge(key, value, (a, b) -> a + b > 120 ? null : a + b))
                .as(step)
                .isEqualTo(oracle.merge(key, value, (a, b) -> a + b > 120 ? null : a + b));
      }
      assertThat(table.get(key)).as(step).isEqualTo(oracle.get(key));
      if (i % 10_000 == 9_999) {
        assertThat(contents(table)).as(step).isEqualTo(oracle);
        assertThat(table.size()).as(step).isEqualTo(oracle.size());
      }
    }
    table.clear();
    assertThat(table.size()).isZero();
    assertThat(table.cursor().advance()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 16})
  void putsAMapAtOnceAsOneByOne(int shards) {
    long seed = System.nanoTime();
    SplittableRandom random = new SplittableRandom(seed);
    ShardedTable<Object, Integer> table = new ShardedTable<>(shards, 0);
    Map<Object, Integer> oracle = new HashMap<>();
    for (int round = 0; round < 200; round++) {
      Map<Object, Integer> some = new HashMap<>();
      int count = random.nextInt(400);
      for (int i = 0; i < count; i++) {
        int id = random.nextInt(1_000);
        some.put(id % 7 == 0 ? new Colliding(id) : Integer.valueOf(id), round);
      }
      table.putAll(some);
      oracle.putAll(some);
      if (random.nextInt(4) == 0) {
        table.clear();
        oracle.clear();
      } else {
        for (int i = 0; i < 50; i++) {
          Object key = Integer.valueOf(random.nextInt(1_000));
          assertThat(table.remove(key)).isEqualTo(oracle.remove(key));
        }
      }
      String step = "seed " + seed + ", round " + round;
      assertThat(contents(table)).as(step).isEqualTo(oracle);
      assertThat(table.size()).as(step).isEqualTo(oracle.size());
    }
  }

  @Test
  void keepsTheLaterOfEqualKeysThatASourceTellsApart() {
    ShardedTable<String, Integer> table = new ShardedTable<>(1, 0);
    Map<String, Integer> apart = new LinkedHashMap<>();
    for (int i = 0; i < 100; i++) {
      apart.put("k" + i, i);
    }
    table.putAll(
        new AbstractMap<String, Integer>() {
          @Override
          public Set<Entry<String, Integer>> entrySet() {
            return new AbstractSet<>() {
              @Override
              public Iterator<Entry<String, Integer>> iterator() {
                List<Entry<String, Integer>> twice = new ArrayList<>(apart.entrySet());
                apart.forEach((k, v) -> twice.add(Map.entry(k, v + 1_000)));
                return twice.iterator();
              }

              @Override
              public int size() {
                return 2 * apart.size();
              }
            };
          }
        });
    assertThat(table.size()).isEqualTo(100);
    for (int i = 0; i < 100; i++) {
      assertThat(table.get("k" + i)).isEqualTo(i + 1_000);
    }
  }

  @Test
  void putsNothingOfAMapWithANull() {
    ShardedTable<Integer, Integer> table = new ShardedTable<>(1, 0);
    Map<Integer, Integer> some = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      some.put(i, i == 99 ? null : i);
    }
    assertThatThrownBy(() -> table.putAll(some)).isInstanceOf(NullPointerException.class);
    assertThat(table.size()).isZero();
  }

  /** Clears and refills while others look, put keys of their own and remove them. */
  @Test
  void refillsUnderReadersAndWriters() throws Exception {
    ShardedTable<Integer, Integer> table = new ShardedTable<>(4, 0);
    table.put(-1, -1);
    Map<Integer, Integer> routes = new HashMap<>();
    for (int i = 0; i < 2_000; i++) {
      routes.put(i, i);
    }
    AtomicBoolean done = new AtomicBoolean();
    Future<?> writer =
        others.submit(
            () -> {
              int rounds = 0;
              while (!done.get() || rounds < 1_000) {
                int own = -2 - rounds % 500;
                table.put(own, own);
                table.remove(own);
                table.computeIfAbsent(-1_000, k -> k);
                rounds++;
              }
            });
    Future<?> reader =
        others.submit(
            () -> {
              for (int i = 0; !done.get(); i++) {
                Integer met = table.get(i % 2_000);
                assertThat(met == null || met == i % 2_000).isTrue();
              }
            });
    for (int round = 0; round < 100; round++) {
      table.putAll(routes);
      for (int i = 0; i < 2_000; i += 97) {
        assertThat(table.get(i)).isEqualTo(i);
      }
      table.clear();
      for (int i = 0; i < 2_000; i += 97) {
        assertThat(table.get(i)).isNull();
      }
    }
    done.set(true);
    writer.get();
    reader.get();
    table.remove(-1_000);
    assertThat(table.size()).isZero();
    assertThat(contents(table)).isEmpty();
  }

  private static <K, V> Map<K, V> contents(ShardedTable<K, V> table) {
    Map<K, V> contents = new HashMap<>();
    TableCursor<K, V> cursor = table.cursor();
    while (cursor.advance()) {
      K key = cursor.key();
      assertThat(contents.put(key, cursor.value())).as("met twice: " + key).isNull();
    }
    return contents;
  }

  @Test
  void readersNeverMissAKeyWhileItsShardGrowsAndShrinks() throws Exception {
    ShardedTable<Integer, Integer> table = new ShardedTable<>(2, 0);
    for (int i = 0; i < 100; i++) {
      table.put(i, i);
    }
    AtomicBoolean stop = new AtomicBoolean();
    AtomicReference<String> wrong = new AtomicReference<>();
    List<Future<?>> readers = new ArrayList<>();
    for (int r = 0; r < 2; r++) {
      readers.add(
          others.submit(
              () -> {
                while (!stop.get()) {
                  for (int i = 0; i < 100; i++) {
                    if (!Objects.equals(table.get(i), i)) {
                      wrong.set("missed " + i);
                    }
                  }
                  if (table.get(-1) != null) {
                    wrong.set("found what never was");
                  }
                }
              }));
    }
    for (int round = 0; round < 30; round++) {
      for (int i = 100; i < 5_000; i++) {
        table.put(i, i);
      }
      for (int i = 100; i < 5_000; i++) {
        table.remove(i);
      }
    }
    stop.set(true);
    for (Future<?> reader : readers) {
      reader.get(30, TimeUnit.SECONDS);
    }
    assertThat(wrong.get()).isNull();
    assertThat(table.size()).isEqualTo(100);
  }

  @Test
  void countsOfConcurrentUpdatesAddUpWhileTheTableGrows() throws Exception {
    ShardedTable<Integer, Integer> table = new ShardedTable<>(4, 0);
    int threads = 4;
    int each = 40_000;
    List<Future<?>> writers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int id = t;
      writers.add(
          others.submit(
              () -> {
                SplittableRandom random = new SplittableRandom(id);
                for (int i = 0; i < each; i++) {
                  int key = random.nextInt(16);
                  switch (i % 3) {
                    case 0 -> table.merge(key, 1, Integer::sum);
                    case 1 -> table.compute(key, (k, v) -> v == null ? 1 : v + 1);
                    default -> {
                      Integer now;
                      do {
                        now = table.get(key);
                      } while (now == null
                          ? table.putIfAbsent(key, 1) != null
                          : !table.replaceIfEqual(key, now, now + 1));
                    }
                  }
                  table.put(1_000 + id * each + i, i);
                  if (i % 2 == 0) {
                    table.remove(1_000 + id * each + i);
                  }
                }
              }));
    }
    for (Future<?> writer : writers) {
      writer.get(50, TimeUnit.SECONDS);
    }
    int sum = 0;
    for (int key = 0; key < 16; key++) {
      sum += Objects.requireNonNull(table.get(key));
    }
    assertThat(sum).isEqualTo(threads * each);
    assertThat(table.size()).isEqualTo(16 + threads * each / 2);
    assertThat(contents(table)).hasSize(16 + threads * each / 2);
  }

  @Test
  void everyPutOfOneKeyReturnsWhatItReplaced() throws Exception {
    ShardedTable<String, Integer> table = new ShardedTable<>(1, 0);
    int threads = 4;
    int each = 30_000;
    Set<Integer> replaced = Collections.synchronizedSet(new HashSet<>());
    List<Future<Integer>> writers = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      int id = t;
      writers.add(
          others.submit(
              () -> {
                int lost = 0;
                for (int i = 0; i < each; i++) {
                  Integer old = i % 7 == 3 ? table.remove("hot") : table.put("hot", id * each + i);
                  if (old != null && !replaced.add(old)) {
                    lost++;
                  }
                }
                return lost;
              }));
    }
    int twice = 0;
    for (Future<Integer> writer : writers) {
      twice += writer.get(50, TimeUnit.SECONDS);
    }
    Integer last = table.get("hot");
    int puts = threads * (each - (each + 3) / 7);
    assertThat(twice).as("values handed out twice").isZero();
    assertThat(replaced.size() + (last == null ? 0 : 1)).isEqualTo(puts);
  }

  @Test
  void aFunctionRunsOnceAndOthersOfItsKeyWait() throws Exception {
    ShardedTable<String, Integer> table = new ShardedTable<>(1, 0);
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    Future<Integer> computing =
        others.submit(
            () ->
                table.computeIfAbsent(
                    "key",
                    k -> {
                      inside.countDown();
                      awaitUninterruptibly(go);
                      return 1;
                    }));
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();

    assertThat(table.get("key")).isNull();
    assertThat(table.size()).isZero();
    assertThat(table.put("other", 5)).isNull();
    AtomicReference<Thread> waiter = new AtomicReference<>();
    Future<Integer> waiting =
        others.submit(
            () -> {
              waiter.set(Thread.currentThread());
              return table.put("key", 2);
            });
    await()
        .until(() -> waiter.get() != null && waiter.get().getState() == Thread.State.TIMED_WAITING);
    go.countDown();

    assertThat(computing.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(waiting.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(table.get("key")).isEqualTo(2);
    assertThat(table.size()).isEqualTo(2);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatAFunctionThrowsLeavesTheTableAsItWas() {
    ShardedTable<String, Integer> table = new ShardedTable<>(1, 0);
    table.put("there", 1);
    for (String key : List.of("there", "absent")) {
      assertThatThrownBy(
              () ->
                  table.compute(
                      key,
                      (k, v) -> {
                        throw new IllegalArgumentException("mine");
                      }))
          .hasMessage("mine");
    }
    assertThatThrownBy(
            () ->
                table.merge(
                    "there",
                    2,
                    (a, b) -> {
                      throw new IllegalArgumentException("mine");
                    }))
        .hasMessage("mine");
    assertThat(contents(table)).isEqualTo(Map.of("there", 1));
    assertThat(table.put("absent", 3)).isNull();
    assertThat(table.size()).isEqualTo(2);
  }

  @Test
  void aKeyCanBeWrittenAfterItsFunctionsRanOutOfStack() throws Exception {
    ShardedTable<Object, Integer> table = new ShardedTable<>(1, 0);
    table.put("key", 0);
    Thread diver =
        new Thread(
            null,
            () -> {
              for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> mergeEverDeeper(table))
                    .isInstanceOf(StackOverflowError.class);
              }
            },
            "diver",
            256 << 10);
    diver.start();
    diver.join();
    assertThat(others.submit(() -> table.put("key", -1)).get(30, TimeUnit.SECONDS)).isNotNull();
    assertThat(others.submit(() -> table.remove("key")).get(30, TimeUnit.SECONDS)).isEqualTo(-1);
  }

  @SuppressWarnings("InfiniteRecursion") // to the end of the stack, on purpose
  private static int mergeEverDeeper(ShardedTable<Object, Integer> table) {
    table.merge("key", 1, (a, b) -> a + b);
    return mergeEverDeeper(table) + 1;
  }

  @Test
  void aRecursiveUpdateThatWouldNeverEndIsAnError() {
    ShardedTable<String, Integer> table = new ShardedTable<>(1, 0);
    assertThatThrownBy(
            () -> table.computeIfAbsent("key", k -> table.computeIfAbsent("key", j -> 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Recursive update");
    assertThat(table.get("key")).isNull();
    assertThat(table.size()).isZero();
  }

  @Test
  void aFunctionMayWriteOtherKeys() {
    ShardedTable<Colliding, Integer> table = new ShardedTable<>(1, 0);
    table.computeIfAbsent(
        new Colliding(0),
        k -> {
          table.put(new Colliding(3), 3);
          table.compute(new Colliding(6), (j, v) -> 6);
          return 0;
        });
    assertThat(contents(table))
        .isEqualTo(Map.of(new Colliding(0), 0, new Colliding(3), 3, new Colliding(6), 6));
  }

  @Test
  void aPutByTheFunctionItselfIsSeenUntilItsResult() {
    ShardedTable<String, Integer> table = new ShardedTable<>(1, 0);
    table.put("key", 1);
    table.compute(
        "key",
        (k, v) -> {
          assertThat(table.put("key", 5)).isEqualTo(1);
          assertThat(table.get("key")).isEqualTo(5);
          return 2;
        });
    assertThat(table.get("key")).isEqualTo(2);
  }

  @Test
  void anInterruptedWaiterKeepsItsInterrupt() throws Exception {
    ShardedTable<String, Integer> table = new ShardedTable<>(1, 0);
    table.put("key", 1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    Future<Integer> computing =
        others.submit(
            () ->
                table.compute(
                    "key",
                    (k, v) -> {
                      inside.countDown();
                      awaitUninterruptibly(go);
                      return 2;
                    }));
    assertThat(inside.await(30, TimeUnit.SECONDS)).isTrue();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread waiter =
        new Thread(
            () -> {
              table.remove("key");
              interrupted.set(Thread.currentThread().isInterrupted());
            });
    waiter.start();
    await().until(() -> waiter.getState() == Thread.State.TIMED_WAITING);
    waiter.interrupt();
    go.countDown();
    waiter.join();
    assertThat(computing.get()).isEqualTo(2);
    assertThat(interrupted).isTrue();
    assertThat(table.get("key")).isNull();
  }

  @Test
  void aWalkMeetsEveryKeyThatStaysExactlyOnce() throws Exception {
    ShardedTable<Integer, Integer> table = new ShardedTable<>(4, 0);
    for (int i = 0; i < 500; i++) {
      table.put(i, i);
    }
    AtomicBoolean stop = new AtomicBoolean();
    Future<?> writer =
        others.submit(
            () -> {
              while (!stop.get()) {
                for (int i = 500; i < 3_000; i++) {
                  table.put(i, i);
                }
                for (int i = 500; i < 3_000; i++) {
                  table.remove(i);
                }
              }
            });
    for (int walk = 0; walk < 200; walk++) {
      Map<Integer, Integer> met = contents(table);
      for (int i = 0; i < 500; i++) {
        assertThat(met).containsEntry(i, i);
      }
    }
    stop.set(true);
    writer.get(30, TimeUnit.SECONDS);
  }

  @Test
  void nullsAreRefused() {
    ShardedTable<String, Integer> table = new ShardedTable<>(1, 0);
    assertThatThrownBy(() -> table.get(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> table.put(null, 1)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> table.put("a", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> table.remove(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> table.compute("a", null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> table.merge("a", null, Integer::sum))
        .isInstanceOf(NullPointerException.class);
    assertThat(table.removeIfEqual("a", null)).isFalse();
  }

  @Test
  void refusesAShardCountThatIsNoPowerOfTwo() {
    assertThatThrownBy(() -> new ShardedTable<>(3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not 3");
  }
}
