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
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link ReentrantReadWriteLock} does, the JDK's own and each variant alike. A subclass
 * gives the lock in the state that it wants tested.
 */
// Single steps of a lock are what is tested; a failed assertion ends the test and the lock with it.
@SuppressWarnings({"LockNotBeforeTry", "DoNotCall"})
@Timeout(60)
abstract class ReadWriteLockContract {
  private final ExecutorService others = Executors.newCachedThreadPool();

  /** A lock that nobody holds. */
  abstract ReentrantReadWriteLock lock();

  @AfterEach
  void stopOthers() {
    others.shutdownNow();
  }

  private <T> T other(java.util.concurrent.Callable<T> work) throws Exception {
    return others.submit(work).get(30, TimeUnit.SECONDS);
  }

  private Thread startWriter(ReentrantReadWriteLock lock, CountDownLatch in) {
    Thread writer =
        new Thread(
            () -> {
              lock.writeLock().lock();
              in.countDown();
              lock.writeLock().unlock();
            });
    writer.setDaemon(true);
    writer.start();
    awaitBlocked(writer);
    return writer;
  }

  private static void awaitBlocked(Thread thread) {
    await()
        .until(
            () ->
                thread.getState() == Thread.State.WAITING
                    || thread.getState() == Thread.State.TIMED_WAITING);
  }

  @Test
  void readersShareAndCountTheirHolds() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();
    lock.readLock().lock();

    assertThat(lock.getReadHoldCount()).isEqualTo(2);
    assertThat(lock.getReadLockCount()).isEqualTo(2);
    assertThat(
            other(
                () -> {
                  lock.readLock().lock();
                  int holds = lock.getReadHoldCount();
                  lock.readLock().unlock();
                  return holds;
                }))
        .isEqualTo(1);

    lock.readLock().unlock();
    lock.readLock().unlock();
    assertThat(lock.getReadLockCount()).isZero();
  }

  @Test
  void aReaderKeepsWritersOut() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();

    assertThat(other(() -> lock.writeLock().tryLock())).isFalse();
    assertThat(other(() -> lock.writeLock().tryLock(1, TimeUnit.MILLISECONDS))).isFalse();
    assertThat(lock.isWriteLocked()).isFalse();

    lock.readLock().unlock();
    assertThat(
            other(
                () -> {
                  boolean got = lock.writeLock().tryLock();
                  lock.writeLock().unlock();
                  return got;
                }))
        .isTrue();
  }

  @Test
  void aWriterKeepsEverybodyElseOut() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.writeLock().lock();

    assertThat(lock.isWriteLocked()).isTrue();
    assertThat(lock.isWriteLockedByCurrentThread()).isTrue();
    assertThat(other(() -> lock.readLock().tryLock())).isFalse();
    assertThat(other(() -> lock.readLock().tryLock(1, TimeUnit.MILLISECONDS))).isFalse();
    assertThat(other(() -> lock.writeLock().tryLock())).isFalse();

    lock.writeLock().unlock();
    assertThat(lock.isWriteLocked()).isFalse();
  }

  @Test
  void aWaitingWriterGetsInWhenTheLastReaderLeaves() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();
    CountDownLatch in = new CountDownLatch(1);
    Thread writer = startWriter(lock, in);

    assertThat(in.getCount()).isEqualTo(1);
    lock.readLock().unlock();

    assertThat(in.await(30, TimeUnit.SECONDS)).isTrue();
    writer.join();
  }

  @Test
  void aReaderReEntersWhileAWriterWaits() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();
    CountDownLatch in = new CountDownLatch(1);
    Thread writer = startWriter(lock, in);

    lock.readLock().lock();
    assertThat(lock.getReadHoldCount()).isEqualTo(2);
    lock.readLock().unlock();
    lock.readLock().unlock();

    assertThat(in.await(30, TimeUnit.SECONDS)).isTrue();
    writer.join();
  }

  @Test
  void anUntimedTryReadBargesPastAWaitingWriter() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();
    CountDownLatch in = new CountDownLatch(1);
    Thread writer = startWriter(lock, in);

    assertThat(
            other(
                () -> {
                  boolean got = lock.readLock().tryLock();
                  lock.readLock().unlock();
                  return got;
                }))
        .isTrue();

    assertThat(in.getCount()).isEqualTo(1);
    lock.readLock().unlock();
    assertThat(in.await(30, TimeUnit.SECONDS)).isTrue();
    writer.join();
  }

  @Test
  void downgradesWithoutLettingAWriterIn() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.writeLock().lock();
    lock.readLock().lock();
    lock.writeLock().unlock();

    assertThat(lock.isWriteLocked()).isFalse();
    assertThat(lock.getReadHoldCount()).isEqualTo(1);
    assertThat(other(() -> lock.writeLock().tryLock())).isFalse();
    assertThat(
            other(
                () -> {
                  boolean got = lock.readLock().tryLock();
                  lock.readLock().unlock();
                  return got;
                }))
        .isTrue();

    lock.readLock().unlock();
  }

  @Test
  void anUpgradeNeverSucceeds() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();

    assertThat(lock.writeLock().tryLock()).isFalse();
    assertThat(lock.writeLock().tryLock(1, TimeUnit.MILLISECONDS)).isFalse();
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.writeLock().lockInterruptibly())
        .isInstanceOf(InterruptedException.class);

    assertThat(lock.getReadHoldCount()).isEqualTo(1);
    lock.readLock().unlock();
    assertThat(lock.writeLock().tryLock()).isTrue();
    lock.writeLock().unlock();
  }

  @Test
  void writeHoldsAreReentrant() {
    ReentrantReadWriteLock lock = lock();
    lock.writeLock().lock();
    lock.writeLock().lock();

    assertThat(lock.getWriteHoldCount()).isEqualTo(2);
    assertThat(lock.writeLock().getHoldCount()).isEqualTo(2);
    lock.writeLock().unlock();
    assertThat(lock.isWriteLockedByCurrentThread()).isTrue();
    lock.writeLock().unlock();
    assertThat(lock.isWriteLockedByCurrentThread()).isFalse();
  }

  @Test
  void releasingWhatIsNotHeldIsAnError() {
    ReentrantReadWriteLock lock = lock();

    assertThatThrownBy(() -> lock.readLock().unlock())
        .isInstanceOf(IllegalMonitorStateException.class);
    assertThatThrownBy(() -> lock.writeLock().unlock())
        .isInstanceOf(IllegalMonitorStateException.class);
  }

  @Test
  void aReadHoldCannotBeReleasedByAnotherThread() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();

    assertThat(
            other(
                () -> {
                  try {
                    lock.readLock().unlock();
                    return "released";
                  } catch (IllegalMonitorStateException e) {
                    return "refused";
                  }
                }))
        .isEqualTo("refused");
    lock.readLock().unlock();
  }

  @Test
  void anInterruptedWriterStopsWaitingAndLeavesTheLockAsItWas() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              try {
                lock.writeLock().lockInterruptibly();
              } catch (InterruptedException e) {
                interrupted.set(true);
              }
            });
    writer.start();
    awaitBlocked(writer);
    writer.interrupt();
    writer.join(30_000);

    assertThat(interrupted).isTrue();
    assertThat(
            other(
                () -> {
                  boolean got = lock.readLock().tryLock();
                  lock.readLock().unlock();
                  return got;
                }))
        .isTrue();
    lock.readLock().unlock();
    assertThat(lock.writeLock().tryLock()).isTrue();
    lock.writeLock().unlock();
  }

  @Test
  void anUninterruptibleWriterKeepsItsInterrupt() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();
    AtomicBoolean seen = new AtomicBoolean();
    Thread writer =
        new Thread(
            () -> {
              lock.writeLock().lock();
              seen.set(Thread.currentThread().isInterrupted());
              lock.writeLock().unlock();
            });
    writer.start();
    awaitBlocked(writer);
    writer.interrupt();
    lock.readLock().unlock();
    writer.join(30_000);

    assertThat(seen).isTrue();
  }

  @Test
  void interruptedReadersGetNothing() {
    ReentrantReadWriteLock lock = lock();
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> lock.readLock().lockInterruptibly())
        .isInstanceOf(InterruptedException.class);
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> lock.readLock().tryLock(1, TimeUnit.SECONDS))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(lock.getReadHoldCount()).isZero();
  }

  @Test
  void conditionsExcludeReadersAfterAwait() throws Exception {
    ReentrantReadWriteLock lock = lock();
    Condition changed = lock.writeLock().newCondition();
    AtomicBoolean go = new AtomicBoolean();
    AtomicReference<String> wrong = new AtomicReference<>();
    AtomicBoolean stop = new AtomicBoolean();
    int[] shared = new int[2];
    List<Future<?>> readers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      readers.add(
          others.submit(
              () -> {
                while (!stop.get()) {
                  lock.readLock().lock();
                  if (shared[0] != shared[1]) {
                    wrong.set("a reader saw " + shared[0] + " and " + shared[1]);
                  }
                  lock.readLock().unlock();
                }
              }));
    }
    Future<?> waiter =
        others.submit(
            () -> {
              lock.writeLock().lock();
              try {
                for (int i = 0; i < 200; i++) {
                  while (!go.get()) {
                    changed.await();
                  }
                  go.set(false);
                  shared[0]++;
                  Thread.onSpinWait();
                  shared[1]++;
                  changed.signalAll();
                }
              } finally {
                lock.writeLock().unlock();
              }
              return null;
            });
    for (int i = 0; i < 200; i++) {
      lock.writeLock().lock();
      try {
        while (go.get()) {
          changed.await();
        }
        go.set(true);
        changed.signalAll();
      } finally {
        lock.writeLock().unlock();
      }
    }
    waiter.get(30, TimeUnit.SECONDS);
    stop.set(true);
    for (Future<?> reader : readers) {
      reader.get(30, TimeUnit.SECONDS);
    }
    assertThat(wrong.get()).isNull();
    assertThat(shared).containsExactly(200, 200);
  }

  @Test
  void readersHaveNoConditions() {
    assertThatThrownBy(() -> lock().readLock().newCondition())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void isWrittenAsThePlainUnlockedLock() throws Exception {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(lock);
    }
    Object read = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();

    assertThat(read.getClass()).isEqualTo(ReentrantReadWriteLock.class);
    assertThat(((ReentrantReadWriteLock) read).getReadLockCount()).isZero();
    assertThat(((ReentrantReadWriteLock) read).isFair()).isEqualTo(lock.isFair());
    lock.readLock().unlock();
  }

  @Test
  void printsItsHolds() {
    ReentrantReadWriteLock lock = lock();
    lock.readLock().lock();
    assertThat(lock.toString()).endsWith("[Write locks = 0, Read locks = 1]");
    assertThat(lock.readLock().toString()).endsWith("[Read locks = 1]");
    lock.readLock().unlock();
    lock.writeLock().lock();
    assertThat(lock.toString()).endsWith("[Write locks = 1, Read locks = 0]");
    assertThat(lock.writeLock().toString()).contains("[Locked by thread");
    lock.writeLock().unlock();
  }

  @Test
  void nothingIsEverSeenHalfWritten() throws Exception {
    ReentrantReadWriteLock lock = lock();
    long seed = System.nanoTime();
    int threads = 6;
    int operations = 20_000;
    long[] shared = new long[4];
    long[] writes = new long[threads];
    AtomicReference<String> wrong = new AtomicReference<>();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      int id = i;
      running.add(
          others.submit(
              () -> {
                SplittableRandom random = new SplittableRandom(seed + id);
                for (int n = 0; n < operations; n++) {
                  // Long quiet stretches, so that a variant opens its fast way, then a burst of
                  // writes.
                  boolean write = n % 2_000 > 1_900 && random.nextInt(3) == 0;
                  Lock taken = take(lock, write, random);
                  if (taken == null) {
                    continue;
                  }
                  if (write) {
                    for (int j = 0; j < shared.length; j++) {
                      shared[j]++;
                    }
                    writes[id]++;
                  } else {
                    long first = shared[0];
                    for (long value : shared) {
                      if (value != first) {
                        wrong.set("a reader saw " + value + " beside " + first);
                      }
                    }
                  }
                  taken.unlock();
                }
              }));
    }
    for (Future<?> future : running) {
      future.get(50, TimeUnit.SECONDS);
    }
    long sum = 0;
    for (long count : writes) {
      sum += count;
    }
    assertThat(wrong.get()).as("seed " + seed).isNull();
    assertThat(shared).as("seed " + seed).containsOnly(sum);
    assertThat(lock.getReadLockCount()).isZero();
    assertThat(lock.isWriteLocked()).isFalse();
  }

  private static Lock take(ReentrantReadWriteLock lock, boolean write, SplittableRandom random) {
    Lock part = write ? lock.writeLock() : lock.readLock();
    try {
      return switch (random.nextInt(4)) {
        case 0 -> part.tryLock() ? part : null;
        case 1 -> part.tryLock(50, TimeUnit.MICROSECONDS) ? part : null;
        case 2 -> {
          part.lockInterruptibly();
          yield part;
        }
        default -> {
          part.lock();
          yield part;
        }
      };
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
