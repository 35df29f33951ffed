package io.unjam.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.BargingSemaphore;
import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.runtime.variant.striped.StripedMonitor;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What holds after a {@code StackOverflowError} anywhere in a lock or a map of ours. The measure is
 * the JDK's own class: a {@link ReentrantLock} may be left taken by the thread that overflowed, and
 * then excludes all others for ever, but it never lets two in; a map may have miscounted, but is
 * never waited for in vain.
 *
 * <p>For a JVM of its own: it warns of each overflow in a lock on its standard output.
 */
public final class OutOfStack {

  private static final int ROUNDS = 4;
  private static final int STRIPES = 4;
  private static final String[] KEYS = {"a", "b", "c", "d", "e", "f", "g", "h"};

  private OutOfStack() {}

  /** A body of a test, on fresh locks and maps. */
  private interface Body {
    void on(OutOfStack fresh) throws InterruptedException, ExecutionException;
  }

  private static DynamicTest test(String name, Body body) {
    return DynamicTest.dynamicTest(name, () -> body.on(new OutOfStack()));
  }

  /** All of it. */
  public static Stream<DynamicTest> all() {
    return Stream.of(
        test("striped lock", OutOfStack::aStripedLockThatIsLeftTakenKeepsAllOthersOut),
        test(
            "striped read-write lock",
            OutOfStack::aStripedReadWriteLockThatIsLeftTakenKeepsOutWhomItHasTo),
        test("striped monitor", OutOfStack::aStripedMonitorLetsEveryoneThrough),
        test("reader-sharded lock", OutOfStack::aReaderShardedLockKeepsOutWhomItHasTo),
        test(
            "unfair lock and semaphore",
            OutOfStack::anUnfairLockIsOneThreadsAndASemaphoreHasNoPermitTooMany),
        test("batched sections", OutOfStack::aBatchedSectionRunsOnceOrNotAtAll),
        test("hot-key map", OutOfStack::aHotKeyMapIsWaitedForByNobody));
  }

  private final ExecutorService others =
      Executors.newCachedThreadPool(
          run -> {
            Thread thread = new Thread(run);
            thread.setDaemon(true);
            return thread;
          });
  private long entered;

  private void lockAndUnlock(Lock lock) {
    lock.lock();
    try {
      entered++;
    } finally {
      lock.unlock();
    }
  }

  private boolean inAnother(BooleanSupplier asked) {
    Future<Boolean> answer = others.submit(asked::getAsBoolean);
    try {
      return answer.get(60, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException | InterruptedException e) {
      throw new AssertionError("another thread did not get through: " + e, e);
    }
  }

  private boolean takes(Lock lock) {
    return inAnother(
        () -> {
          boolean taken = lock.tryLock();
          if (taken) {
            lock.unlock();
          }
          return taken;
        });
  }

  /** Of threads that want in by one key each: true if all of them wait. */
  private static boolean keepsOut(Consumer<String> enterAndLeave) {
    AtomicBoolean in = new AtomicBoolean();
    List<Thread> wanting = new ArrayList<>();
    for (String key : KEYS) {
      Thread thread =
          new Thread(
              () -> {
                enterAndLeave.accept(key);
                in.set(true);
              });
      // Those that wait for a lock that is left taken, as the JDK's may be, do so to the end.
      thread.setDaemon(true);
      thread.start();
      wanting.add(thread);
    }
    for (Thread thread : wanting) {
      while (thread.getState() != Thread.State.WAITING && !in.get()) {
        Thread.onSpinWait();
      }
    }
    return !in.get();
  }

  /** The striped lock under test; another one each time that it is left taken. */
  private StripedReentrantLock striped = newStriped();

  private static StripedReentrantLock newStriped() {
    StripedReentrantLock lock = new StripedReentrantLock(STRIPES);
    lock.split();
    return lock;
  }

  private void keyed(StripedReentrantLock lock, String key) {
    lock.lockFor(key);
    try {
      lock.beginEffect();
      entered++;
    } finally {
      lock.unlockFor(key);
    }
  }

  private void checkStriped() {
    StripedReentrantLock lock = striped;
    if (!lock.isLocked()) {
      return;
    }
    striped = newStriped();
    if (lock.isHeldByCurrentThread()) {
      // Left taken: its holder goes on with it, by whatever kind of section, and is alone there.
      lock.lock();
      try {
        assertThat(keepsOut(key -> keyed(lock, key))).as("whole after it was left taken").isTrue();
        assertThat(takes(lock)).isFalse();
      } finally {
        lock.unlock();
      }
      keyed(lock, "a");
      lockAndUnlock(lock);
    }
    assertThat(takes(lock)).isFalse();
  }

  private void aStripedLockThatIsLeftTakenKeepsAllOthersOut() throws InterruptedException {
    EndOfStack.under(ROUNDS, () -> lockAndUnlock(striped), this::checkStriped);
    EndOfStack.under(ROUNDS, () -> keyed(striped, "a"), this::checkStriped);
    EndOfStack.under(
        ROUNDS,
        () -> {
          StripedReentrantLock lock = striped;
          lock.lock();
          try {
            keyed(lock, "b");
          } finally {
            lock.unlock();
          }
        },
        this::checkStriped);
  }

  private StripedReadWriteLock stripedPair = new StripedReadWriteLock(STRIPES);

  private void keyed(Lock half, String key) {
    StripedReadWriteLock.Half striped = (StripedReadWriteLock.Half) half;
    striped.lockFor(key);
    try {
      entered++;
    } finally {
      striped.unlockFor(key);
    }
  }

  private void checkStripedPair() {
    StripedReadWriteLock lock = stripedPair;
    boolean writes = lock.getWriteHoldCount() > 0;
    boolean reads = lock.getReadHoldCount() > 0;
    if (!writes && !reads) {
      return;
    }
    stripedPair = new StripedReadWriteLock(STRIPES);
    if (writes) {
      lockAndUnlock(lock.writeLock());
      assertThat(keepsOutWithin(lock.writeLock(), lock.readLock()))
          .as("writing after it was left taken")
          .isTrue();
    } else {
      lockAndUnlock(lock.readLock());
      assertThat(keepsOutWithin(lock.readLock(), lock.writeLock()))
          .as("reading after it was left taken")
          .isTrue();
    }
  }

  private boolean keepsOutWithin(Lock taken, Lock wanted) {
    taken.lock();
    try {
      return keepsOut(key -> keyed(wanted, key));
    } finally {
      taken.unlock();
    }
  }

  private void aStripedReadWriteLockThatIsLeftTakenKeepsOutWhomItHasTo()
      throws InterruptedException {
    EndOfStack.under(ROUNDS, () -> lockAndUnlock(stripedPair.writeLock()), this::checkStripedPair);
    EndOfStack.under(ROUNDS, () -> lockAndUnlock(stripedPair.readLock()), this::checkStripedPair);
    EndOfStack.under(ROUNDS, () -> keyed(stripedPair.writeLock(), "a"), this::checkStripedPair);
    EndOfStack.under(ROUNDS, () -> keyed(stripedPair.readLock(), "a"), this::checkStripedPair);
  }

  private final Object monitor = new Object();
  private final StripedMonitor stripedMonitor = new StripedMonitor(monitor, STRIPES);

  private boolean inStripe(String key) {
    while (true) {
      Object stripe = stripedMonitor.monitorFor(key);
      synchronized (stripe) {
        if (stripedMonitor.isValid(stripe)) {
          entered++;
          return true;
        }
      }
    }
  }

  private boolean inMonitor() {
    synchronized (monitor) {
      boolean all = stripedMonitor.holdsAll();
      entered++;
      return all;
    }
  }

  private void aStripedMonitorLetsEveryoneThrough() throws InterruptedException {
    EndOfStack.under(ROUNDS, this::inStripeAndMonitor, this::checkStripedMonitor);
    stripedMonitor.split();
    EndOfStack.under(ROUNDS, this::inStripeAndMonitor, this::checkStripedMonitor);
  }

  private void inStripeAndMonitor() {
    inStripe("a");
    inMonitor();
  }

  private void checkStripedMonitor() {
    assertThat(inAnother(() -> inMonitor() && inStripe("a") && inStripe("b"))).isTrue();
    assertThat(inAnother(this::inMonitor)).isTrue();
  }

  private ReaderShardedReadWriteLock sharded = open();

  /** A lock whose readers go by cells. */
  private ReaderShardedReadWriteLock open() {
    ReaderShardedReadWriteLock lock = new ReaderShardedReadWriteLock();
    // One reader at a time would never open it.
    lock.readLock().lock();
    try {
      inAnother(() -> readsUntilOpen(lock));
    } finally {
      lock.readLock().unlock();
    }
    return lock;
  }

  private boolean readsUntilOpen(ReaderShardedReadWriteLock lock) {
    while (!lock.isOpen()) {
      lockAndUnlock(lock.readLock());
    }
    return true;
  }

  /** Allowing what the JDK's lock may come to: a hold that nobody has. */
  private void checkSharded() {
    ReaderShardedReadWriteLock lock = sharded;
    boolean writes = lock.getWriteHoldCount() > 0;
    boolean reads = lock.getReadHoldCount() > 0;
    boolean free = takes(lock.writeLock());
    if (free) {
      assertThat(writes || reads).as("another writes beside who holds it").isFalse();
      if (!lock.isOpen()) {
        sharded = open();
      }
      return;
    }
    sharded = open();
    if (writes) {
      // Left taken, perhaps on the way: from its next section on all others are out.
      lock.writeLock().lock();
      try {
        assertThat(takes(lock.readLock())).as("another reads beside a writer").isFalse();
        lockAndUnlock(lock.readLock());
      } finally {
        lock.writeLock().unlock();
      }
    } else if (reads) {
      lockAndUnlock(lock.readLock());
    }
  }

  private void aReaderShardedLockKeepsOutWhomItHasTo() throws InterruptedException {
    EndOfStack.under(ROUNDS, () -> lockAndUnlock(sharded.readLock()), this::checkSharded);
    EndOfStack.under(ROUNDS, () -> lockAndUnlock(sharded.writeLock()), this::checkSharded);
    EndOfStack.under(
        ROUNDS,
        () -> {
          ReentrantReadWriteLock lock = sharded;
          lock.writeLock().lock();
          try {
            lockAndUnlock(lock.writeLock());
            lockAndUnlock(lock.readLock());
          } finally {
            lock.writeLock().unlock();
          }
        },
        this::checkSharded);
  }

  private ReentrantLock barging = new BargingReentrantLock(true);
  private Semaphore permits = new BargingSemaphore(2, true);

  private void anUnfairLockIsOneThreadsAndASemaphoreHasNoPermitTooMany()
      throws InterruptedException {
    EndOfStack.under(
        ROUNDS,
        () -> lockAndUnlock(barging),
        () -> {
          if (barging.isLocked()) {
            assertThat(takes(barging)).isFalse();
            barging = new BargingReentrantLock(true);
          } else {
            assertThat(takes(barging)).isTrue();
          }
        });
    EndOfStack.under(
        ROUNDS,
        () -> {
          permits.acquireUninterruptibly();
          try {
            entered++;
          } finally {
            permits.release();
          }
        },
        () -> {
          assertThat(permits.availablePermits()).isBetween(0, 2);
          if (permits.availablePermits() < 2) {
            permits = new BargingSemaphore(2, true);
          }
        });
  }

  private volatile CombiningReentrantLock combining = new CombiningReentrantLock();
  private int counted;
  private int expected;
  private boolean returned;

  /** As Unjam edits it. */
  @SuppressWarnings("UnusedVariable")
  private int count(int more) {
    CombiningReentrantLock lock = combining;
    if (lock.isBusy()) {
      Object result =
          lock.run(MethodHandles.lookup(), "count", "(I)I", false, new Object[] {this, more});
      if (result != CombiningReentrantLock.DECLINED) {
        return (int) result;
      }
    }
    lock.lock();
    try {
      counted += more;
      return counted;
    } finally {
      lock.unlock();
    }
  }

  private void aBatchedSectionRunsOnceOrNotAtAll() throws InterruptedException, ExecutionException {
    AtomicBoolean stop = new AtomicBoolean();
    Future<?> holder =
        others.submit(
            () -> {
              while (!stop.get()) {
                // Not lock(): it may be left taken, as the JDK's.
                CombiningReentrantLock lock = combining;
                if (lock.tryLock()) {
                  Thread.onSpinWait();
                  lock.unlock();
                }
              }
            });
    EndOfStack.under(
        ROUNDS,
        () -> {
          count(1);
          returned = true;
        },
        () -> {
          CombiningReentrantLock lock = combining;
          if (lock.isHeldByCurrentThread()) {
            combining = new CombiningReentrantLock();
          } else {
            lock.lock();
          }
          assertThat(counted - expected).isBetween(returned ? 1 : 0, 1);
          expected = counted;
          returned = false;
          lock.unlock();
        });
    stop.set(true);
    holder.get();
  }

  private final HotKeyConcurrentHashMap<Object, Integer> map = new HotKeyConcurrentHashMap<>(1);
  private int next;

  private boolean mapWorks() {
    for (int key = 0; key < 64; key++) {
      map.put(key, 5);
      Integer found = map.get(key);
      if (found == null || found != 5 || map.compute(key, (k, v) -> v == null ? 0 : v + 1) != 6) {
        return false;
      }
    }
    map.keySet().removeIf(key -> true);
    return !map.keySet().iterator().hasNext();
  }

  private void mapWorksAfter(IntConsumer operation) throws InterruptedException {
    EndOfStack.under(
        ROUNDS,
        () -> operation.accept(next++ % 64),
        () -> assertThat(inAnother(this::mapWorks)).isTrue());
  }

  private void aHotKeyMapIsWaitedForByNobody() throws InterruptedException {
    mapWorksAfter(
        key -> {
          map.put(key, 1);
          map.remove(key);
        });
    mapWorksAfter(
        key -> {
          map.computeIfAbsent(key, k -> 1);
          map.remove(key);
        });
    mapWorksAfter(key -> map.compute(key, (k, v) -> v == null ? 1 : v + 1));
    mapWorksAfter(
        key -> {
          map.merge(key, 1, Integer::sum);
          map.clear();
        });
    mapWorksAfter(
        key -> {
          map.computeIfPresent(key, (k, v) -> null);
          map.putIfAbsent(key, 2);
        });
  }
}
