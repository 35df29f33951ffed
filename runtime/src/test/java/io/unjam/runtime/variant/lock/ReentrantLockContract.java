package io.unjam.runtime.variant.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a {@link ReentrantLock} does, fair or not, but for the order of its queue. */
// Single steps of a lock are what is tested; a failed assertion ends the test and the lock with it.
@SuppressWarnings("LockNotBeforeTry")
@Timeout(60)
abstract class ReentrantLockContract {

  /** A lock that nobody holds. */
  abstract ReentrantLock lock();

  private static Thread start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void awaitQueued(ReentrantLock lock, Thread thread) {
    await().until(() -> lock.hasQueuedThread(thread));
  }

  @Test
  void excludesAndLosesNothing() throws Exception {
    ReentrantLock lock = lock();
    long[] counter = new long[1];
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      threads.add(
          start(
              () -> {
                for (int n = 0; n < 5_000; n++) {
                  lock.lock();
                  try {
                    counter[0]++;
                  } finally {
                    lock.unlock();
                  }
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(counter[0]).isEqualTo(30_000);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void isReentrantAndCountsHolds() {
    ReentrantLock lock = lock();
    lock.lock();
    lock.lock();
    assertThat(lock.tryLock()).isTrue();
    assertThat(lock.getHoldCount()).isEqualTo(3);
    lock.unlock();
    lock.unlock();
    assertThat(lock.isHeldByCurrentThread()).isTrue();
    lock.unlock();
    assertThat(lock.isLocked()).isFalse();
  }

  /** Whether it is a fair one. */
  boolean fair() {
    return true;
  }

  @Test
  void saysHowFairItIs() {
    assertThat(lock().isFair()).isEqualTo(fair());
  }

  @Test
  void anInterruptedWaiterGivesUp() throws Exception {
    ReentrantLock lock = lock();
    lock.lock();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread waiter =
        start(
            () -> {
              try {
                lock.lockInterruptibly();
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            });
    awaitQueued(lock, waiter);
    waiter.interrupt();
    waiter.join();
    assertThat(interrupted).isTrue();
    assertThat(lock.hasQueuedThreads()).isFalse();
    lock.unlock();
  }

  @Test
  void anInterruptedThreadGetsNothing() {
    ReentrantLock lock = lock();
    Thread.currentThread().interrupt();
    assertThatThrownBy(lock::lockInterruptibly).isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS))
        .isInstanceOf(InterruptedException.class);
    assertThat(lock.isLocked()).isFalse();
  }

  @Test
  void aTimedWaitEnds() throws Exception {
    ReentrantLock lock = lock();
    lock.lock();
    AtomicBoolean got = new AtomicBoolean(true);
    Thread waiter =
        start(
            () -> {
              try {
                got.set(lock.tryLock(1, TimeUnit.MILLISECONDS));
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
    waiter.join();
    assertThat(got).isFalse();
    lock.unlock();
  }

  @Test
  void conditionsHandOver() throws Exception {
    ReentrantLock lock = lock();
    Condition changed = lock.newCondition();
    int[] turn = new int[1];
    Thread other =
        start(
            () -> {
              lock.lock();
              try {
                for (int i = 0; i < 100; i++) {
                  while (turn[0] != 2 * i + 1) {
                    changed.awaitUninterruptibly();
                  }
                  turn[0]++;
                  changed.signalAll();
                }
              } finally {
                lock.unlock();
              }
            });
    lock.lock();
    try {
      for (int i = 0; i < 100; i++) {
        while (turn[0] != 2 * i) {
          changed.await();
        }
        turn[0]++;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
    other.join();
    assertThat(turn[0]).isEqualTo(200);
  }

  @Test
  void aQueuedThreadIsNotBypassedForEver() throws Exception {
    ReentrantLock lock = lock();
    lock.lock();
    AtomicBoolean in = new AtomicBoolean();
    Thread waiter =
        start(
            () -> {
              lock.lock();
              in.set(true);
              lock.unlock();
            });
    awaitQueued(lock, waiter);
    // This thread never lets go for longer than it takes to come back; an unbounded barger could go
    // on for ever.
    int rounds = 0;
    while (!in.get()) {
      lock.unlock();
      lock.lock();
      rounds++;
    }
    lock.unlock();
    waiter.join();
    assertThat(rounds - 1).isLessThanOrEqualTo(mostBypasses());
  }

  /** How often the one queued thread may be bypassed by the one that holds the lock. */
  abstract int mostBypasses();

  @Test
  void releasingWhatIsNotHeldIsAnError() {
    assertThatThrownBy(() -> lock().unlock()).isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void isWrittenAsThePlainUnlockedLock() throws Exception {
    ReentrantLock lock = lock();
    lock.lock();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(lock);
    }
    Object read = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(read.getClass()).isEqualTo(ReentrantLock.class);
    assertThat(((ReentrantLock) read).isFair()).isEqualTo(fair());
    assertThat(((ReentrantLock) read).isLocked()).isFalse();
    lock.unlock();
  }
}
