package io.unjam.runtime.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.Snapshot;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;

@SuppressWarnings("LockNotBeforeTry") // single steps of sections are what is tested
class LockHooksTest {

  private static int site(String key, int interval) {
    return SiteTable.register(
        key, "lock at " + key, "com.acme.A", "m()V", 7, "Lock.lock", interval);
  }

  private static void section(ReentrantLock lock, int site) {
    long waiting = LockHooks.waiting(lock, site);
    lock.lock();
    long held = LockHooks.acquired(lock, waiting, site);
    long ending = LockHooks.releasing(held);
    lock.unlock();
    assertThat(LockHooks.released(lock, lock, held, ending, site)).isZero();
  }

  @Test
  void everyWaitForALockThatIsTakenIsTimedAndStandsForItself() throws InterruptedException {
    int id = site("locks.contended", 1 << 16);
    ReentrantLock lock = new ReentrantLock();
    Recorder.SHARED.next();
    for (int i = 0; i < 100; i++) {
      lock.lock();
      Thread thread = new Thread(() -> section(lock, id));
      thread.start();
      while (!lock.hasQueuedThread(thread)) {
        Thread.onSpinWait();
      }
      lock.unlock();
      thread.join();
    }
    Snapshot snapshot = Recorder.SHARED.next();
    for (Measure measure : Measure.values()) {
      SiteCounts counts = snapshot.site(id, measure);
      assertThat(counts.sampled()).isEqualTo(100);
      assertThat(counts.operations()).isEqualTo(100);
    }
  }

  @Test
  void bothStrataAreWeighedAsWhatTheyStandFor() throws InterruptedException {
    int id = site("locks.strata", 16);
    ReentrantLock lock = new ReentrantLock();
    Recorder.SHARED.next();
    for (int i = 0; i < 100_000; i++) {
      section(lock, id);
    }
    lock.lock();
    Thread thread = new Thread(() -> section(lock, id));
    thread.start();
    while (!lock.hasQueuedThread(thread)) {
      Thread.onSpinWait();
    }
    lock.unlock();
    thread.join();
    SiteCounts counts = Recorder.SHARED.next().site(id, Measure.OPERATION);
    assertThat((counts.operations() - 1) % 16).isZero();
    // Eight standard deviations: sqrt(100,000 * 15) = 1,225.
    assertThat(counts.operations()).isBetween(90_200L, 109_800L);
    assertThat((counts.sampled() - 1) * 16 + 1).isEqualTo(counts.operations());
  }

  @Test
  void anAcquisitionOfALockThatTheThreadHoldsIsLeftOut() {
    int id = site("locks.again", 1);
    ReentrantLock lock = new ReentrantLock();
    ReentrantReadWriteLock.WriteLock write = new ReentrantReadWriteLock().writeLock();
    Object monitor = new Object();
    assertThat(LockHooks.waiting(lock, id)).isNotZero();
    assertThat(LockHooks.waiting(write, id)).isNotZero();
    assertThat(LockHooks.entering(monitor, id)).isNotZero();
    lock.lock();
    write.lock();
    try {
      assertThat(LockHooks.waiting(lock, id)).isZero();
      assertThat(LockHooks.waiting(write, id)).isZero();
    } finally {
      write.unlock();
      lock.unlock();
    }
    synchronized (monitor) {
      assertThat(LockHooks.entering(monitor, id)).isZero();
    }
  }

  @Test
  void aHoldEndsWithTheLastReleaseOfItsLockAndNoOther() {
    int id = site("locks.last", 1);
    ReentrantLock lock = new ReentrantLock();
    ReentrantLock other = new ReentrantLock();
    Recorder.SHARED.next();
    lock.lock();
    long held = LockHooks.acquired(lock, LockHooks.waiting(new ReentrantLock(), id), id);
    lock.lock();
    lock.unlock();
    assertThat(LockHooks.released(lock, lock, held, 0, id)).isEqualTo(held);
    assertThat(LockHooks.released(other, lock, held, 0, id)).isEqualTo(held);
    lock.unlock();
    assertThat(LockHooks.released(lock, lock, held, 0, id)).isZero();
    assertThat(Recorder.SHARED.next().site(id, Measure.HOLD).operations()).isEqualTo(1);
  }

  @Test
  void aSlowWaitNamesTheSiteThatTookTheLockBefore() throws InterruptedException {
    int holding = site("locks.holding", 1);
    int waiting = site("locks.waiting", 1);
    ReentrantLock lock = new ReentrantLock();
    Recorder.SHARED.setLevels(waiting, 1, 2, 3);
    Recorder.SHARED.next();
    long asked = LockHooks.waiting(lock, holding);
    lock.lock();
    LockHooks.acquired(lock, asked, holding);
    Thread thread = new Thread(() -> section(lock, waiting));
    thread.start();
    while (!lock.hasQueuedThread(thread)) {
      Thread.onSpinWait();
    }
    lock.unlock();
    thread.join();
    assertThat(Recorder.SHARED.next().worst())
        .anySatisfy(
            slow -> {
              assertThat(slow.site()).isEqualTo(waiting);
              assertThat(slow.holder()).isEqualTo(holding);
            });
  }

  @Test
  void aWaitInterruptsTheHold() {
    int id = site("locks.pause", 1);
    Recorder.SHARED.next();
    Object monitor = new Object();
    long held = LockHooks.tried(true, id);
    long paused = LockHooks.pausing(monitor, monitor, held, id);
    assertThat(LockHooks.pausing(new Object(), monitor, held, id)).isEqualTo(held);
    assertThat(LockHooks.pausing(paused, id)).isEqualTo(paused);
    // An exception out of the wait: the hold has ended already.
    LockHooks.leaving(paused, id);
    assertThat(LockHooks.released(monitor, monitor, paused, 0, id)).isZero();
    long again = LockHooks.resuming(paused);
    assertThat(again).isNotIn(0L, paused);
    LockHooks.leaving(again, id);
    assertThat(LockHooks.resuming(0)).isZero();
    assertThat(Recorder.SHARED.next().site(id, Measure.HOLD).operations()).isEqualTo(2);
  }
}
