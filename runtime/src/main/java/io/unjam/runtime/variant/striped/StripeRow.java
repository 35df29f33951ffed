package io.unjam.runtime.variant.striped;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/**
 * One lock of every stripe, taken together: in order, so that two threads that want all don't wait
 * for each other, and all or none, whatever is thrown. Thread-safe.
 */
final class StripeRow {
  /** Between two tries of a thread that can't queue. */
  private static final long RETRY_NANOS = 100_000;

  private static final Rest PARK = new Rest();

  private final Lock[] locks;

  /** A row of these locks, which stay what they are. */
  StripeRow(Lock[] locks) {
    this.locks = locks;
  }

  void lock() {
    int taken = 0;
    try {
      while (taken < locks.length) {
        locks[taken].lock();
        taken++;
      }
    } finally {
      giveBackUnlessAll(taken);
    }
  }

  /** As {@link #lock}, for who must not go on without: an owner that waited for a condition. */
  void lockSurely() {
    for (Lock lock : locks) {
      lockSurely(lock);
    }
  }

  /** Takes a lock, also where there is no memory for a place in its queue. */
  static void lockSurely(Lock lock) {
    lockSurely(lock, PARK);
  }

  @SuppressWarnings("ThreadPriorityCheck") // there is no other way to wait where parks fail
  static void lockSurely(Lock lock, Rest rest) {
    try {
      lock.lock();
    } catch (OutOfMemoryError noPlace) {
      while (!lock.tryLock()) {
        try {
          rest.take();
        } catch (OutOfMemoryError virtual) {
          // To park takes memory too, for a virtual thread on JDK 21 to 23.
          Thread.yield();
        }
      }
    }
  }

  /** What a thread that can't queue does between two tries; tests have another. */
  static class Rest {
    void take() {
      LockSupport.parkNanos(RETRY_NANOS);
    }
  }

  void lockInterruptibly() throws InterruptedException {
    int taken = 0;
    try {
      while (taken < locks.length) {
        locks[taken].lockInterruptibly();
        taken++;
      }
    } finally {
      giveBackUnlessAll(taken);
    }
  }

  boolean tryLock() {
    int taken = 0;
    try {
      while (taken < locks.length && locks[taken].tryLock()) {
        taken++;
      }
    } finally {
      giveBackUnlessAll(taken);
    }
    return taken == locks.length;
  }

  /** Waits until {@link System#nanoTime} is past a deadline, at most. */
  boolean tryLockUntil(long deadline) throws InterruptedException {
    int taken = 0;
    try {
      while (taken < locks.length
          && locks[taken].tryLock(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        taken++;
      }
    } finally {
      giveBackUnlessAll(taken);
    }
    return taken == locks.length;
  }

  void unlock() {
    unlock(locks.length);
  }

  private void giveBackUnlessAll(int taken) {
    if (taken < locks.length) {
      unlock(taken);
    }
  }

  private void unlock(int taken) {
    for (int i = taken - 1; i >= 0; i--) {
      locks[i].unlock();
    }
  }
}
