package io.unjam.runtime.variant;

import io.unjam.runtime.bridge.Switches;
import java.io.ObjectStreamException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A fair {@link Semaphore} whose queue may be bypassed, boundedly: the {@code unfair} variant.
 *
 * <p>Safety class: assumed, {@code fairness-not-required}. At most {@link
 * BargingReentrantLock#BOUND} acquisitions in a row, and those already under way, go before the
 * queue; then the queue goes first. Everything else is as in the original. Thread-safe. Written as
 * a plain fair semaphore with the same permits when serialized.
 */
public class BargingSemaphore extends Semaphore {
  private static final long serialVersionUID = 1L;

  /*
   * As in BargingReentrantLock, but a semaphore has no single holder, so the count is atomic. A thread that came in by the queue sets
   * it to 0 while others may be raising it: what is lost is at most those increments, each of a thread already in.
   */
  private final transient AtomicInteger bypasses = new AtomicInteger();

  /**
   * Like {@link Semaphore#Semaphore(int, boolean)}, but for the order of a fair semaphore's queue.
   *
   * @param fair whether the original asks for a fair one; one that does not is as unfair as it was
   */
  public BargingSemaphore(int permits, boolean fair) {
    super(permits, fair);
  }

  private boolean barge(int permits) {
    if (!isFair() || !Switches.loEdits()) {
      return false;
    }
    boolean queued = hasQueuedThreads();
    if (queued && bypasses.get() >= BargingReentrantLock.BOUND) {
      return false;
    }
    if (!super.tryAcquire(permits)) {
      return false;
    }
    try {
      if (queued) {
        bypasses.incrementAndGet();
      } else {
        cameInByTheQueue();
      }
    } catch (StackOverflowError uncounted) {
      // Thrown on, it would lose the permits; a bypass more does no harm.
      return true;
    }
    return true;
  }

  private void cameInByTheQueue() {
    if (bypasses.get() != 0) {
      bypasses.set(0);
    }
  }

  @Override
  public void acquire() throws InterruptedException {
    acquire(1);
  }

  @Override
  public void acquire(int permits) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (!barge(permits)) {
      super.acquire(permits);
      cameInByTheQueue();
    }
  }

  @Override
  public void acquireUninterruptibly() {
    acquireUninterruptibly(1);
  }

  @Override
  public void acquireUninterruptibly(int permits) {
    if (!barge(permits)) {
      super.acquireUninterruptibly(permits);
      cameInByTheQueue();
    }
  }

  @Override
  public boolean tryAcquire(long timeout, TimeUnit unit) throws InterruptedException {
    return tryAcquire(1, timeout, unit);
  }

  @Override
  public boolean tryAcquire(int permits, long timeout, TimeUnit unit) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    if (barge(permits)) {
      return true;
    }
    if (!super.tryAcquire(permits, timeout, unit)) {
      return false;
    }
    cameInByTheQueue();
    return true;
  }

  /**
   * Serialized forms outlive the agent: what is written is the JDK's own class with the permits of
   * this moment.
   */
  protected Object writeReplace() throws ObjectStreamException {
    return new Semaphore(availablePermits(), isFair());
  }
}
