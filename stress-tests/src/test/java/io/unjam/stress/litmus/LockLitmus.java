package io.unjam.stress.litmus;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import io.unjam.runtime.hook.CombineHooks;
import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.BargingSemaphore;
import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.stress.lincheck.OpenLock;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.locks.Condition;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Plain fields behind the lock variants. */
@SuppressWarnings("LockNotBeforeTry") // nothing between can throw
public class LockLitmus {

  /** A lock whose readers are in slots, so that a writer has to revoke them. */
  public static class Open {
    protected final ReaderShardedReadWriteLock lock = OpenLock.make();
    protected int low;
    protected int high;

    protected final void write() {
      low++;
      high++;
    }
  }

  @JCStressTest
  @Outcome(
      id = "1, 2",
      expect = ACCEPTABLE,
      desc = "The reader saw a whole section; both writes counted.")
  @Outcome(expect = FORBIDDEN, desc = "A section was torn apart, or a write lost.")
  @State
  public static class ReadersAndWritersExcludeEachOther extends Open {
    @Actor
    public void writes() {
      lock.writeLock().lock();
      write();
      lock.writeLock().unlock();
    }

    @Actor
    public void readsAndWrites(II_Result r) {
      lock.readLock().lock();
      r.r1 = low == high ? 1 : 0;
      lock.readLock().unlock();
      lock.writeLock().lock();
      write();
      lock.writeLock().unlock();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = low;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"-1, 0", "1, 0"},
      expect = ACCEPTABLE,
      desc = "The writer did not get in.")
  @Outcome(
      id = {"-1, 1", "1, 1"},
      expect = ACCEPTABLE,
      desc = "Both, one after the other; or the writer alone.")
  @Outcome(expect = FORBIDDEN, desc = "Both were in at once.")
  @State
  public static class AttemptsExcludeEachOther extends Open {
    @Actor
    public void triesToWrite() {
      if (lock.writeLock().tryLock()) {
        write();
        lock.writeLock().unlock();
      }
    }

    @Actor
    public void triesToRead(II_Result r) {
      r.r1 = -1;
      if (lock.readLock().tryLock()) {
        r.r1 = low == high ? 1 : 0;
        lock.readLock().unlock();
      }
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = low == high ? low : -2;
    }
  }

  @JCStressTest
  @Outcome(
      id = {"-1", "1"},
      expect = ACCEPTABLE,
      desc = "The attempt failed, or saw a whole section.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "A reader that barged was overlooked by the writer that revoked.")
  @State
  public static class RevocationSeesWhoBarged extends Open {
    @Actor
    public void writes() {
      lock.writeLock().lock();
      write();
      lock.writeLock().unlock();
    }

    @Actor
    public void triesToRead(I_Result r) {
      r.r1 = -1;
      if (lock.readLock().tryLock()) {
        r.r1 = low == high ? 1 : 0;
        lock.readLock().unlock();
      }
    }
  }

  @JCStressTest
  @Outcome(
      id = {"1, 2"},
      expect = ACCEPTABLE,
      desc = "Nobody wrote between the write and the read it became.")
  @Outcome(expect = FORBIDDEN, desc = "A writer got in while a downgraded hold was in.")
  @State
  public static class ADowngradedHoldKeepsWritersOut extends Open {
    @Actor
    public void downgrades(II_Result r) {
      lock.writeLock().lock();
      write();
      int written = low;
      lock.readLock().lock();
      lock.writeLock().unlock();
      r.r1 = low == written && high == written ? 1 : 0;
      lock.readLock().unlock();
    }

    @Actor
    public void writes() {
      lock.writeLock().lock();
      write();
      lock.writeLock().unlock();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = low;
    }
  }

  @JCStressTest
  @Outcome(id = "3", expect = ACCEPTABLE, desc = "One at a time.")
  @Outcome(expect = FORBIDDEN, desc = "An increment was lost: two were in at once.")
  @State
  public static class OnlyOneHoldsAnUnfairLock {
    private final BargingReentrantLock lock = new BargingReentrantLock(true);
    private int count;

    private void increment() {
      lock.lock();
      count++;
      lock.unlock();
    }

    @Actor
    public void first() {
      increment();
    }

    @Actor
    public void second() {
      increment();
      increment();
    }

    @Arbiter
    public void left(I_Result r) {
      r.r1 = count;
    }
  }

  @JCStressTest
  @Outcome(
      id = "42",
      expect = ACCEPTABLE,
      desc = "Whoever waits is woken, and sees what was written before.")
  @Outcome(expect = FORBIDDEN, desc = "Woken without what it was woken for.")
  @State
  public static class ConditionsOfAnUnfairLockWake {
    private final BargingReentrantLock lock = new BargingReentrantLock(true);
    private final Condition filled = lock.newCondition();
    private int content;

    @Actor
    public void waits(I_Result r) {
      lock.lock();
      while (content == 0) {
        filled.awaitUninterruptibly();
      }
      r.r1 = content;
      lock.unlock();
    }

    @Actor
    public void fills() {
      lock.lock();
      content = 42;
      filled.signal();
      lock.unlock();
    }
  }

  @JCStressTest
  @Outcome(id = "3, 1", expect = ACCEPTABLE, desc = "One at a time, and the permit is back.")
  @Outcome(expect = FORBIDDEN, desc = "Two on one permit, or a permit lost or made.")
  @State
  public static class PermitsAreKept {
    private final BargingSemaphore semaphore = new BargingSemaphore(1, true);
    private int count;

    private void increment() {
      semaphore.acquireUninterruptibly();
      count++;
      semaphore.release();
    }

    @Actor
    public void first() {
      increment();
    }

    @Actor
    public void second() {
      increment();
      increment();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r1 = count;
      r.r2 = semaphore.availablePermits();
    }
  }

  /** One thread takes the lock, the other's section is run by whoever has it. */
  @JCStressTest
  @Outcome(
      id = {"2, 4", "4, 4"},
      expect = ACCEPTABLE,
      desc = "One section after the other; the caller has the result of its own.")
  @Outcome(expect = FORBIDDEN, desc = "A section was torn apart, lost or run twice.")
  @State
  public static class CombinedSectionsAreSections {
    private final CombiningReentrantLock lock = new CombiningReentrantLock();
    private int low;
    private int high;

    private int add() {
      if (CombineHooks.isBusy(lock)) {
        Object sum =
            CombineHooks.run(
                lock, MethodHandles.lookup(), "add", "()I", false, new Object[] {this});
        if (!CombineHooks.isDeclined(sum)) {
          return (Integer) sum;
        }
      }
      lock.lock();
      try {
        low++;
        high++;
        return low + high;
      } finally {
        lock.unlock();
      }
    }

    @Actor
    public void takesIt() {
      lock.lock();
      low++;
      high++;
      lock.unlock();
    }

    @Actor
    public void asksForIt(II_Result r) {
      r.r1 = add();
    }

    @Arbiter
    public void left(II_Result r) {
      r.r2 = low + high;
    }
  }

  /** What the caller wrote plainly before its section is seen in it, by whoever runs it. */
  @JCStressTest
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "The section saw it; the caller saw the section.")
  @Outcome(expect = FORBIDDEN, desc = "The section or its caller read what was there before.")
  @State
  public static class CombinedSectionsSeeTheirCaller {
    private final CombiningReentrantLock lock = new CombiningReentrantLock();
    private int given;
    private int seen;

    private void look() {
      if (CombineHooks.isBusy(lock)) {
        Object done =
            CombineHooks.run(
                lock, MethodHandles.lookup(), "look", "()V", false, new Object[] {this});
        if (!CombineHooks.isDeclined(done)) {
          return;
        }
      }
      lock.lock();
      try {
        seen = given;
      } finally {
        lock.unlock();
      }
    }

    @Actor
    public void takesIt() {
      lock.lock();
      lock.unlock();
    }

    @Actor
    public void asks(I_Result r) {
      given = 1;
      look();
      r.r1 = seen;
    }
  }
}
