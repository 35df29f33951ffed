package io.unjam.runtime.record;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When conditions and monitors that threads wait for were last signalled, so that a thread that
 * comes back from its wait can tell for how long, at least, it has waited for the lock alone.
 *
 * <p>A table of fixed size by the identity of what is waited for; of two that meet in a place the
 * later pushes the earlier out, and what was known of that one is lost. Only waits and signals in
 * code that is timed are seen. Safe from any thread, without a lock, without allocating and without
 * keeping alive what is waited for.
 *
 * <pre>{@code
 * signals.began(condition); // with the condition's lock
 * condition.await();
 * long age = signals.ended(condition, start, System.nanoTime()); // with the lock again
 *
 * condition.signal(); // in another thread, with the lock
 * if (signals.isAwaited(condition)) {
 *   signals.signalled(condition, System.nanoTime());
 * }
 * }</pre>
 */
public final class Signals {

  /*
   * One long a place: the identity's bits beyond those that lead to the place, whether some of those
   * who wait may not have been woken yet, how many wait, and the time of the last signal. It changes
   * by compare-and-set alone, so it is always of one condition and never of two moments.
   *
   * Why what is told is never too much. What wakes a thread is a signal, and every signal that may
   * have woken it leaves a time that is not before the signal itself: the time is taken after the
   * call, under the lock, which the woken thread then has to get first. A later one replaces an
   * earlier one, also where the earlier one woke it; that makes the answer less. Those that leave
   * nothing can't have woken it: nobody is counted, or all who are have been woken by a signal to all
   * (a thread that begins to wait says that again somebody may be asleep). With a signal to one it is
   * not known whom it wakes (a thread may wait whose class is not timed, or was not when it began),
   * so that never settles for anybody.
   * All of it rests on the condition's lock: whoever begins, signals and ends has it, so one lock's
   * uses of a place don't race. Others that meet there do, and those who call without the lock, on
   * the way to their exception. A compare-and-set that fails looks again; whoever finds another
   * condition in the place has lost its own, and is told nothing.
   * A place is emptied when the last one counted comes back. A count may be too high, as a wait that
   * ends by exception never ends here: then signals are timed that nobody waits for, no more. It may
   * be too low, where a condition was pushed out and came back: with the last one counted the time
   * goes, too.
   *
   * Times are in units of 1,024 ns, rounded to whichever side makes the answer less, and modulo 2^36
   * of them, 19 hours. A wait of more than half of that is told nothing. A time that a wait ended by
   * exception has left behind could seem to be of today a multiple of 19 hours later; it takes a
   * thread that wakes without a signal or time-out to ask for it.
   */

  /** No signal is known that may have ended the wait. */
  public static final long NONE = -1;

  private static final int PLACE_BITS = 12;
  private static final int UNIT_BITS = 10;
  private static final int TIME_BITS = 36;
  private static final long TIME = (1L << TIME_BITS) - 1;
  private static final long ONE = 1L << TIME_BITS;
  private static final long COUNT = 0xffL << TIME_BITS;
  private static final long ASLEEP = 1L << 44;
  private static final int TAG_SHIFT = 45;

  private final AtomicLongArray places = new AtomicLongArray(1 << PLACE_BITS);

  Signals() {}

  /**
   * Enters that the calling thread is about to wait.
   *
   * @param condition a condition, or an object whose monitor is waited for
   */
  public void began(Object condition) {
    int identity = System.identityHashCode(condition);
    int place = place(identity);
    long before;
    long after;
    do {
      before = places.get(place);
      if (!isOf(before, identity)) {
        after = tag(identity) | ASLEEP | ONE;
      } else {
        // A count that has reached its end stays there.
        after = ((before & COUNT) == COUNT ? before : before + ONE) | ASLEEP;
      }
    } while (!places.compareAndSet(place, before, after));
  }

  /** Whether a signal of now may wake a thread that is known to wait. */
  public boolean isAwaited(Object condition) {
    int identity = System.identityHashCode(condition);
    long now = places.get(place(identity));
    return isOf(now, identity) && (now & ASLEEP) != 0;
  }

  /**
   * Enters that one thread, any, has been woken.
   *
   * @param nanos the time after the signal, by {@link System#nanoTime}
   */
  public void signalled(Object condition, long nanos) {
    enter(condition, nanos, 0);
  }

  /** As {@link #signalled}: all that waited have been woken. */
  public void signalledAll(Object condition, long nanos) {
    enter(condition, nanos, ASLEEP);
  }

  private void enter(Object condition, long nanos, long settled) {
    int identity = System.identityHashCode(condition);
    int place = place(identity);
    long time = roundedUp(nanos) & TIME;
    long before;
    long after;
    do {
      before = places.get(place);
      if (!isOf(before, identity) || (before & ASLEEP) == 0) {
        return;
      }
      // A time of 0 is none: the next will do.
      after = (before & ~(TIME | settled)) | (time == 0 ? 1 : time);
    } while (!places.compareAndSet(place, before, after));
  }

  /**
   * Enters that the calling thread waits no longer.
   *
   * @param started when it began to wait, by {@link System#nanoTime}
   * @param nanos the time now
   * @return how long ago it was woken, at least, in nanoseconds; or {@link #NONE}
   */
  public long ended(Object condition, long started, long nanos) {
    int identity = System.identityHashCode(condition);
    int place = place(identity);
    long before;
    long after;
    do {
      before = places.get(place);
      if (!isOf(before, identity)) {
        return NONE;
      }
      long count = before & COUNT;
      after = count == COUNT ? before : count == ONE ? 0 : before - ONE;
    } while (!places.compareAndSet(place, before, after));
    long waited = (nanos - started) >> UNIT_BITS;
    long time = before & TIME;
    if (time == 0 || waited >= 1L << (TIME_BITS - 1)) {
      return NONE;
    }
    // Of two times that are close, whatever the higher bits: the difference, with its sign.
    int unused = Long.SIZE - TIME_BITS;
    long age = ((nanos >> UNIT_BITS) - time) << unused >> unused;
    // The signal was less than two units longer ago than that, and must not be of before the wait.
    return age + 2 > waited || age < -1 ? NONE : Math.max(age, 0) << UNIT_BITS;
  }

  private static long roundedUp(long nanos) {
    return -(-nanos >> UNIT_BITS);
  }

  private static int place(int identity) {
    return identity & ((1 << PLACE_BITS) - 1);
  }

  private static long tag(int identity) {
    return (long) (identity >>> PLACE_BITS) << TAG_SHIFT;
  }

  /** Whether a place is of such an identity: an empty one counts nobody. */
  private static boolean isOf(long word, int identity) {
    return (word & COUNT) != 0 && word >>> TAG_SHIFT == tag(identity) >>> TAG_SHIFT;
  }
}
