package io.unjam.runtime.variant.striped;

import io.unjam.runtime.key.TrustedKeys;
import java.io.ObjectStreamException;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReentrantReadWriteLock} whose two locks can also be taken for one key alone: the {@code
 * striped} variant.
 *
 * <p>Taken as a {@code ReentrantReadWriteLock}, by whatever way, each of its locks excludes what it
 * excludes there, those who hold it for a key included. Taken for a key ({@link Half#lockFor}), the
 * write lock excludes those who hold either for a key of the same stripe, the read lock those who
 * hold the write lock for one. Taking it whole while holding it for a key, or for a key of another
 * stripe, may deadlock, and the proof that lets code call {@code lockFor} rules both out.
 *
 * <p>Memory effects as of {@link StripedReentrantLock}. Thread-safe. It is split from the start.
 * Written as a plain lock when serialized.
 */
public class StripedReadWriteLock extends ReentrantReadWriteLock implements StripeGuard {
  private static final long serialVersionUID = 1L;

  /*
   * Whole means: the inherited lock first, then that lock of every stripe in order; with a thread's first hold, and back with its last.
   * A later hold looks whether the thread has the stripes, as a StackOverflowError may have leaked the first one without them: whoever has leaked
   * the original holds it for ever, but its sections still exclude what they exclude.
   * A thread with one stripe waits for nothing else (proven of its code). Those who want all queue on the inherited lock; readers that
   * have it take the stripes' read locks beside each other, in order, and wait for writers of one stripe alone, who wait for nobody:
   * no cycle. Reads and writes are counted apart, so that downgrading works: the stripes' read locks are taken while their write locks
   * are held, and these are given back.
   *
   * `endsWhole` is set by a thread that excludes all others, and never cleared. Who has taken a stripe and then finds it set gives the
   * stripe back and takes the lock whole, now without stripes: nobody stays in one any more. Whether a whole holder has the stripes is
   * asked of the first of them.
   *
   * A section within a whole one of the same thread takes its stripe once more, so that its end finds it held.
   *
   * `edges` orders sections on different stripes, see StripedReentrantLock.
   */
  private final transient Stripe[] stripes;
  private final transient StripeRow reads;
  private final transient StripeRow writes;
  private final transient int shift;
  private final transient Edges edges = new Edges();
  private final transient Reader reader;
  private final transient Writer writer;
  private transient volatile boolean endsWhole;

  /**
   * An unfair lock.
   *
   * @param stripes how many; rounded up to a power of two
   * @throws IllegalArgumentException if it is less than 1 or greater than 65,536
   */
  public StripedReadWriteLock(int stripes) {
    this(false, stripes);
  }

  /**
   * Takes what {@link ReentrantReadWriteLock#ReentrantReadWriteLock(boolean)} takes, and the number
   * of stripes last.
   *
   * @throws IllegalArgumentException if the number is less than 1 or greater than 65,536
   */
  public StripedReadWriteLock(boolean fair, int stripes) {
    super(fair);
    int count = StripeOfKey.count(stripes);
    this.shift = StripeOfKey.shift(count);
    this.stripes = new Stripe[count];
    Lock[] readLocks = new Lock[count];
    Lock[] writeLocks = new Lock[count];
    for (int i = 0; i < count; i++) {
      this.stripes[i] = new Stripe(fair);
      readLocks[i] = this.stripes[i].readLock();
      writeLocks[i] = this.stripes[i].writeLock();
    }
    this.reads = new StripeRow(readLocks);
    this.writes = new StripeRow(writeLocks);
    this.reader = new Reader(this);
    this.writer = new Writer(this);
  }

  /** One of the two locks. */
  public interface Half {
    /**
     * Takes the lock for one key: all of it where the key is {@code null} or its class is not
     * trusted. Waits uninterruptibly.
     */
    void lockFor(@Nullable Object key);

    /**
     * Undoes one {@link #lockFor} with an equal key.
     *
     * @throws IllegalMonitorStateException if the running thread doesn't hold the lock
     */
    void unlockFor(@Nullable Object key);
  }

  @Override
  public ReadLock readLock() {
    return reader;
  }

  @Override
  public WriteLock writeLock() {
    return writer;
  }

  /** How many sections have taken one stripe; for monitoring and tests. */
  public final long keyedSections() {
    return edges.get();
  }

  /** Whether a key whose class is not trusted has ended the striping. */
  public final boolean isWholeForGood() {
    return endsWhole;
  }

  @Override
  public final int stripes() {
    return stripes.length;
  }

  @Override
  public final boolean holds(int stripe) {
    return stripes[stripe].isWriteLockedByCurrentThread()
        || stripes[stripe].getReadHoldCount() > 0
        || holdsAll();
  }

  @Override
  public final boolean holdsAll() {
    return super.isWriteLockedByCurrentThread() || super.getReadHoldCount() > 0;
  }

  @Override
  public final void lockAll() {
    writer.lock();
  }

  @Override
  public final void unlockAll() {
    writer.unlock();
  }

  @Override
  public final void keepWhole() {
    endsWhole = true;
  }

  // Queries

  @Override
  public int getReadHoldCount() {
    int count = super.getReadHoldCount();
    for (int i = 0; count == 0 && i < stripes.length; i++) {
      count = stripes[i].getReadHoldCount();
    }
    return count;
  }

  @Override
  public int getWriteHoldCount() {
    int count = super.getWriteHoldCount();
    for (int i = 0; count == 0 && i < stripes.length; i++) {
      count = stripes[i].getWriteHoldCount();
    }
    return count;
  }

  @Override
  public boolean isWriteLockedByCurrentThread() {
    return getWriteHoldCount() > 0;
  }

  @Override
  public boolean isWriteLocked() {
    boolean locked = super.isWriteLocked();
    for (int i = 0; !locked && i < stripes.length; i++) {
      locked = stripes[i].isWriteLocked();
    }
    return locked;
  }

  @Override
  public boolean hasWaiters(Condition condition) {
    return super.hasWaiters(inner(condition));
  }

  @Override
  public int getWaitQueueLength(Condition condition) {
    return super.getWaitQueueLength(inner(condition));
  }

  private static Condition inner(Condition condition) {
    return condition instanceof WholeCondition whole ? whole.inner : condition;
  }

  /** Serialized forms outlive the agent: what is written is the JDK's own class, unlocked. */
  protected Object writeReplace() throws ObjectStreamException {
    return new ReentrantReadWriteLock(isFair());
  }

  // The whole lock's stripes

  /**
   * By a thread that has just taken the inherited read lock: whether it has to take the stripes.
   */
  private boolean lacksReads() {
    return !endsWhole && (super.getReadHoldCount() == 1 || !readsEveryStripe());
  }

  private boolean lacksWrites() {
    return !endsWhole && (super.getWriteHoldCount() == 1 || !writesEveryStripe());
  }

  /** Whether the running thread holds the read lock of every stripe. */
  private boolean readsEveryStripe() {
    for (int i = 0; i < stripes.length; i++) {
      if (stripes[i].getReadHoldCount() == 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether the running thread holds the write lock of every stripe. */
  private boolean writesEveryStripe() {
    for (int i = 0; i < stripes.length; i++) {
      if (!stripes[i].isWriteLockedByCurrentThread()) {
        return false;
      }
    }
    return true;
  }

  private boolean isLastRead() {
    return super.getReadHoldCount() == 1 && stripes[0].getReadHoldCount() > 0;
  }

  private boolean isLastWrite() {
    return super.getWriteHoldCount() == 1 && stripes[0].isWriteLockedByCurrentThread();
  }

  private boolean holdsStripes() {
    return stripes[0].isWriteLockedByCurrentThread();
  }

  private static final class Stripe extends ReentrantReadWriteLock {
    private static final long serialVersionUID = 1L;

    // Keeps the states of two stripes, allocated one after the other, on different cache lines.
    @SuppressWarnings("unused")
    private transient long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13;

    Stripe(boolean fair) {
      super(fair);
    }
  }

  private static final class Edges extends AtomicLong {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("unused")
    private transient long p0, p1, p2, p3, p4, p5, p6, p7, p8, p9, p10, p11, p12, p13;
  }

  private static final class Reader extends ReadLock implements Half {
    private static final long serialVersionUID = 1L;
    private final StripedReadWriteLock lock;

    Reader(StripedReadWriteLock lock) {
      super(lock);
      this.lock = lock;
    }

    @Override
    public void lock() {
      super.lock();
      if (lock.lacksReads()) {
        boolean complete = false;
        try {
          lock.reads.lock();
          complete = true;
        } finally {
          giveBackUnless(complete);
        }
      }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      super.lockInterruptibly();
      if (lock.lacksReads()) {
        boolean complete = false;
        try {
          lock.reads.lockInterruptibly();
          complete = true;
        } finally {
          giveBackUnless(complete);
        }
      }
    }

    @Override
    public boolean tryLock() {
      if (!super.tryLock()) {
        return false;
      }
      boolean complete = !lock.lacksReads();
      if (!complete) {
        try {
          complete = lock.reads.tryLock();
        } finally {
          giveBackUnless(complete);
        }
      }
      return complete;
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
      long deadline = System.nanoTime() + unit.toNanos(timeout);
      if (!super.tryLock(timeout, unit)) {
        return false;
      }
      boolean complete = !lock.lacksReads();
      if (!complete) {
        try {
          complete = lock.reads.tryLockUntil(deadline);
        } finally {
          giveBackUnless(complete);
        }
      }
      return complete;
    }

    private void giveBackUnless(boolean complete) {
      if (!complete) {
        super.unlock();
      }
    }

    @Override
    public void unlock() {
      if (lock.isLastRead()) {
        lock.reads.unlock();
      }
      super.unlock();
    }

    @Override
    public void lockFor(@Nullable Object key) {
      if (!TrustedKeys.contain(key)) {
        lock();
        return;
      }
      Stripe stripe = lock.stripes[StripeOfKey.of(key, lock.shift)];
      stripe.readLock().lock();
      try {
        if (lock.endsWhole && stripe.getReadHoldCount() == 1) {
          stripe.readLock().unlock();
          lock();
          return;
        }
        lock.edges.getAndIncrement();
      } catch (StackOverflowError deep) {
        if (stripe.getReadHoldCount() > 0) {
          stripe.readLock().unlock();
        }
        throw deep;
      }
    }

    @Override
    public void unlockFor(@Nullable Object key) {
      if (TrustedKeys.contain(key)) {
        Stripe stripe = lock.stripes[StripeOfKey.of(key, lock.shift)];
        if (stripe.getReadHoldCount() > 0) {
          stripe.readLock().unlock();
          return;
        }
      }
      unlock();
    }
  }

  private static final class Writer extends WriteLock implements Half {
    private static final long serialVersionUID = 1L;
    private final StripedReadWriteLock lock;

    Writer(StripedReadWriteLock lock) {
      super(lock);
      this.lock = lock;
    }

    @Override
    public void lock() {
      super.lock();
      if (lock.lacksWrites()) {
        boolean complete = false;
        try {
          lock.writes.lock();
          complete = true;
        } finally {
          giveBackUnless(complete);
        }
      }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      super.lockInterruptibly();
      if (lock.lacksWrites()) {
        boolean complete = false;
        try {
          lock.writes.lockInterruptibly();
          complete = true;
        } finally {
          giveBackUnless(complete);
        }
      }
    }

    @Override
    public boolean tryLock() {
      if (!super.tryLock()) {
        return false;
      }
      boolean complete = !lock.lacksWrites();
      if (!complete) {
        try {
          complete = lock.writes.tryLock();
        } finally {
          giveBackUnless(complete);
        }
      }
      return complete;
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
      long deadline = System.nanoTime() + unit.toNanos(timeout);
      if (!super.tryLock(timeout, unit)) {
        return false;
      }
      boolean complete = !lock.lacksWrites();
      if (!complete) {
        try {
          complete = lock.writes.tryLockUntil(deadline);
        } finally {
          giveBackUnless(complete);
        }
      }
      return complete;
    }

    private void giveBackUnless(boolean complete) {
      if (!complete) {
        super.unlock();
      }
    }

    @Override
    public void unlock() {
      if (lock.isLastWrite()) {
        lock.writes.unlock();
      }
      super.unlock();
    }

    @Override
    public Condition newCondition() {
      return new WholeCondition(lock, super.newCondition());
    }

    @Override
    public boolean isHeldByCurrentThread() {
      return lock.isWriteLockedByCurrentThread();
    }

    @Override
    public int getHoldCount() {
      return lock.getWriteHoldCount();
    }

    @Override
    public void lockFor(@Nullable Object key) {
      if (!TrustedKeys.contain(key)) {
        lock();
        return;
      }
      Stripe stripe = lock.stripes[StripeOfKey.of(key, lock.shift)];
      stripe.writeLock().lock();
      try {
        if (lock.endsWhole && stripe.getWriteHoldCount() == 1) {
          stripe.writeLock().unlock();
          lock();
          return;
        }
        lock.edges.getAndIncrement();
      } catch (StackOverflowError deep) {
        if (stripe.isWriteLockedByCurrentThread()) {
          stripe.writeLock().unlock();
        }
        throw deep;
      }
    }

    @Override
    public void unlockFor(@Nullable Object key) {
      if (TrustedKeys.contain(key)) {
        Stripe stripe = lock.stripes[StripeOfKey.of(key, lock.shift)];
        if (stripe.isWriteLockedByCurrentThread()) {
          stripe.writeLock().unlock();
          return;
        }
      }
      unlock();
    }
  }

  /** A condition of the whole write lock; its waiters give back the stripes too. */
  // Spurious wake-ups are passed on: the loop is the caller's.
  @SuppressWarnings("WaitNotInLoop")
  private static final class WholeCondition implements Condition {
    private final StripedReadWriteLock lock;
    private final Condition inner;

    WholeCondition(StripedReadWriteLock lock, Condition inner) {
      this.lock = lock;
      this.inner = inner;
    }

    /** Whether there were any to give back. Readers can't wait: the JDK refuses that. */
    private boolean release() {
      boolean held = lock.holdsStripes() && lock.writer.isHeldByCurrentThread();
      if (held) {
        lock.writes.unlock();
      }
      return held;
    }

    private void takeAgain(boolean held) {
      if (held) {
        lock.writes.lockSurely();
      }
    }

    @Override
    public void await() throws InterruptedException {
      boolean held = release();
      try {
        inner.await();
      } finally {
        takeAgain(held);
      }
    }

    @Override
    public void awaitUninterruptibly() {
      boolean held = release();
      try {
        inner.awaitUninterruptibly();
      } finally {
        takeAgain(held);
      }
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
      boolean held = release();
      try {
        return inner.awaitNanos(nanos);
      } finally {
        takeAgain(held);
      }
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
      boolean held = release();
      try {
        return inner.await(time, unit);
      } finally {
        takeAgain(held);
      }
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
      boolean held = release();
      try {
        return inner.awaitUntil(deadline);
      } finally {
        takeAgain(held);
      }
    }

    @Override
    public void signal() {
      inner.signal();
    }

    @Override
    public void signalAll() {
      inner.signalAll();
    }
  }
}
