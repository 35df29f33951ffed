package io.unjam.runtime.variant.striped;

import io.unjam.runtime.key.TrustedKeys;
import java.io.ObjectStreamException;
import java.util.Collection;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReentrantLock} that can also be taken for one key alone: the {@code striped} variant.
 *
 * <p>Taken as a {@code ReentrantLock}, by whatever way, it excludes every other holder. {@link
 * #lockFor} excludes those who hold it whole and those who hold it for a key of the same stripe.
 * Both are reentrant; taking it whole while holding it for a key, or for a key of another stripe,
 * may deadlock, and the proof that lets code call {@code lockFor} rules both out.
 *
 * <p>It starts unsplit: as long as hardly anyone waits for a key, {@code lockFor} takes the lock
 * whole, at the cost of a plain lock. It splits for good once {@value #SPLIT_AFTER} of at most
 * {@value #WINDOW} keyed sections in a row had to wait. A fair one is split from the start.
 *
 * <p>Memory effects: holders that exclude each other synchronize as with {@link
 * java.util.concurrent.locks.Lock}. Of two holders for keys of different stripes, what the one's
 * thread did before it took the lock happens before what the other's does after it released it, or
 * the other way round. Thread-safe. Written as a plain lock when serialized.
 */
public class StripedReentrantLock extends ReentrantLock implements StripeGuard {
  private static final long serialVersionUID = 1L;

  /*
   * Whole means: the inherited lock first, then every stripe in order. A thread with one stripe never waits for another stripe or for
   * the inherited lock (proven of its code), a thread that wants all waits for stripes in order while nobody else wants all: no cycle.
   *
   * `stripesTaken` is guarded by the inherited lock: whether its holder has the stripes too. It has them if and only if `split` was
   * set when it took the lock (or came back from waiting on a condition).
   *
   * `split` is set under the inherited lock alone, by a holder without stripes that has nothing left to do in its section, and cleared
   * (for good, with `endsWhole`) under all stripes. So a thread that holds a stripe, or the inherited lock, reads a value that can't
   * change under its feet but by its own doing. A thread that reads it before it has taken anything must look again afterwards.
   *
   * While unsplit, keyed sections hold the inherited lock and no stripe: who took the inherited lock within lockFor and finds that
   * the lock was split meanwhile, or that it holds the stripes already, gives it back and takes the stripe. unlockFor comes to the
   * same answer by asking whether the thread holds the inherited lock without the stripes.
   *
   * `sections` and `waits` are guarded by the inherited lock; they only decide when to split.
   *
   * `edges` is the shared word whose read-modify-writes, each inside its section, order the sections on different stripes (see the
   * decision record on striping). It counts keyed sections, which costs nothing more.
   *
   * `effects` is taken inside a keyed section by Unjam's hook, before a call that may not run in two threads at once, and held to the
   * outermost end of that section. Whole holders never need it: nobody else is in a section then.
   *
   * A StackOverflowError within the JDK's lock code may leak a lock here as it may in the original; what is called here between taking
   * a stripe and returning is guarded, so that no further such place is added. Who has leaked the original holds it for ever, and its
   * sections still exclude all others. So it is here: whoever takes the lock and finds that it has no stripes, whatever the reason, takes
   * them, and a thread that holds the inherited lock goes by that alone.
   */
  private final transient Stripe[] stripes;
  private final transient StripeRow row;
  private final transient int shift;
  private final transient Edges edges = new Edges();
  private final transient ReentrantLock effects = new ReentrantLock();
  private transient boolean stripesTaken;
  private transient volatile boolean split;
  private transient volatile boolean endsWhole;
  private transient int sections;
  private transient int waits;

  /** So many waits of keyed sections split the lock. */
  static final int SPLIT_AFTER = 32;

  /** After so many keyed sections without a wait in between, earlier waits are forgotten. */
  static final int WINDOW = 1024;

  /**
   * An unfair lock.
   *
   * @param stripes how many; rounded up to a power of two
   * @throws IllegalArgumentException if it is less than 1 or greater than 65,536
   */
  public StripedReentrantLock(int stripes) {
    this(false, stripes);
  }

  /**
   * Takes what {@link ReentrantLock#ReentrantLock(boolean)} takes, and the number of stripes last.
   *
   * @param fair whether all of them are fair
   * @throws IllegalArgumentException if the number is less than 1 or greater than 65,536
   */
  public StripedReentrantLock(boolean fair, int stripes) {
    super(fair);
    int count = StripeOfKey.count(stripes);
    this.shift = StripeOfKey.shift(count);
    this.stripes = new Stripe[count];
    for (int i = 0; i < count; i++) {
      this.stripes[i] = new Stripe(fair);
    }
    this.row = new StripeRow(this.stripes);
    // Splitting later would let threads that wait change places.
    this.split = fair;
  }

  /**
   * Splits now, without waiting for contention. Nothing happens where the running thread holds the
   * lock, or where a key whose class is not trusted has ended the striping.
   */
  public final void split() {
    super.lock();
    try {
      if (super.getHoldCount() == 1 && !endsWhole) {
        split = true;
      }
    } finally {
      super.unlock();
    }
  }

  /**
   * Takes the lock for one key: all of it where the key is {@code null} or its class is not
   * trusted. Waits uninterruptibly.
   */
  public final void lockFor(@Nullable Object key) {
    if (!split) {
      lockUnsplit();
      if (!split && !stripesTaken) {
        return;
      }
      super.unlock();
    }
    if (super.isHeldByCurrentThread() || !TrustedKeys.contain(key)) {
      lock();
      return;
    }
    Stripe stripe = stripes[StripeOfKey.of(key, shift)];
    stripe.lock();
    try {
      if (!split && stripe.getHoldCount() == 1) {
        stripe.unlock();
        lock();
        return;
      }
      edges.getAndIncrement();
    } catch (StackOverflowError deep) {
      if (stripe.isHeldByCurrentThread()) {
        stripe.unlock();
      }
      throw deep;
    }
  }

  /** Takes the inherited lock, and counts whether that took waiting. */
  private void lockUnsplit() {
    if (isFair()) {
      super.lock();
    } else if (super.tryLock()) {
      if (++sections >= WINDOW) {
        sections = 0;
        waits = 0;
      }
    } else {
      super.lock();
      waits++;
    }
  }

  /**
   * Undoes one {@link #lockFor} with an equal key.
   *
   * @throws IllegalMonitorStateException if the running thread doesn't hold the lock
   */
  public final void unlockFor(@Nullable Object key) {
    if (super.isHeldByCurrentThread()) {
      if (stripesTaken) {
        unlock();
        return;
      }
      if (waits >= SPLIT_AFTER) {
        splitWhenLeaving();
      }
      super.unlock();
      return;
    }
    if (!TrustedKeys.contain(key)) {
      unlock();
      return;
    }
    Stripe stripe = stripes[StripeOfKey.of(key, shift)];
    if (!stripe.isHeldByCurrentThread()) {
      unlock();
      return;
    }
    if (effects.isHeldByCurrentThread() && stripe.getHoldCount() == 1) {
      effects.unlock();
    }
    stripe.unlock();
  }

  /** By a holder without stripes, as the last thing before it gives the lock back. */
  private void splitWhenLeaving() {
    if (super.getHoldCount() == 1) {
      waits = 0;
      split = !endsWhole;
    }
  }

  /**
   * From here to the outermost end of the running thread's keyed section, no other thread is
   * between this call and the end of its own. Nothing to do for a thread that holds the lock whole.
   */
  public final void beginEffect() {
    if (!super.isHeldByCurrentThread() && !effects.isHeldByCurrentThread()) {
      effects.lock();
    }
  }

  /** How many keyed sections have taken a stripe; for monitoring and tests. */
  public final long keyedSections() {
    return edges.get();
  }

  /** Whether a key whose class is not trusted has ended the striping. */
  public final boolean isWholeForGood() {
    return endsWhole;
  }

  /** Whether keyed sections take stripes. */
  public final boolean isSplit() {
    return split;
  }

  @Override
  public final int stripes() {
    return stripes.length;
  }

  @Override
  public final boolean holds(int stripe) {
    return super.isHeldByCurrentThread() || stripes[stripe].isHeldByCurrentThread();
  }

  @Override
  public final boolean holdsAll() {
    return super.isHeldByCurrentThread();
  }

  @Override
  public final void lockAll() {
    lock();
  }

  @Override
  public final void unlockAll() {
    unlock();
  }

  @Override
  public final void keepWhole() {
    endsWhole = true;
    split = false;
  }

  @Override
  public void lock() {
    super.lock();
    if (split && !stripesTaken) {
      try {
        forgetEffect();
        row.lock();
        stripesTaken = true;
      } finally {
        giveBackUnlessTaken();
      }
    }
  }

  @Override
  public void lockInterruptibly() throws InterruptedException {
    super.lockInterruptibly();
    if (split && !stripesTaken) {
      try {
        forgetEffect();
        row.lockInterruptibly();
        stripesTaken = true;
      } finally {
        giveBackUnlessTaken();
      }
    }
  }

  @Override
  public boolean tryLock() {
    if (!super.tryLock()) {
      return false;
    }
    boolean complete = stripesTaken || !split;
    if (!complete) {
      try {
        forgetEffect();
        complete = row.tryLock();
        stripesTaken = complete;
      } finally {
        giveBackUnlessTaken();
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
    boolean complete = stripesTaken || !split;
    if (!complete) {
      try {
        forgetEffect();
        complete = row.tryLockUntil(deadline);
        stripesTaken = complete;
      } finally {
        giveBackUnlessTaken();
      }
    }
    return complete;
  }

  /**
   * By a thread about to take all stripes, which is in no keyed section: an effect that it left
   * taken may be what the holder of a stripe waits for.
   */
  private void forgetEffect() {
    if (effects.isHeldByCurrentThread()) {
      effects.unlock();
    }
  }

  /** By the holder, after its first attempt at the stripes. */
  private void giveBackUnlessTaken() {
    if (!stripesTaken) {
      super.unlock();
    }
  }

  @Override
  public void unlock() {
    if (super.getHoldCount() == 1 && stripesTaken) {
      stripesTaken = false;
      row.unlock();
    }
    super.unlock();
  }

  @Override
  public int getHoldCount() {
    int count = super.getHoldCount();
    if (count == 0) {
      for (int i = 0; i < stripes.length; i++) {
        count += stripes[i].getHoldCount();
      }
    }
    return count;
  }

  @Override
  public boolean isHeldByCurrentThread() {
    return getHoldCount() > 0;
  }

  @Override
  public boolean isLocked() {
    if (super.isLocked()) {
      return true;
    }
    for (int i = 0; i < stripes.length; i++) {
      if (stripes[i].isLocked()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Condition newCondition() {
    return new WholeCondition(this, super.newCondition());
  }

  private static Condition inner(Condition condition) {
    return condition instanceof WholeCondition whole ? whole.inner : condition;
  }

  @Override
  public boolean hasWaiters(Condition condition) {
    return super.hasWaiters(inner(condition));
  }

  @Override
  public int getWaitQueueLength(Condition condition) {
    return super.getWaitQueueLength(inner(condition));
  }

  @Override
  protected Collection<Thread> getWaitingThreads(Condition condition) {
    return super.getWaitingThreads(inner(condition));
  }

  /** Serialized forms outlive the agent: what is written is the JDK's own class, unlocked. */
  protected Object writeReplace() throws ObjectStreamException {
    return new ReentrantLock(isFair());
  }

  /** Before waiting on a condition: how often each stripe was held by this thread, all released. */
  private int[] releaseStripes() {
    if (!stripesTaken || !super.isHeldByCurrentThread()) {
      return new int[0];
    }
    // First: where there is no memory for it, nothing has been given back.
    int[] counts = new int[stripes.length];
    stripesTaken = false;
    for (int i = stripes.length - 1; i >= 0; i--) {
      counts[i] = stripes[i].getHoldCount();
      for (int n = counts[i]; n > 0; n--) {
        stripes[i].unlock();
      }
    }
    return counts;
  }

  private void takeAgain(int[] counts) {
    for (int i = 0; i < counts.length; i++) {
      for (int n = counts[i]; n > 0; n--) {
        StripeRow.lockSurely(stripes[i]);
      }
    }
    if (counts.length > 0) {
      stripesTaken = true;
    } else if (split && !stripesTaken && super.isHeldByCurrentThread()) {
      // Split while this thread waited.
      row.lockSurely();
      stripesTaken = true;
    }
  }

  private static final class Stripe extends ReentrantLock {
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

  /** A condition of the whole lock; its waiters give back the stripes too. */
  // Spurious wake-ups are passed on: the loop is the caller's.
  @SuppressWarnings("WaitNotInLoop")
  private static final class WholeCondition implements Condition {
    private final StripedReentrantLock lock;
    private final Condition inner;

    WholeCondition(StripedReentrantLock lock, Condition inner) {
      this.lock = lock;
      this.inner = inner;
    }

    @Override
    public void await() throws InterruptedException {
      int[] counts = lock.releaseStripes();
      try {
        inner.await();
      } finally {
        lock.takeAgain(counts);
      }
    }

    @Override
    public void awaitUninterruptibly() {
      int[] counts = lock.releaseStripes();
      try {
        inner.awaitUninterruptibly();
      } finally {
        lock.takeAgain(counts);
      }
    }

    @Override
    public long awaitNanos(long nanos) throws InterruptedException {
      int[] counts = lock.releaseStripes();
      try {
        return inner.awaitNanos(nanos);
      } finally {
        lock.takeAgain(counts);
      }
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
      int[] counts = lock.releaseStripes();
      try {
        return inner.await(time, unit);
      } finally {
        lock.takeAgain(counts);
      }
    }

    @Override
    public boolean awaitUntil(Date deadline) throws InterruptedException {
      int[] counts = lock.releaseStripes();
      try {
        return inner.awaitUntil(deadline);
      } finally {
        lock.takeAgain(counts);
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
