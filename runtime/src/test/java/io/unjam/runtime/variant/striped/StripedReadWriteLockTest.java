package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.runtime.hook.StripeHooks;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who excludes whom where a read-write lock is striped, for a key and as a whole. */
@SuppressWarnings("LockNotBeforeTry") // single steps of a lock are what is tested
@Timeout(60)
class StripedReadWriteLockTest {
  private static final int STRIPES = 8;

  private final StripedReadWriteLock lock = new StripedReadWriteLock(STRIPES);
  private final Lock reader = lock.readLock();
  private final Lock writer = lock.writeLock();
  private final List<Thread> entering = new ArrayList<>();

  private static int stripe(Object key) {
    return StripeOfKey.of(key, StripeOfKey.shift(STRIPES));
  }

  private static String key(String other, boolean same) {
    for (int i = 0; ; i++) {
      String candidate = "x" + i;
      if ((stripe(candidate) == stripe(other)) == same) {
        return candidate;
      }
    }
  }

  private static void keyed(Lock half, Object key, Runnable body) {
    StripeHooks.lock(half, key);
    try {
      body.run();
    } finally {
      StripeHooks.unlock(half, key);
    }
  }

  private static void whole(Lock half, Runnable body) {
    half.lock();
    try {
      body.run();
    } finally {
      half.unlock();
    }
  }

  /** Whether another thread gets in, or waits. */
  private boolean enters(Runnable section) {
    AtomicBoolean in = new AtomicBoolean();
    Thread other =
        new Thread(
            () -> {
              section.run();
              in.set(true);
            });
    other.setDaemon(true);
    other.start();
    entering.add(other);
    await().until(() -> in.get() || other.getState() == Thread.State.WAITING);
    return in.get();
  }

  /** Lets all who waited to enter get in and leave, so that nobody meets them later. */
  private void letThemIn() throws InterruptedException {
    for (Thread thread : entering) {
      thread.join();
    }
  }

  @Test
  void writersOfDifferentStripesAreInAtOnce() {
    String near = key("a", true);
    String far = key("a", false);
    keyed(
        writer,
        "a",
        () -> {
          assertThat(enters(() -> keyed(writer, far, () -> {}))).isTrue();
          assertThat(enters(() -> keyed(reader, far, () -> {}))).isTrue();
          assertThat(enters(() -> keyed(writer, near, () -> {}))).isFalse();
          assertThat(enters(() -> keyed(reader, near, () -> {}))).isFalse();
        });
    assertThat(lock.keyedSections()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void readersOfOneKeyAreInAtOnceAndKeepItsWriterOut() {
    keyed(
        reader,
        "a",
        () -> {
          assertThat(enters(() -> keyed(reader, "a", () -> {}))).isTrue();
          assertThat(enters(() -> whole(reader, () -> {}))).isTrue();
          assertThat(enters(() -> keyed(writer, "a", () -> {}))).isFalse();
        });
  }

  @Test
  void whoHoldsItForAKeyKeepsOutWhoWantsItWhole() throws InterruptedException {
    keyed(writer, "a", () -> assertThat(enters(() -> whole(reader, () -> {}))).isFalse());
    letThemIn();
    keyed(writer, "b", () -> assertThat(enters(() -> whole(writer, () -> {}))).isFalse());
    letThemIn();
    keyed(reader, "c", () -> assertThat(enters(() -> whole(writer, () -> {}))).isFalse());
  }

  @Test
  void wholeHoldersKeepOutSectionsOfAnyKey() throws InterruptedException {
    whole(
        writer,
        () -> {
          assertThat(enters(() -> keyed(reader, "a", () -> {}))).isFalse();
          assertThat(enters(() -> keyed(writer, key("a", false), () -> {}))).isFalse();
        });
    letThemIn();
    whole(
        reader,
        () -> {
          assertThat(enters(() -> keyed(reader, "b", () -> {}))).isTrue();
          assertThat(enters(() -> keyed(writer, "c", () -> {}))).isFalse();
        });
  }

  @Test
  void sectionsWithinWholeOnesLeaveItHeldAsItWas() throws InterruptedException {
    whole(
        writer,
        () -> {
          keyed(writer, "a", () -> keyed(reader, "a", () -> {}));
          keyed(writer, null, () -> {});
          assertThat(lock.getWriteHoldCount()).isEqualTo(1);
          assertThat(enters(() -> keyed(writer, "a", () -> {}))).isFalse();
        });
    letThemIn();
    assertThat(lock.isWriteLocked()).isFalse();
    assertThat(enters(() -> keyed(writer, "a", () -> {}))).isTrue();
  }

  @Test
  void downgradingKeepsWritersOutAndLetsReadersIn() {
    writer.lock();
    reader.lock();
    writer.unlock();
    try {
      assertThat(enters(() -> keyed(reader, "a", () -> {}))).isTrue();
      assertThat(enters(() -> keyed(writer, "b", () -> {}))).isFalse();
      assertThat(enters(() -> whole(reader, () -> {}))).isFalse();
    } finally {
      reader.unlock();
    }
    assertThat(lock.getReadHoldCount()).isZero();
  }

  @Test
  void keysOfUntrustedClassesTakeAllOfIt() throws InterruptedException {
    Object odd = new Object();
    keyed(writer, odd, () -> assertThat(enters(() -> keyed(reader, "a", () -> {}))).isFalse());
    letThemIn();
    keyed(writer, null, () -> assertThat(enters(() -> keyed(reader, "a", () -> {}))).isFalse());
  }

  @Test
  void aStoredKeyOfAnUntrustedClassEndsTheStriping() throws InterruptedException {
    StripedHashMap<Object, Integer> map = new StripedHashMap<>(STRIPES);
    StripeHooks.guard(lock, map);
    Object odd = new Object();
    keyed(
        writer,
        odd,
        () -> {
          map.put(odd, 1);
          keyed(writer, "a", () -> map.put("a", 2));
        });

    assertThat(lock.isWholeForGood()).isTrue();
    long before = lock.keyedSections();
    keyed(
        writer,
        "a",
        () -> assertThat(enters(() -> keyed(writer, key("a", false), () -> {}))).isFalse());
    letThemIn();
    assertThat(lock.keyedSections()).isEqualTo(before);
    assertThat(lock.isWriteLocked()).isFalse();
    assertThat(enters(() -> whole(writer, () -> {}))).isTrue();
  }

  @Test
  void waitingOnAConditionLetsSectionsOfKeysIn() throws InterruptedException {
    Condition changed = writer.newCondition();
    AtomicBoolean waits = new AtomicBoolean();
    AtomicBoolean told = new AtomicBoolean();
    Thread waiter =
        new Thread(
            () ->
                whole(
                    writer,
                    () -> {
                      waits.set(true);
                      while (!told.get()) {
                        changed.awaitUninterruptibly();
                      }
                    }));
    waiter.setDaemon(true);
    waiter.start();
    await().until(waits::get);
    keyed(writer, "a", () -> {});
    whole(
        writer,
        () -> {
          told.set(true);
          changed.signalAll();
        });
    waiter.join();
    assertThat(lock.isWriteLocked()).isFalse();
  }

  @Test
  void anInterruptedWholeHolderGivesBackWhatItHad() throws Exception {
    AtomicBoolean refused = new AtomicBoolean();
    Thread[] other = new Thread[1];
    StripeHooks.lock(writer, "a");
    try {
      other[0] =
          new Thread(
              () -> {
                try {
                  writer.lockInterruptibly();
                } catch (InterruptedException expected) {
                  refused.set(true);
                }
              });
      other[0].start();
      await().until(() -> other[0].getState() == Thread.State.WAITING);
      assertThat(reader.tryLock()).isFalse();
      other[0].interrupt();
      other[0].join();
    } finally {
      StripeHooks.unlock(writer, "a");
    }
    assertThat(refused).isTrue();
    assertThat(enters(() -> whole(writer, () -> {}))).isTrue();
  }

  @Test
  void isWrittenAsThePlainLock() throws Exception {
    assertThat(lock.writeReplace()).isExactlyInstanceOf(ReentrantReadWriteLock.class);
  }

  /** Writers of keys, readers of keys and readers of all: no update is lost, no sum is torn. */
  @Test
  void noUpdateIsLostAndNoCopyIsTorn() throws Exception {
    StripedHashMap<Integer, Integer> map = new StripedHashMap<>(STRIPES);
    StripeHooks.guard(lock, map);
    int threads = 4;
    int rounds = 5_000;
    CyclicBarrier begin = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Boolean>> all = new ArrayList<>();
      for (int t = 0; t < threads; t++) {
        Random random = new Random(t);
        Callable<Boolean> task =
            () -> {
              begin.await();
              boolean right = true;
              for (int i = 0; i < rounds; i++) {
                Integer key = random.nextInt(16);
                keyed(writer, key, () -> addTwice(map, key));
                right &= even(map, key) && (i % 16 != 0 || allEven(map));
              }
              return right;
            };
        all.add(pool.submit(task));
      }
      for (Future<Boolean> each : all) {
        assertThat(each.get()).isTrue();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(map.values().stream().mapToInt(Integer::intValue).sum())
        .isEqualTo(2 * threads * rounds);
  }

  private static void addTwice(Map<Integer, Integer> map, Integer key) {
    map.merge(key, 1, Integer::sum);
    map.merge(key, 1, Integer::sum);
  }

  private boolean even(Map<Integer, Integer> map, Integer key) {
    StripeHooks.lock(reader, key);
    try {
      return map.getOrDefault(key, 0) % 2 == 0;
    } finally {
      StripeHooks.unlock(reader, key);
    }
  }

  private boolean allEven(Map<Integer, Integer> map) {
    reader.lock();
    try {
      for (int value : map.values()) {
        if (value % 2 != 0) {
          return false;
        }
      }
      return true;
    } finally {
      reader.unlock();
    }
  }
}
