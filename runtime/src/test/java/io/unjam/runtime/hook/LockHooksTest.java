package io.unjam.runtime.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.Snapshot;
import java.util.concurrent.TimeUnit;
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

  private static long waits(int site) {
    SiteCounts counts = Recorder.SHARED.next().site(site, Measure.OPERATION);
    assertThat(counts == null ? 0 : counts.sampled())
        .isEqualTo(counts == null ? 0 : counts.operations());
    return counts == null ? 0 : counts.operations();
  }

  @Test
  void whatASignalEndedIsTimedAndStandsForItself() {
    int id = site("locks.signalled", 1 << 16);
    Recorder.SHARED.next();
    Object condition = new Object();
    for (int i = 0; i < 10; i++) {
      long start = LockHooks.awaiting(condition, id);
      // So long that the signal can't be taken for one of before.
      while (System.nanoTime() - start < 5_000) {
        Thread.onSpinWait();
      }
      if (i % 2 == 0) {
        LockHooks.signalled(condition);
      } else {
        LockHooks.signalledAll(condition);
      }
      switch (i) {
        case 0, 1 -> LockHooks.awaited(condition, start, id);
        case 2, 3 -> assertThat(LockHooks.awaited(condition, true, start, id)).isTrue();
        case 4, 5 ->
            assertThat(LockHooks.awaited(condition, true, start, 1, TimeUnit.DAYS, id)).isTrue();
        case 6, 7 -> assertThat(LockHooks.awaited(condition, 5L, start, 1L << 60, id)).isEqualTo(5);
        case 8 -> LockHooks.waited(condition, start, id);
        default -> LockHooks.waited(condition, start, Long.MAX_VALUE, 1, id);
      }
    }
    assertThat(waits(id)).isEqualTo(10);
  }

  @Test
  void whatRanOutOfTimeIsTimedFromThere() {
    int id = site("locks.late", 1);
    Recorder.SHARED.next();
    Object condition = new Object();
    long before = System.nanoTime();
    long start = LockHooks.awaiting(condition, id);
    while (System.nanoTime() - start < 3_000_000) {
      Thread.onSpinWait();
    }
    assertThat(LockHooks.awaited(condition, false, start, 2_000, TimeUnit.MICROSECONDS, id))
        .isFalse();
    SiteCounts late = Recorder.SHARED.next().site(id, Measure.OPERATION);
    assertThat(late.operations()).isEqualTo(1);
    assertThat(late.max()).isBetween(1_000_000L, System.nanoTime() - before - 2_000_000);
    // The others don't say whether their time ran out: whatever came last.
    start = LockHooks.awaiting(condition, id);
    while (System.nanoTime() - start < 3_000_000) {
      Thread.onSpinWait();
    }
    assertThat(LockHooks.awaited(condition, -1L, start, 2_000_000, id)).isEqualTo(-1);
    start = LockHooks.awaiting(condition, id);
    while (System.nanoTime() - start < 3_000_000) {
      Thread.onSpinWait();
    }
    LockHooks.waited(condition, start, 0, 1, id);
    assertThat(waits(id)).isEqualTo(2);
    start = LockHooks.awaiting(condition, id);
    while (System.nanoTime() - start < 3_000_000) {
      Thread.onSpinWait();
    }
    before = System.nanoTime();
    LockHooks.signalled(condition);
    LockHooks.waited(condition, start, 1, id);
    late = Recorder.SHARED.next().site(id, Measure.OPERATION);
    assertThat(late.operations()).isEqualTo(1);
    assertThat(late.max()).isLessThanOrEqualTo(System.nanoTime() - before);
  }

  @Test
  void whatNothingSeenEndedIsNotRecorded() {
    int id = site("locks.unknown", 1);
    Recorder.SHARED.next();
    Object condition = new Object();
    LockHooks.awaited(condition, LockHooks.awaiting(condition, id), id);
    LockHooks.waited(condition, LockHooks.awaiting(condition, id), 0, id);
    LockHooks.waited(condition, LockHooks.awaiting(condition, id), Long.MAX_VALUE, 5, id);
    long start = LockHooks.awaiting(condition, id);
    assertThat(LockHooks.awaited(condition, true, start, 1, TimeUnit.DAYS, id)).isTrue();
    // That a date has come is no time of this clock.
    start = LockHooks.awaiting(condition, id);
    LockHooks.signalled(condition);
    assertThat(LockHooks.awaited(condition, false, start, id)).isFalse();
    // An exception ends the wait: nobody asks.
    assertThat(LockHooks.awaiting(condition, id)).isNotZero();
    assertThat(waits(id)).isZero();
  }

  @Test
  void whereNothingIsTimedNoWaitIsEntered() {
    int id = site("locks.idle", 0);
    Recorder.SHARED.next();
    Object condition = new Object();
    assertThat(LockHooks.awaiting(condition, id)).isZero();
    assertThat(LockHooks.awaiting(null, id)).isZero();
    assertThat(Recorder.SHARED.signals().isAwaited(condition)).isFalse();
    LockHooks.signalled(condition);
    LockHooks.signalled(null);
    LockHooks.signalledAll(null);
    LockHooks.awaited(condition, 0, id);
    LockHooks.waited(null, 0, 5, id);
    assertThat(LockHooks.awaited(condition, true, 0, 5, null, id)).isTrue();
    assertThat(waits(id)).isZero();
  }
}
