package io.unjam.runtime.variant;

import io.unjam.runtime.bridge.Switches;
import java.io.ObjectStreamException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A fair {@link ReentrantLock} whose queue may be bypassed, boundedly: the {@code unfair} variant.
 *
 * <p>Safety class: assumed, {@code fairness-not-required}. A fair lock hands itself to the longest
 * waiter, which costs a switch of threads for every acquisition under contention. Here a thread
 * that finds the lock free takes it though others are queued, at most {@link #BOUND} times in a
 * row; then the queue goes first, so nobody starves. Everything else, {@link #isFair()} included,
 * is as in the original. Thread-safe, memory effects those of {@link
 * java.util.concurrent.locks.Lock}. Written as a plain fair lock when serialized.
 */
public class BargingReentrantLock extends ReentrantLock {
  private static final long serialVersionUID = 1L;

  /** How often in a row a queue is bypassed. */
  public static final int BOUND = 1_024;

  /*
   * The inner lock is fair. Its untimed tryLock barges by contract; its lock() queues. `bypasses` counts the barges since a thread last
   * came in by the queue or found none. It is written by the lock's holder alone, so no increment is lost; it is read before the lock
   * is taken, so a thread that read it just below the bound may come in just above. The bound is thus exceeded by at most the number
   * of threads that are between that read and their tryLock, each once: whoever comes later reads the bound and queues.
   */
  private transient volatile int bypasses;

  /**
   * Like {@link ReentrantLock#ReentrantLock(boolean)}, but for the order of a fair lock's queue.
   *
   * @param fair whether the original asks for a fair lock; one that does not is as unfair as it was
   */
  public BargingReentrantLock(boolean fair) {
    super(fair);
  }

  private boolean barge() {
    if (!isFair() || !Switches.loEdits()) {
      return false;
    }
    if (bypasses >= BOUND && hasQueuedThreads()) {
      return false;
    }
    if (!super.tryLock()) {
      return false;
    }
    if (!hasQueuedThreads()) {
      noneBypassed();
    } else if (getHoldCount() == 1) {
      int count = bypasses;
      bypasses = count + 1;
    }
    return true;
  }

  /** By the holder alone. */
  private void noneBypassed() {
    if (bypasses != 0 && getHoldCount() == 1) {
      bypasses = 0;
    }
  }

  @Override
  public void lock() {
    if (!barge()) {
      super.lock();
      noneBypassed();
    }
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!barge()) {
      super.lockInterruptibly();
      noneBypassed();
    }
  }

  @Override
  public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (barge()) {
      return true;
    }
    if (!super.tryLock(timeout, unit)) {
      return false;
    }
    noneBypassed();
    return true;
  }

  /** How often the queue has been bypassed in a row; for monitoring and tests. */
  public final int bypasses() {
    return bypasses;
  }

  /**
   * Serialized forms outlive the agent: what is written is the JDK's own class, unlocked, as the
   * original's would be.
   */
  protected Object writeReplace() throws ObjectStreamException {
    return new ReentrantLock(isFair());
  }
}
