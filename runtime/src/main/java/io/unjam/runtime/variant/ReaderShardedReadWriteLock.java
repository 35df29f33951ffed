package io.unjam.runtime.variant;

import io.unjam.runtime.bridge.Switches;
import java.io.ObjectStreamException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A {@link ReentrantReadWriteLock} whose readers do not share a cache line while writes are rare:
 * the {@code reader-sharded} variant.
 *
 * <p>Safety class: transparent. Mutual exclusion, reentrancy, downgrading, hold counts, conditions,
 * interrupts, time-outs and fairness are those of the original; an upgrade attempt waits for ever,
 * as there. Memory effects are those of {@link java.util.concurrent.locks.ReadWriteLock}. Weaker
 * than the original, because the methods are final there and see the inner lock alone: a writer
 * that waits for sharded readers to leave is not counted by {@link #hasQueuedThreads}, {@link
 * #getQueueLength} and {@link #hasQueuedThread}. A serialized lock is written as a plain {@code
 * ReentrantReadWriteLock}.
 *
 * <p>Source: Dice and Kogan, "BRAVO: Biased Locking for Reader-Writer Locks", USENIX ATC 2019; here
 * with a table of reader slots per lock instead of one for all locks, and slots that count, so that
 * a thread finds its holds without a {@code ThreadLocal}.
 */
public class ReaderShardedReadWriteLock extends ReentrantReadWriteLock {
  private static final long serialVersionUID = 1L;

  /*
   * Two ways to hold a read: in the inner lock (slow), or in a slot of the table (fast). A slot belongs to one thread at a time; its
   * count is that thread's holds and is touched by nobody else.
   *
   * The word `phase` says whether the fast way is OPEN. A reader that holds the inner read lock opens it; only a writer that holds the
   * inner write lock moves it on: OPEN -> DRAINING -> CLOSED, or back to OPEN when it gives up. So nobody opens under a writer.
   *
   *   reader, fast: CAS slot.owner null -> me; then read phase. OPEN: the read is held. Else: give the slot back, go the slow way.
   *   writer: take the inner write lock; if OPEN: phase = DRAINING, wait until every slot is free, phase = CLOSED, look once more;
   *           a slot taken meanwhile means DRAINING again.
   *
   * Both sides write their own word before they read the other's, with full fences (the CAS; the volatile store), so at least one
   * sees the other: either the reader finds the way shut, or the writer finds the slot taken and waits. This is the whole of the
   * exclusion argument. The happens-before edges: a reader's store of null into owner is read by the writer's scan (the reader's
   * section before the writer's); the writer's release of the inner lock is followed by the inner read acquisition of the reader that
   * opens again, whose store of phase is read by later fast readers (the writer's section before theirs).
   *
   * A reader's untimed tryLock barges past queued writers in the original. Here a draining writer already has the inner write lock, so
   * tryLock takes a slot while the phase is OPEN or DRAINING; that is why the writer looks once more after CLOSED: a claim that
   * read DRAINING came before it in the order of all volatile accesses, so the second look finds it. It never waits for a writer
   * that itself waits, as whoever holds a slot may be waiting for the very thread that tries. Such a claim may be in any slot of the
   * table; a release looks beyond the thread's own probes only before it would throw.
   *
   * May race: any number of readers on slots (the CAS decides); `quietReads` and `inhibitedUntil` are plain, a lost update there only
   * shifts the moment of opening. A reader leaving and a writer about to park: a reader frees its slot with a release store and reads
   * `drainer` without a fence between, which saves every read a fence; it may miss a writer that has just published itself, so a
   * writer never parks for long before it looks at the slots again.
   *
   * CLOSED with a slot taken exists for a moment only, between the two looks of a writer that is about to conclude, and only for a
   * claim that barged. That is why a release that finds the way CLOSED, or nothing in the thread's own slots, asks the inner lock first and
   * searches the whole table only before it would throw.
   *
   * Re-entry: a thread that has a slot raises its count whatever the phase, as a read hold may always be re-entered. A thread may
   * hold slow and fast reads at once (slow before opening, fast after); which is released first is indifferent, only the sum matters.
   *
   * Conditions: `await` re-acquires the inner write lock without passing by the drain. So a lock that has handed out a condition
   * never opens again. Opening happens under the inner read lock, awaiting under the inner write lock, and the condition reached the
   * waiter after `pinned` was set, so no opening can slip in between a drain and an await.
   *
   * Writes frequent: opening takes some 2,000 slow reads with no write between them, of which one in COUNTED is counted, since the count
   * stands beside words that all readers read. And after a revocation the fast way stays
   * closed for INHIBIT times as long as that revocation took, which bounds the slow-down of writers (the bound is BRAVO's).
   *
   * Edits switched off: the fast way is not opened any more; an open one stays until the next write shuts it. It is not shut at once, as
   * a thread with a slot must be able to enter again while a writer drains.
   */

  /**
   * How many counted reads in a row, without a write between them, open the fast way. One slow read
   * beside other readers in {@link #COUNTED} is counted: so many that one write in a hundred never
   * lets it open.
   */
  private static final int QUIET_READS = 128;

  /** One read in this many is counted, by chance; a power of two. */
  private static final int COUNTED = 16;

  /** A revocation of t nanoseconds keeps the fast way closed for this many times t. */
  private static final int INHIBIT = 9;

  /** Slots that a thread may use, from its own on. */
  private static final int PROBES = 3;

  /** Holds that a slot counts; more go the slow way. The original's own limit. */
  private static final int MAX_HOLDS = 65_535;

  private static final int CLOSED = 0;
  private static final int OPEN = 1;
  private static final int DRAINING = 2;

  /** How long a drain parks before it looks again, whoever wakes it; in nanoseconds. */
  private static final long LOOK_AGAIN_NANOS = 50_000;

  /** How often a drain looks at a slot before it parks. */
  private static final int SPINS = 256;

  private static final VarHandle OWNER;

  static {
    try {
      OWNER = MethodHandles.lookup().findVarHandle(ReaderSlot.class, "owner", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final ReaderLock reader;
  private final WriterLock writer;

  private volatile ReaderSlot @Nullable [] slots;
  private volatile int phase;
  private volatile boolean pinned;
  private volatile @Nullable Thread drainer;
  private int quietReads;
  private long inhibitedUntil;

  /** Like {@link ReentrantReadWriteLock#ReentrantReadWriteLock()}. */
  public ReaderShardedReadWriteLock() {
    this(false);
  }

  /** Like {@link ReentrantReadWriteLock#ReentrantReadWriteLock(boolean)}. */
  public ReaderShardedReadWriteLock(boolean fair) {
    super(fair);
    this.inhibitedUntil = System.nanoTime();
    this.reader = new ReaderLock(this);
    this.writer = new WriterLock(this);
  }

  @Override
  public ReadLock readLock() {
    return reader;
  }

  @Override
  public WriteLock writeLock() {
    return writer;
  }

  // Readers.

  /** Takes a hold in a slot of this thread's, or says that the slow way has to be gone. */
  private boolean enterFast() {
    // Closed is the common case where writes are frequent, and then no slot is anybody's.
    ReaderSlot[] table = slots;
    if (phase == CLOSED || table == null) {
      return false;
    }
    Thread me = Thread.currentThread();
    ReaderSlot own = table[home(me) & (table.length - 1)];
    if (own.lpOwner() == null && phase == OPEN && OWNER.compareAndSet(own, null, me)) {
      own.count = 1;
      if (phase == OPEN) {
        return true;
      }
      free(own);
      return false;
    }
    return enter(table, OPEN, PROBES);
  }

  /** Takes a hold in any slot, also while a writer waits for readers to leave. */
  private boolean barge() {
    ReaderSlot[] table = slots;
    return table != null && enter(table, DRAINING, table.length);
  }

  private boolean enter(ReaderSlot[] table, int last, int probes) {
    Thread me = Thread.currentThread();
    int home = home(me);
    int mask = table.length - 1;
    for (int i = 0; i < PROBES; i++) {
      ReaderSlot slot = table[(home + i) & mask];
      if (slot.lpOwner() == me && slot.count < MAX_HOLDS) {
        slot.count++;
        return true;
      }
    }
    if (!admits(last)) {
      return false;
    }
    for (int i = 0; i < probes; i++) {
      ReaderSlot slot = table[(home + i) & mask];
      if (slot.lpOwner() == null && OWNER.compareAndSet(slot, null, me)) {
        slot.count = 1;
        if (admits(last)) {
          return true;
        }
        free(slot);
        return false;
      }
    }
    return false;
  }

  private boolean admits(int last) {
    int now = phase;
    return now == OPEN || now == last;
  }

  /** Gives up one hold in a slot where this thread is likely to have it. */
  private boolean leaveFast() {
    ReaderSlot[] table = slots;
    if (table == null || phase == CLOSED) {
      return false;
    }
    Thread me = Thread.currentThread();
    ReaderSlot own = table[home(me) & (table.length - 1)];
    if (own.lpOwner() == me) {
      release(own);
      return true;
    }
    return leave(table, me, PROBES);
  }

  /** Gives up one hold wherever this thread has it. */
  private boolean leaveAnywhere() {
    ReaderSlot[] table = slots;
    return table != null && leave(table, Thread.currentThread(), table.length);
  }

  private boolean leave(ReaderSlot[] table, Thread me, int probes) {
    int home = home(me);
    for (int i = 0; i < probes; i++) {
      ReaderSlot slot = table[(home + i) & (table.length - 1)];
      if (slot.lpOwner() == me) {
        release(slot);
        return true;
      }
    }
    return false;
  }

  private void release(ReaderSlot slot) {
    if (--slot.count == 0) {
      free(slot);
    }
  }

  private void free(ReaderSlot slot) {
    slot.soOwner(null);
    // No fence before this read: a drainer that it misses looks again by itself.
    Thread waiting = drainer;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  /** Called by a thread that has just taken the inner read lock. */
  private void countSlowRead() {
    // One reader at a time gains nothing from a slot of its own; and a count is a write that
    // readers share.
    if (phase != CLOSED
        || super.getReadLockCount() < 2
        || (ThreadLocalRandom.current().nextInt() & (COUNTED - 1)) != 0
        || ++quietReads < QUIET_READS) {
      return;
    }
    quietReads = 0;
    if (pinned
        || super.isWriteLockedByCurrentThread()
        || System.nanoTime() - inhibitedUntil < 0
        || !Switches.loEdits()) {
      return;
    }
    if (slots == null) {
      slots = newSlots();
    }
    phase = OPEN;
  }

  private static ReaderSlot[] newSlots() {
    int wanted =
        Math.max(16, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 8);
    ReaderSlot[] table = new ReaderSlot[Math.min(1024, wanted)];
    for (int i = 0; i < table.length; i++) {
      table[i] = new ReaderSlot();
    }
    return table;
  }

  /**
   * The identity hash, not the thread's id: {@code getId} may be overridden, and a slot must be
   * found again.
   */
  private static int home(Thread thread) {
    int hash = System.identityHashCode(thread) * 0x9E3779B9;
    return hash >>> 16;
  }

  // Writers.

  /**
   * Shuts the fast way; the caller holds the inner write lock. Returns whether readers may be in
   * slots.
   */
  private boolean shut() {
    if (quietReads != 0) {
      quietReads = 0;
    }
    if (phase == CLOSED) {
      return false;
    }
    phase = DRAINING;
    return true;
  }

  /** Ends a drain if no slot is taken; the caller holds the inner write lock. */
  private boolean conclude(long started) {
    if (anyTaken()) {
      return false;
    }
    phase = CLOSED;
    if (anyTaken()) {
      phase = DRAINING;
      return false;
    }
    long now = System.nanoTime();
    inhibitedUntil = now + (now - started) * INHIBIT;
    return true;
  }

  private boolean full() {
    ReaderSlot[] table = slots;
    if (table != null) {
      for (ReaderSlot slot : table) {
        if (slot.lvOwner() == null) {
          return false;
        }
      }
    }
    return true;
  }

  private boolean anyTaken() {
    ReaderSlot[] table = slots;
    if (table != null) {
      for (ReaderSlot slot : table) {
        if (slot.lvOwner() != null) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Waits until every slot is free.
   *
   * @param nanos how long at most; {@link Long#MAX_VALUE} for ever
   * @return false when the time is over
   * @throws InterruptedException if {@code interruptible} and the thread is interrupted
   */
  private boolean drain(boolean interruptible, long nanos) throws InterruptedException {
    long started = System.nanoTime();
    boolean interrupted = false;
    int spins = SPINS;
    try {
      while (!conclude(started)) {
        if (interruptible && Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (spins > 0) {
          spins--;
          Thread.onSpinWait();
          continue;
        }
        long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - started);
        if (left <= 0) {
          return false;
        }
        drainer = Thread.currentThread();
        if (anyTaken()) {
          LockSupport.parkNanos(this, Math.min(left, LOOK_AGAIN_NANOS));
          if (!interruptible && Thread.interrupted()) {
            interrupted = true;
          }
        }
      }
      return true;
    } finally {
      drainer = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  // Queries.

  /**
   * Whether readers go by slots at this moment; for monitoring and tests, stale as soon as it is
   * returned.
   */
  public final boolean isOpen() {
    return phase == OPEN;
  }

  private int fastHolds(boolean ofCurrentThread) {
    ReaderSlot[] table = slots;
    if (table == null) {
      return 0;
    }
    Thread me = Thread.currentThread();
    int holds = 0;
    for (ReaderSlot slot : table) {
      Thread owner = slot.lvOwner();
      if (owner == me) {
        holds += slot.count;
      } else if (owner != null && !ofCurrentThread) {
        // Another thread's count is its own; at least one hold is certain.
        holds += Math.max(1, slot.count);
      }
    }
    return holds;
  }

  @Override
  public int getReadLockCount() {
    return super.getReadLockCount() + fastHolds(false);
  }

  @Override
  public int getReadHoldCount() {
    return super.getReadHoldCount() + fastHolds(true);
  }

  /** A writer that still waits for readers does not hold the lock yet. */
  @Override
  public boolean isWriteLocked() {
    return super.isWriteLocked() && phase == CLOSED;
  }

  @Override
  protected @Nullable Thread getOwner() {
    return phase == CLOSED ? super.getOwner() : null;
  }

  @Override
  protected Collection<Thread> getQueuedWriterThreads() {
    Collection<Thread> queued = super.getQueuedWriterThreads();
    Thread waiting = drainer;
    if (waiting != null) {
      queued.add(waiting);
    }
    return queued;
  }

  @Override
  public String toString() {
    String plain = super.toString();
    return plain.substring(0, plain.lastIndexOf('['))
        + "[Write locks = "
        + (isWriteLocked() ? Math.max(1, getWriteHoldCount()) : 0)
        + ", Read locks = "
        + getReadLockCount()
        + "]";
  }

  /**
   * Serialized forms outlive the agent: what is written is the JDK's own class, unlocked, as the
   * original's would be.
   */
  protected Object writeReplace() throws ObjectStreamException {
    return new ReentrantReadWriteLock(isFair());
  }

  /** One reader's holds, on a cache line of its own. */
  private static final class ReaderSlot extends ReaderSlotFields {
    @SuppressWarnings("unused") // keeps the neighbour's fields off this one's cache line
    private long p10, p11, p12, p13, p14, p15, p16, p17;
  }

  private static class ReaderSlotPad {
    @SuppressWarnings("unused") // keeps the neighbour's fields off this one's cache line
    private long p00, p01, p02, p03, p04, p05, p06, p07;
  }

  private static class ReaderSlotFields extends ReaderSlotPad {
    volatile @Nullable Thread owner;
    int count;

    /** Plain: only a thread's own claim can equal that thread, and only it made the claim. */
    final @Nullable Thread lpOwner() {
      return (Thread) OWNER.get(this);
    }

    final @Nullable Thread lvOwner() {
      return owner;
    }

    final void soOwner(@Nullable Thread thread) {
      OWNER.setRelease(this, thread);
    }
  }

  private static final class ReaderLock extends ReadLock {
    private static final long serialVersionUID = 1L;
    private final ReaderShardedReadWriteLock lock;

    ReaderLock(ReaderShardedReadWriteLock lock) {
      super(lock);
      this.lock = lock;
    }

    @Override
    public void lock() {
      if (!lock.enterFast()) {
        super.lock();
        lock.countSlowRead();
      }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!lock.enterFast()) {
        super.lockInterruptibly();
        lock.countSlowRead();
      }
    }

    @Override
    public boolean tryLock() {
      if (lock.enterFast()) {
        return true;
      }
      while (true) {
        if (super.tryLock()) {
          lock.countSlowRead();
          return true;
        }
        if (lock.barge()) {
          return true;
        }
        if (lock.phase == CLOSED || lock.full()) {
          // A writer is in, as the original would say; or more readers than slots wait out a
          // writer, which only this class knows.
          return false;
        }
        Thread.onSpinWait();
      }
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (lock.enterFast()) {
        return true;
      }
      if (!super.tryLock(timeout, unit)) {
        return false;
      }
      lock.countSlowRead();
      return true;
    }

    @Override
    public void unlock() {
      if (lock.leaveFast()) {
        return;
      }
      try {
        super.unlock();
      } catch (IllegalMonitorStateException e) {
        // Nothing in the inner lock: a hold that barged into a far slot, or none at all.
        if (!lock.leaveAnywhere()) {
          throw e;
        }
      }
    }

    @Override
    public String toString() {
      String plain = super.toString();
      return plain.substring(0, plain.lastIndexOf('['))
          + "[Read locks = "
          + lock.getReadLockCount()
          + "]";
    }

    private Object writeReplace() throws ObjectStreamException {
      return new ReentrantReadWriteLock(lock.isFair()).readLock();
    }
  }

  private static final class WriterLock extends WriteLock {
    private static final long serialVersionUID = 1L;
    private final ReaderShardedReadWriteLock lock;

    WriterLock(ReaderShardedReadWriteLock lock) {
      super(lock);
      this.lock = lock;
    }

    @Override
    public void lock() {
      super.lock();
      if (lock.shut()) {
        try {
          lock.drain(false, Long.MAX_VALUE);
        } catch (InterruptedException e) {
          throw new AssertionError("an uninterruptible drain was interrupted", e);
        }
      }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      super.lockInterruptibly();
      if (lock.shut()) {
        boolean in = false;
        try {
          in = lock.drain(true, Long.MAX_VALUE);
        } finally {
          if (!in) {
            giveUp();
          }
        }
      }
    }

    @Override
    public boolean tryLock() {
      if (!super.tryLock()) {
        return false;
      }
      if (lock.shut()) {
        if (!lock.conclude(System.nanoTime())) {
          giveUp();
          return false;
        }
      }
      return true;
    }

    @Override
    public boolean tryLock(long timeout, TimeUnit unit) throws InterruptedException {
      long started = System.nanoTime();
      if (!super.tryLock(timeout, unit)) {
        return false;
      }
      if (lock.shut()) {
        boolean in = false;
        try {
          in = lock.drain(true, unit.toNanos(timeout) - (System.nanoTime() - started));
        } finally {
          if (!in) {
            giveUp();
          }
        }
        return in;
      }
      return true;
    }

    private void giveUp() {
      lock.phase = OPEN;
      super.unlock();
    }

    @Override
    public Condition newCondition() {
      lock.pinned = true;
      return super.newCondition();
    }

    private Object writeReplace() throws ObjectStreamException {
      return new ReentrantReadWriteLock(lock.isFair()).writeLock();
    }
  }
}
