package io.unjam.runtime.hook;

import io.unjam.runtime.record.LockHolders;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Signals;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock.WriteLock;
import java.util.concurrent.locks.StampedLock;
import org.jspecify.annotations.Nullable;

/**
 * Times how long locks and monitors are waited for and held.
 *
 * <p>An edit leaves the application's instructions as they are and puts calls around them. It keeps
 * two locals per acquisition: the lock, and the start of the hold, 0 while there is none to record.
 *
 * <pre>{@code
 * Object taken = lock;
 * long waiting = LockHooks.waiting(taken, site);
 * lock.lock(); // the original instruction
 * long held = LockHooks.acquired(taken, waiting, site);
 * try {
 *   // the section
 * } finally {
 *   long ending = LockHooks.releasing(held);
 *   lock.unlock(); // the original instruction
 *   held = LockHooks.released(lock, taken, held, ending, site);
 * }
 * }</pre>
 *
 * <p>What is recorded, at the site of the acquisition: the wait, as an operation; the time from the
 * acquisition to the release, as a hold. A wait that an exception ended is not recorded; one that
 * ended by time-out is, without a hold. While the thread waits by {@code await} or {@code wait} it
 * holds nothing: the hold ends before and another begins after; how long the lock was waited for
 * when that was over is recorded at the site of the {@code await} or {@code wait} (see {@link
 * #awaiting}). The acquisition of a lock that the thread holds is left out where the lock can tell:
 * monitors, and exactly the JDK's {@code ReentrantLock} and {@code WriteLock}. A release, or a
 * wait, in another method than the acquisition is not seen: the hold is then not recorded, or
 * includes the wait.
 *
 * <p>All methods are safe from any thread, take no lock, allocate nothing and throw nothing.
 */
public final class LockHooks {

  /*
   * Two strata. A lock that is taken when it is asked for will be waited for: such acquisitions are
   * timed each, and stand for themselves. The rest is sampled, and each of them stands for N. Which
   * it is has to be known before the wait, or the choice would depend on what is measured; and it may
   * not take part in the competition for the lock: tryLock() would overtake the queue of a fair lock.
   * So the lock is only looked at, where it lets itself be: exactly ReentrantLock and StampedLock (a
   * subclass may be the application's, whose code has no business in here). It may have been released
   * a moment later, or taken: the strata are then not the purest, the weights still right.
   * For read-write locks and monitors there is nothing to look at: they are sampled alone.
   *
   * A start is a time of nanoTime, of which the lowest bit says which stratum it is in; so two starts
   * are a nanosecond off. 0 stands for none, and PAUSED for a hold that a wait interrupts.
   *
   * Stacks. A StackOverflowError out of a hook between an acquisition and the range that guards it
   * would leave the lock taken. Edits put the hook into that range where there is one; else it is the
   * acquisition itself, several calls deep, that made sure of the room just before. Before a release
   * there is but releasing(), a call of less depth than the release's own.
   */

  private static final long PAUSED = 2;

  private LockHooks() {}

  /**
   * Decides whether an acquisition is timed, and starts if so.
   *
   * @param lock what is about to be acquired
   * @param site a number from {@code SiteTable}
   * @return the start, or 0 when this acquisition is not timed
   */
  public static long waiting(@Nullable Object lock, int site) {
    int interval = Recorder.SHARED.interval(site);
    boolean taken = interval > 1 && isTaken(lock);
    if (taken || (interval != 0 && Recorder.SHARED.chosen(site))) {
      return isOwn(lock) ? 0 : now(taken ? 1 : 0);
    }
    return 0;
  }

  /** As {@link #waiting} for a monitor that is about to be entered. */
  public static long entering(@Nullable Object monitor, int site) {
    if (!Recorder.SHARED.chosen(site)) {
      return 0;
    }
    // A null monitor is the application's mistake to make: its own instruction throws.
    return monitor == null || Thread.holdsLock(monitor) ? 0 : now(0);
  }

  /**
   * Records the wait, and starts the hold at the same reading of the clock.
   *
   * @param waiting what {@link #waiting} or {@link #entering} returned
   * @param site the same number
   * @return the start of the hold, or 0 when this acquisition is not timed
   */
  public static long acquired(@Nullable Object lock, long waiting, int site) {
    if (waiting == 0) {
      return 0;
    }
    long now = now(waiting & 1);
    int holder = lock == null ? LockHolders.NONE : Recorder.SHARED.holders().next(lock, site);
    Recorder.SHARED.recordWait(site, now - waiting, (waiting & 1) != 0, holder);
    return now;
  }

  /** As {@link #acquired(Object, long, int)} after an attempt: without a lock there is no hold. */
  public static long acquired(boolean got, @Nullable Object lock, long waiting, int site) {
    if (got || waiting == 0) {
      return acquired(lock, waiting, site);
    }
    // It stays whose it was, and nobody learns whose.
    acquired(null, waiting, site);
    return 0;
  }

  /** As {@link #acquired(boolean, Object, long, int)}: the stamp 0 is no lock. */
  public static long acquired(long stamp, @Nullable Object lock, long waiting, int site) {
    return acquired(stamp != 0, lock, waiting, site);
  }

  /**
   * Starts a hold without a wait before it: after an attempt that doesn't wait, or on entry of a
   * synchronized method.
   *
   * @param got whether there is a hold
   * @return the start of the hold, or 0 when it is not timed
   */
  public static long tried(boolean got, int site) {
    return got && Recorder.SHARED.chosen(site) ? now(0) : 0;
  }

  /** As {@link #tried(boolean, int)}: the stamp 0 is no lock. */
  public static long tried(long stamp, int site) {
    return tried(stamp != 0, site);
  }

  /**
   * The time for {@link #released}, to be read before the release lets others run.
   *
   * @param held starts of holds that may end, or-ed
   * @return 0 when nothing ends
   */
  public static long releasing(long held) {
    return held == 0 ? 0 : now(0);
  }

  /**
   * Records a hold, if it is the released lock's and the thread holds that no longer.
   *
   * @param released what has just been released
   * @param taken what the hold is of
   * @param held the start of the hold
   * @param ending what {@link #releasing} returned; 0: now
   * @param site the number it was acquired with
   * @return what is to stand for {@code held} from now on
   */
  public static long released(
      @Nullable Object released, @Nullable Object taken, long held, long ending, int site) {
    if (held == 0 || released != taken) {
      return held;
    }
    return ends(taken, held, ending, site);
  }

  private static long ends(@Nullable Object taken, long held, long ending, int site) {
    if (isPaused(held)) {
      return 0;
    }
    if (taken == null || isOwn(taken) || Thread.holdsLock(taken)) {
      return held;
    }
    record(held, ending == 0 ? now(0) : ending, site);
    return 0;
  }

  /**
   * Records the hold of a synchronized method that is about to end.
   *
   * @param held what {@link #tried} returned
   */
  public static void leaving(long held, int site) {
    if (held != 0 && !isPaused(held)) {
      record(held, now(0), site);
    }
  }

  /**
   * Records a hold that a wait interrupts.
   *
   * @param waitedOn the object whose {@code wait} is called
   * @param taken what the hold is of
   * @param held the start of the hold
   * @return what is to stand for {@code held} during the wait
   */
  public static long pausing(
      @Nullable Object waitedOn, @Nullable Object taken, long held, int site) {
    return waitedOn == taken ? pausing(held, site) : held;
  }

  /** As {@link #pausing(Object, Object, long, int)}, before an {@code await}. */
  public static long pausing(long held, int site) {
    if (held == 0 || isPaused(held)) {
      return held;
    }
    record(held, now(0), site);
    return PAUSED | (held & 1);
  }

  /**
   * Goes on with a hold that a wait interrupted.
   *
   * @param held what {@code pausing} returned
   * @return the start of the hold, or 0 when it is not timed
   */
  public static long resuming(long held) {
    return isPaused(held) ? now(held & 1) : held;
  }

  /**
   * Starts the wait for a condition, or for a monitor to be notified. All are timed where any are:
   * a thread that parks has the time.
   *
   * <pre>{@code
   * long start = LockHooks.awaiting(condition, site);
   * boolean signalled = condition.await(time, unit); // the original instruction
   * signalled = LockHooks.awaited(condition, signalled, start, time, unit, site);
   *
   * condition.signal(); // the original instruction
   * LockHooks.signalled(condition);
   * }</pre>
   *
   * <p>What is recorded, at the site of the wait and standing for itself alone: the time from the
   * last signal that may have ended the wait, or from where its time ran out, to the return with
   * the lock. It is a lower bound where all signals of the condition are timed ones: they may have
   * woken others. Where neither is known (the signal came from code that isn't timed, or the place
   * in {@code Signals} went to another condition), and where an exception ended the wait, nothing
   * is recorded.
   *
   * @param condition what is waited for
   * @param site a number from {@code SiteTable}
   * @return the start, or 0 when this wait is not timed
   */
  public static long awaiting(@Nullable Object condition, int site) {
    if (condition == null || Recorder.SHARED.interval(site) == 0) {
      return 0;
    }
    Recorder.SHARED.signals().began(condition);
    return now(0);
  }

  /** After a wait for a condition that a signal alone ends. */
  public static void awaited(@Nullable Object condition, long start, int site) {
    if (condition != null && start != 0) {
      reacquired(condition, false, start, Long.MAX_VALUE, false, site);
    }
  }

  /** After {@code await(long, TimeUnit)}; returns {@code signalled}. */
  public static boolean awaited(
      @Nullable Object condition,
      boolean signalled,
      long start,
      long time,
      @Nullable TimeUnit unit,
      int site) {
    if (condition != null && start != 0 && unit != null) {
      long most = signalled ? Long.MAX_VALUE : unit.toNanos(time);
      reacquired(condition, false, start, most, !signalled, site);
    }
    return signalled;
  }

  /**
   * After {@code awaitUntil(Date)}; returns {@code signalled}. Of a date that has come nothing is
   * known but that it had: it is a time of another clock.
   */
  public static boolean awaited(
      @Nullable Object condition, boolean signalled, long start, int site) {
    if (condition != null && start != 0) {
      reacquired(condition, false, start, Long.MAX_VALUE, !signalled, site);
    }
    return signalled;
  }

  /** After {@code awaitNanos(nanos)}; returns {@code left}, which doesn't tell what ended it. */
  public static long awaited(
      @Nullable Object condition, long left, long start, long nanos, int site) {
    if (condition != null && start != 0) {
      reacquired(condition, false, start, nanos, false, site);
    }
    return left;
  }

  /** After {@code Object.wait()}. */
  public static void waited(@Nullable Object monitor, long start, int site) {
    waited(monitor, start, 0, 0, site);
  }

  /** After {@code Object.wait(millis)}, which doesn't tell what ended it. */
  public static void waited(@Nullable Object monitor, long start, long millis, int site) {
    waited(monitor, start, millis, 0, site);
  }

  /** As {@link #waited(Object, long, long, int)}; nanoseconds count as the next millisecond. */
  public static void waited(
      @Nullable Object monitor, long start, long millis, int nanos, int site) {
    if (monitor == null || start == 0) {
      return;
    }
    long longest = TimeUnit.MILLISECONDS.toNanos(nanos > 0 ? millis + 1 : millis);
    reacquired(monitor, true, start, longest <= 0 ? Long.MAX_VALUE : longest, false, site);
  }

  /**
   * Records the wait for the lock behind a wait that has ended.
   *
   * @param most nanoseconds after which it ended by itself
   * @param late whether it is known that no signal ended it
   */
  private static void reacquired(
      Object condition, boolean monitor, long start, long most, boolean late, int site) {
    long now = System.nanoTime();
    long since = Recorder.SHARED.signals().ended(condition, start, now);
    long over = now - start - Math.max(most, 0);
    if (late) {
      since = Signals.NONE;
    }
    if (over >= 0 && (since == Signals.NONE || over < since)) {
      since = over;
    }
    if (since != Signals.NONE) {
      int holder = monitor ? Recorder.SHARED.holders().next(condition, site) : LockHolders.NONE;
      Recorder.SHARED.recordWait(site, since, true, holder);
    }
  }

  /** Notes that {@code signal} or {@code notify} has been called. */
  public static void signalled(@Nullable Object condition) {
    if (condition != null && Recorder.SHARED.signals().isAwaited(condition)) {
      Recorder.SHARED.signals().signalled(condition, System.nanoTime());
    }
  }

  /** Notes that {@code signalAll} or {@code notifyAll} has been called. */
  public static void signalledAll(@Nullable Object condition) {
    if (condition != null && Recorder.SHARED.signals().isAwaited(condition)) {
      Recorder.SHARED.signals().signalledAll(condition, System.nanoTime());
    }
  }

  /** Takes every path of these hooks at no site, so that what they need is loaded. */
  public static void touch(Object lock) {
    signalled(lock);
    signalledAll(lock);
    awaited(lock, awaiting(lock, -1), -1);
    awaited(lock, false, 0, 1, TimeUnit.DAYS, -1);
    Recorder.SHARED.signals().began(lock);
    signalled(lock);
    signalledAll(lock);
    reacquired(lock, true, now(0), 1, false, -1);
    boolean own = isOwn(lock);
    boolean taken = isTaken(lock);
    long held = acquired(own, lock, acquired(lock, waiting(lock, -1), -1), -1);
    held |= acquired(0L, lock, entering(lock, -1), -1) | tried(taken, -1) | tried(0L, -1);
    held = released(lock, lock, resuming(pausing(lock, lock, held, -1)), releasing(held), -1);
    leaving(held, -1);
    ends(lock, now(0), 0, -1);
    record(now(1), 0, -1);
  }

  private static void record(long held, long ending, int site) {
    if ((held & 1) == 0) {
      Recorder.SHARED.recordHold(site, ending - held);
    } else {
      Recorder.SHARED.recordHoldAlways(site, ending - held);
    }
  }

  private static boolean isPaused(long held) {
    return (held | 1) == (PAUSED | 1);
  }

  private static boolean isTaken(@Nullable Object lock) {
    if (lock == null) {
      return false;
    }
    Class<?> type = lock.getClass();
    if (type == ReentrantLock.class) {
      return ((ReentrantLock) lock).isLocked();
    }
    return type == StampedLock.class && ((StampedLock) lock).isWriteLocked();
  }

  /** Whether the thread has the lock, where it can tell. */
  private static boolean isOwn(@Nullable Object lock) {
    if (lock == null) {
      return false;
    }
    Class<?> type = lock.getClass();
    if (type == ReentrantLock.class) {
      return ((ReentrantLock) lock).isHeldByCurrentThread();
    }
    return type == WriteLock.class && ((WriteLock) lock).isHeldByCurrentThread();
  }

  /** The time in a stratum; neither 0 nor {@link #PAUSED}. */
  private static long now(long stratum) {
    long now = (System.nanoTime() & -2) | stratum;
    return (now & -4) == 0 ? now | 4 : now;
  }
}
