package io.unjam.runtime.variant;

import io.unjam.runtime.bridge.Switches;
import java.io.ObjectStreamException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Collection;
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
 * with a table of reader cells per lock instead of one for all locks, and cells that count, so that
 * a thread finds its holds without a {@code ThreadLocal}.
 */
public class ReaderShardedReadWriteLock extends ReentrantReadWriteLock {
  private static final long serialVersionUID = 1L;

  /*
   * Two ways to hold a read: in the inner lock (slow), or in a cell of the table (fast). A cell is one word, on cache lines of its
   * own: the id of the thread that has it, and how often. It belongs to one thread at a time and is touched by nobody else.
   *
   * The word `phase` says whether the fast way is OPEN. A reader that holds the inner read lock opens it; only a writer that holds the
   * inner write lock moves it on: OPEN -> DRAINING -> CONCLUDING -> CLOSED, or back to OPEN when it gives up. So nobody opens under a
   * writer.
   *
   *   reader, fast: CAS cell 0 -> (me, 1); then read phase. OPEN: the read is held. Else: give the cell back, go the slow way.
   *   writer: take the inner write lock; if OPEN: phase = DRAINING, wait until every cell is free, phase = CONCLUDING, look once
   *           more; a cell taken meanwhile means DRAINING again, none means CLOSED.
   *
   * Both sides write their own word before they read the other's, with full fences (the CAS; the volatile store), so at least one
   * sees the other: either the reader finds the way shut, or the writer finds the cell taken and waits. This is the whole of the
   * exclusion argument. The happens-before edges: a reader's store of 0 into its cell is read by the writer's scan (the reader's
   * section before the writer's); the writer's release of the inner lock is followed by the inner read acquisition of the reader that
   * opens again, whose store of phase is read by later fast readers (the writer's section before theirs).
   *
   * A reader's untimed tryLock barges past queued writers in the original. Here a draining writer already has the inner write lock, so
   * tryLock takes a cell while the phase is OPEN or DRAINING; that is why the writer looks once more after CONCLUDING: a claim that
   * read DRAINING came before it in the order of all volatile accesses, so the second look finds it. It never waits for a writer
   * that itself waits, as whoever holds a cell may be waiting for the very thread that tries. Such a claim may be in any cell of the
   * table: an entry looks through all of it before it goes the slow way, a release before it would throw.
   *
   * CLOSED means that no cell is taken. So whoever reads CLOSED asks the inner lock alone, and a thread that has a cell never
   * reads it: it would else, entering again, wait for the writer that waits for its cell.
   *
   * May race: any number of readers on cells (the CAS decides); `quietReads` and `inhibitedUntil` are plain, a lost update there only
   * shifts the moment of opening. A reader leaving and a writer about to park: a reader frees its cell with a release store and reads
   * `drainer` without a fence between, which saves every read a fence; it may miss a writer that has just published itself, so a
   * writer never parks for long before it looks at the cells again.
   *
   * Re-entry: a thread that has a cell raises its count whatever the phase, as a read hold may always be re-entered. A thread may
   * hold slow and fast reads at once (slow before opening, fast after); which is released first is indifferent, only the sum matters.
   *
   * No references in cells: a collector is told of every store of one by a write to its own table, of which a cache line covers tens of
   * kilobytes of the heap, and all readers would meet there after all.
   *
   * Conditions: `await` re-acquires the inner write lock without passing by the drain. So a lock that has handed out a condition
   * never opens again. Opening happens under the inner read lock, awaiting under the inner write lock, and the condition reached the
   * waiter after `pinned` was set, so no opening can slip in between a drain and an await.
   *
   * Writes frequent: opening takes some 2,000 slow reads with no write between them. And after a revocation the fast way stays
   * closed for INHIBIT times as long as that revocation took, which bounds the slow-down of writers (the bound is BRAVO's).
   *
   * Edits switched off: the fast way is not opened any more; an open one stays until the next write shuts it. It is not shut at once, as
   * a thread with a cell must be able to enter again while a writer drains.
   */

  /**
   * How many slow reads in a row, without a write between them, open the fast way: so many that one
   * write in a hundred never lets it open.
   */
  private static final int QUIET_READS = 2_048;

  /** A revocation of t nanoseconds keeps the fast way closed for this many times t. */
  private static final int INHIBIT = 9;

  /** Cells that a thread may use, from its own on. */
  private static final int PROBES = 3;

  private static final int CLOSED = 0;
  private static final int OPEN = 1;
  private static final int DRAINING = 2;
  private static final int CONCLUDING = 3;

  /** How long a drain parks before it looks again, whoever wakes it; in nanoseconds. */
  private static final long LOOK_AGAIN_NANOS = 50_000;

  /** How often a drain looks at the cells before it parks. */
  private static final int SPINS = 256;

  /**
   * From one cell to the next in an array of longs: two cache lines, as they are fetched in pairs.
   */
  private static final int STRIDE = 16;

  private static final long[] NO_CELLS = {};

  /** How many cells there are where several threads read: a power of two. */
  private static final int CELLS =
      Math.min(
          1024,
          Math.max(16, Integer.highestOneBit(Runtime.getRuntime().availableProcessors()) * 8));

  private static final int HOME_SHIFT = Integer.numberOfLeadingZeros(CELLS) + 1;

  /** The low bits of a cell: how often its thread holds it. The bits above are the thread's id. */
  private static final int HOLD_BITS = 16;

  /** All of these bits; what more holds there are goes the slow way. The original's own limit. */
  private static final long HOLDS = (1 << HOLD_BITS) - 1;

  private static final long FREE = ThreadIds.NONE;

  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  static {
    new ReaderShardedReadWriteLock().rehearse();
  }

  private final ReaderLock reader;
  private final WriterLock writer;

  private volatile boolean pinned;
  private volatile @Nullable Thread drainer;

  /** By the holder of the inner write lock, before {@code drainer}. */
  private int drains;

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

  /**
   * Takes the fast way once. What a method calls on a way that it has not gone yet is unresolved; a
   * compiler that sees it so leaves calls in the middle of the fast way for as long as the code
   * lives. And no class is loaded later, while the application holds a lock.
   */
  @SuppressWarnings("LockNotBeforeTry") // nothing between can throw
  private void rehearse() {
    reader.cells = newCells();
    reader.phase = OPEN;
    reader.lock();
    reader.unlock();
    writer.lock();
    writer.unlock();
  }

  // Readers.

  /** Takes a hold in any cell, also while a writer waits for readers to leave. */
  private boolean barge() {
    return reader.phase != CLOSED && enter(ThreadIds.current() << HOLD_BITS, DRAINING, CELLS);
  }

  /**
   * Takes a hold in a cell: in one that the thread has, else, unless the way is shut, in a free
   * one.
   *
   * @param last DRAINING, or OPEN where only an open way will do
   */
  private boolean enter(long me, int last, int probes) {
    if (me == ThreadIds.NONE) {
      return false;
    }
    long[] cells = reader.cells;
    if (enterAgain(cells, heldBy(cells, me, PROBES))) {
      return true;
    }
    int home = home(me);
    for (int i = 0; i < probes && admits(last); i++) {
      int cell = cell((home + i) & (CELLS - 1));
      if (loCell(cells, cell) == FREE && casCell(cells, cell, me + 1)) {
        if (admits(last)) {
          return true;
        }
        free(cells, cell);
      }
    }
    // The slow way may wait for a writer, and that writer for a cell into which this thread barged.
    return enterAgain(cells, heldBy(cells, me, CELLS));
  }

  private static boolean enterAgain(long[] cells, int cell) {
    if (cell < 0) {
      return false;
    }
    long held = loCell(cells, cell);
    if ((held & HOLDS) == HOLDS) {
      return false;
    }
    soCell(cells, cell, held + 1);
    return true;
  }

  private boolean admits(int last) {
    int now = reader.phase;
    return now == OPEN || now == last;
  }

  /** The cell that a thread has, of as many as said from its own on; -1 where there is none. */
  private static int heldBy(long[] cells, long me, int probes) {
    int home = home(me);
    for (int i = 0; i < probes; i++) {
      int cell = cell((home + i) & (CELLS - 1));
      if ((loCell(cells, cell) & ~HOLDS) == me) {
        return cell;
      }
    }
    return -1;
  }

  /** Gives up one hold in a cell, of as many as said from this thread's own on. */
  private boolean leave(long me, int probes) {
    long[] cells = reader.cells;
    return me != ThreadIds.NONE && cells.length > 0 && leave(cells, heldBy(cells, me, probes));
  }

  private boolean leave(long[] cells, int cell) {
    if (cell < 0) {
      return false;
    }
    long held = loCell(cells, cell);
    if ((held & HOLDS) == 1) {
      free(cells, cell);
    } else {
      soCell(cells, cell, held - 1);
    }
    return true;
  }

  private void free(long[] cells, int cell) {
    soCell(cells, cell, FREE);
    // No fence before this read: a drainer that it misses looks again by itself.
    Thread waiting = drainer;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  /** Called by a thread that has just taken the inner read lock, when it was the last to count. */
  private void open() {
    reader.quietReads = 0;
    // One reader at a time gains nothing from a cell of its own.
    if (reader.phase != CLOSED
        || super.getReadLockCount() < 2
        || pinned
        || super.isWriteLockedByCurrentThread()
        || System.nanoTime() - inhibitedUntil < 0
        || !Switches.loEdits()) {
      return;
    }
    synchronized (reader) {
      if (reader.cells.length == 0) {
        reader.cells = newCells();
      }
      reader.phase = OPEN;
    }
  }

  private static long[] newCells() {
    return new long[(CELLS + 1) * STRIDE];
  }

  /**
   * The index of a cell: none shares a cache line with another, nor with what lies before or after.
   */
  private static int cell(int number) {
    return number * STRIDE + STRIDE / 2;
  }

  /** Where a thread begins to look; consecutive ids are far apart. */
  private static int home(long me) {
    return ((int) (me >>> HOLD_BITS) * 0x9E3779B9) >>> HOME_SHIFT;
  }

  /** Opaque: only a thread's own claim can have its id, and only it made the claim. */
  private static long loCell(long[] cells, int cell) {
    return (long) CELL.getOpaque(cells, cell);
  }

  private static long lvCell(long[] cells, int cell) {
    return (long) CELL.getVolatile(cells, cell);
  }

  private static boolean casCell(long[] cells, int cell, long held) {
    return CELL.compareAndSet(cells, cell, FREE, held);
  }

  private static void soCell(long[] cells, int cell, long held) {
    CELL.setRelease(cells, cell, held);
  }

  // Writers.

  /**
   * Shuts the fast way; the caller holds the inner write lock. Returns whether readers may be in
   * cells.
   */
  private boolean shut() {
    if (reader.quietReads != 0) {
      reader.quietReads = 0;
    }
    if (reader.phase == CLOSED) {
      return false;
    }
    reader.phase = DRAINING;
    return true;
  }

  /** Ends a drain if no cell is taken; the caller holds the inner write lock. */
  private boolean conclude(long started) {
    if (anyTaken()) {
      return false;
    }
    reader.phase = CONCLUDING;
    if (anyTaken()) {
      reader.phase = DRAINING;
      return false;
    }
    reader.phase = CLOSED;
    long now = System.nanoTime();
    inhibitedUntil = now + (now - started) * INHIBIT;
    return true;
  }

  private boolean full() {
    long[] cells = reader.cells;
    for (int i = 0; i < CELLS; i++) {
      if (lvCell(cells, cell(i)) == FREE) {
        return false;
      }
    }
    return true;
  }

  private boolean anyTaken() {
    long[] cells = reader.cells;
    for (int i = 0; i < CELLS; i++) {
      if (lvCell(cells, cell(i)) != FREE) {
        return true;
      }
    }
    return false;
  }

  /**
   * Waits until every cell is free.
   *
   * @param nanos how long at most; {@link Long#MAX_VALUE} for ever
   * @return false when the time is over
   * @throws InterruptedException if {@code interruptible} and the thread is interrupted
   */
  private boolean drain(boolean interruptible, long nanos) throws InterruptedException {
    long started = System.nanoTime();
    boolean interrupted = false;
    int spins = SPINS;
    drains++;
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
   * Whether readers go by cells at this moment; for monitoring and tests, stale as soon as it is
   * returned.
   */
  public final boolean isOpen() {
    return reader.phase == OPEN;
  }

  /** Whether a writer waits for readers in cells; as {@link #isOpen}. */
  public final boolean isDraining() {
    return reader.phase == DRAINING;
  }

  /**
   * Which of this lock's waits for readers to leave a thread is in, for monitoring: what is asked
   * between two equal answers is about that wait.
   *
   * @return negative if it is in none
   */
  public final long waitOf(Thread writer) {
    return drainer == writer ? drains & 0xFFFF_FFFFL : -1;
  }

  /**
   * The ids of the threads that hold a cell at this moment, for monitoring: who a writer waits for.
   * Readers that took the inner lock, before the way opened, aren't among them.
   */
  public final long[] readersInCells() {
    long[] cells = reader.cells;
    long[] found = new long[cells.length == 0 ? 0 : CELLS];
    int count = 0;
    for (int i = 0; i < found.length; i++) {
      long held = lvCell(cells, cell(i));
      if (held != FREE) {
        found[count++] = held >>> HOLD_BITS;
      }
    }
    return Arrays.copyOf(found, count);
  }

  private int fastHolds(boolean ofCurrentThread) {
    long me = ThreadIds.current() << HOLD_BITS;
    long[] cells = reader.cells;
    int holds = 0;
    for (int i = 0; i < CELLS && cells.length > 0; i++) {
      long held = lvCell(cells, cell(i));
      if (!ofCurrentThread || (held & ~HOLDS) == me) {
        holds += (int) (held & HOLDS);
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
    return super.isWriteLocked() && reader.phase == CLOSED;
  }

  @Override
  protected @Nullable Thread getOwner() {
    return reader.phase == CLOSED ? super.getOwner() : null;
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

  private static final class ReaderLock extends ReadLock {
    private static final long serialVersionUID = 1L;
    private final ReaderShardedReadWriteLock lock;

    // Here, not in the lock: every hop to what a reader looks at is on its way twice.
    private volatile int phase;
    private volatile long[] cells = NO_CELLS;
    private int quietReads;

    ReaderLock(ReaderShardedReadWriteLock lock) {
      super(lock);
      this.lock = lock;
    }

    /** Takes a hold in a cell of this thread's, or says that the slow way has to be gone. */
    private boolean enterFast() {
      int now = phase;
      if (now == CLOSED) {
        return false;
      }
      long me = ThreadIds.current() << HOLD_BITS;
      if (now == OPEN && me != ThreadIds.NONE) {
        long[] table = cells;
        int cell = cell(home(me));
        if (loCell(table, cell) == FREE && casCell(table, cell, me + 1)) {
          if (phase == OPEN) {
            return true;
          }
          lock.free(table, cell);
        }
      }
      return lock.enter(me, OPEN, PROBES);
    }

    private boolean leaveFast() {
      long me = ThreadIds.current() << HOLD_BITS;
      if (me != ThreadIds.NONE) {
        long[] table = cells;
        int cell = cell(home(me));
        if (loCell(table, cell) == me + 1) {
          lock.free(table, cell);
          return true;
        }
      }
      return lock.leave(me, PROBES);
    }

    /** Called by a thread that has just taken the inner read lock. */
    private void countSlowRead() {
      if (++quietReads >= QUIET_READS) {
        lock.open();
      }
    }

    @Override
    public void lock() {
      // Shut is the common case where writes are frequent, and then no cell is anybody's.
      if (phase == CLOSED || !enterFast()) {
        super.lock();
        countSlowRead();
      }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      if (!enterFast()) {
        super.lockInterruptibly();
        countSlowRead();
      }
    }

    @Override
    public boolean tryLock() {
      if (enterFast()) {
        return true;
      }
      while (true) {
        if (super.tryLock()) {
          countSlowRead();
          return true;
        }
        if (lock.barge()) {
          return true;
        }
        if (phase == CLOSED || lock.full()) {
          // A writer is in, as the original would say; or more readers than cells wait out a
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
      if (enterFast()) {
        return true;
      }
      if (!super.tryLock(timeout, unit)) {
        return false;
      }
      countSlowRead();
      return true;
    }

    @Override
    public void unlock() {
      if (phase != CLOSED && leaveFast()) {
        return;
      }
      try {
        super.unlock();
      } catch (IllegalMonitorStateException e) {
        // Nothing in the inner lock: a hold that barged into a far cell, or none at all.
        if (!lock.leave(ThreadIds.current() << HOLD_BITS, CELLS)) {
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
      boolean in = false;
      try {
        in = !lock.shut() || lock.drain(false, Long.MAX_VALUE);
      } catch (InterruptedException e) {
        throw new AssertionError("an uninterruptible drain was interrupted", e);
      } finally {
        // An error on the way: readers may come again.
        if (!in) {
          giveUp();
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

    /** Undoes one acquisition of the inner lock. Closed is what it was before, or has become. */
    private void giveUp() {
      if (lock.reader.phase != CLOSED) {
        lock.reader.phase = OPEN;
      }
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
