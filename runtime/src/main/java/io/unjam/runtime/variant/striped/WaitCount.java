package io.unjam.runtime.variant.striped;

/**
 * Whether waits come so often that taking a lock apart pays: {@value #ENOUGH} among {@value
 * #WINDOW} looks in a row, where a long one counts as {@value #LONG}; or so many long ones that
 * they come to {@value #ENOUGH} within a quarter of a second, however many looks lie between, each
 * of which met another thread. A lock may be taken thousands of times by one thread while all
 * others wait once: looks are many then, and few see it. Where all looks were one thread's and met
 * nobody, what they saw was no wait but the machine. Not thread-safe.
 */
final class WaitCount {
  static final int ENOUGH = 8;
  static final int WINDOW = 1024;

  /** So many waits is one that was long. */
  static final int LONG = 3;

  /** Within this time long waits belong together. */
  static final long LONG_WINDOW_NANOS = 250_000_000;

  private int looks;
  private int waits;
  private int first;
  private boolean several;

  private int longWaits;
  private long longSince;

  /**
   * Counts one look.
   *
   * @param who the number of the thread that looked
   * @param met whether another thread came meanwhile
   * @param seen 0 for no wait, 1 for one, {@link #LONG} for a long one
   * @param now the time, in nanoseconds
   * @return whether they are enough
   */
  boolean count(int who, boolean met, int seen, long now) {
    if (looks == WINDOW) {
      looks = 0;
      waits = 0;
      several = false;
    }
    if (looks == 0) {
      first = who;
    }
    several |= met || who != first;
    looks++;
    waits += seen;
    if (seen == LONG && met) {
      countLong(now);
    }
    return (several && waits >= ENOUGH) || longWaits >= ENOUGH;
  }

  private void countLong(long now) {
    if (longWaits == 0 || now - longSince > LONG_WINDOW_NANOS) {
      longWaits = 0;
      longSince = now;
    }
    longWaits += LONG;
  }

  /**
   * Whether one of the last looks has seen a wait for another thread.
   *
   * @param now the time, in nanoseconds
   */
  boolean any(long now) {
    return (several && waits > 0) || (longWaits > 0 && now - longSince <= LONG_WINDOW_NANOS);
  }
}
