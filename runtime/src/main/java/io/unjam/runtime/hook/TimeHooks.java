package io.unjam.runtime.hook;

import io.unjam.runtime.record.Recorder;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Times operations of the application.
 *
 * <p>An edit puts a map write between two calls and changes nothing about it:
 *
 * <pre>{@code
 * long started = TimeHooks.begin(site);
 * map.put(key, value); // the original instruction
 * TimeHooks.end(started, site);
 * }</pre>
 *
 * <p>When the original throws, {@code end} is not reached and nothing is recorded. A lock takes
 * three calls, of which the middle one reads the clock once for the end of the wait and the start
 * of the hold:
 *
 * <pre>{@code
 * long waiting = TimeHooks.beginWait(site);
 * lock.lock();
 * long held = TimeHooks.endWait(waiting, site);
 * try {
 *   // the section
 * } finally {
 *   TimeHooks.endHold(held, site);
 *   lock.unlock();
 * }
 * }</pre>
 *
 * <p>An acquisition that fails ({@code tryLock} returning false, an interrupt) ends in no call and
 * is not recorded. Around {@code await} or {@code wait} an edit ends the hold before and begins
 * another after with {@link #beginHold}. A nested acquisition of a lock that the thread holds is
 * recorded as an operation of its own, with a wait of next to nothing, unless the edit uses {@link
 * #beginWait(int, Object)}, which leaves it out. A release in another method than the acquisition
 * leaves the hold unrecorded.
 *
 * <p>All methods are safe from any thread, take no lock, and throw nothing. A start of 0 says that
 * this operation is not timed, and is what to pass on; any other is a time of {@link
 * System#nanoTime}.
 */
public final class TimeHooks {

  private TimeHooks() {}

  /**
   * Decides whether this operation is timed, and starts if so.
   *
   * @param site a number from {@code SiteTable}
   * @return the start, or 0 when this operation is not timed
   */
  public static long begin(int site) {
    int interval = Recorder.SHARED.interval(site);
    return interval == 1 || (interval != 0 && chosen(interval)) ? now() : 0;
  }

  /**
   * Records the operation that {@link #begin} started.
   *
   * @param started what {@code begin} returned
   * @param site the same number
   */
  public static void end(long started, int site) {
    if (started != 0) {
      Recorder.SHARED.record(site, System.nanoTime() - started);
    }
  }

  /**
   * Decides whether an acquisition of a lock is timed, and starts if so.
   *
   * @param site a number from {@code SiteTable}
   * @return the start, or 0 when this acquisition is not timed
   */
  public static long beginWait(int site) {
    return begin(site);
  }

  /**
   * As {@link #beginWait(int)} for a monitor, leaving out the entry of one that the thread has
   * entered.
   *
   * @param site a number from {@code SiteTable}
   * @param monitor the object that is about to be entered
   * @return the start, or 0 when this acquisition is not timed
   */
  public static long beginWait(int site, Object monitor) {
    long started = begin(site);
    // A null monitor is the application's mistake to make: its own instruction throws.
    return started == 0 || monitor == null || !Thread.holdsLock(monitor) ? started : 0;
  }

  /**
   * Records the wait, and starts the hold at the same reading of the clock.
   *
   * @param waiting what {@code beginWait} returned
   * @param site the same number
   * @return the start of the hold, or 0 when this acquisition is not timed
   */
  public static long endWait(long waiting, int site) {
    if (waiting == 0) {
      return 0;
    }
    long now = now();
    Recorder.SHARED.record(site, now - waiting);
    return now;
  }

  /**
   * Starts a hold without a wait before it, after {@code await} or {@code wait} has returned.
   *
   * @param held what {@link #endWait} returned: a hold is timed if its acquisition was
   * @return the start of the hold, or 0 when it is not timed
   */
  public static long beginHold(long held) {
    return held == 0 ? 0 : now();
  }

  /**
   * Records a hold that ends now.
   *
   * @param held what {@link #endWait} or {@link #beginHold} returned
   * @param site the same number
   */
  public static void endHold(long held, int site) {
    if (held != 0) {
      Recorder.SHARED.recordHold(site, System.nanoTime() - held);
    }
  }

  /*
   * Each operation is chosen with probability 1/N on its own, by the thread's own random numbers. No
   * state is shared, so nothing is contended; a pattern in the application (every other put is slow)
   * meets no pattern here, as it would with a countdown. 2^32 / N is rounded, an error of at most N in
   * four thousand million.
   */
  private static boolean chosen(int interval) {
    long random = ThreadLocalRandom.current().nextInt() & 0xffffffffL;
    return (random * interval) >>> 32 == 0;
  }

  private static long now() {
    long now = System.nanoTime();
    return now == 0 ? 1 : now;
  }
}
