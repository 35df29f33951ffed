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

  /** Takes the lock if it is free and the queue may be bypassed, or there is none. */
  private boolean barge() {
    // Asked before the lock is taken: a call that fails afterwards, for want of stack, would leave
    // it taken.
    boolean queued = hasQueuedThreads();
    int count = bypasses;
    if (!queued && count == 0) {
      // What a fair lock does as well: with nobody queued nobody is bypassed.
      return super.tryLock();
    }
    if (queued && (count >= BOUND || !isFair() || !Switches.loEdits())) {
      return false;
    }
    boolean again = isHeldByCurrentThread();
    if (!super.tryLock()) {
      return false;
    }
    if (!again) {
      int now = bypasses;
      bypasses = queued ? now + 1 : 0;
    }
    return true;
  }

  /**
   * By a thread that has come in by the queue, or found none.
   *
   * @param again whether it held the lock before; asked then, as in {@link #barge}
   */
  private void cameIn(boolean again) {
    if (!again && bypasses != 0) {
      bypasses = 0;
    }
  }

  @Override
  public void lock() {
    if (!barge()) {
      boolean again = isHeldByCurrentThread();
      super.lock();
      cameIn(again);
    }
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!barge()) {
      boolean again = isHeldByCurrentThread();
      super.lockInterruptibly();
      cameIn(again);
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
    boolean again = isHeldByCurrentThread();
    if (!super.tryLock(timeout, unit)) {
      return false;
    }
    cameIn(again);
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
