package io.unjam.runtime.variant.striped;

/**
 * Whether waits come so often that taking a lock apart pays: {@value #ENOUGH} among {@value
 * #WINDOW} looks in a row, where a long one counts as {@value #LONG}. A monitor may be taken a
 * thousand times by one thread while all others wait once: few looks see that. Where all looks were
 * one thread's and met nobody, what they saw was no wait but the machine. Not thread-safe.
 */
final class WaitCount {
  static final int ENOUGH = 8;
  static final int WINDOW = 1024;

  /** So many waits is one that was long. */
  static final int LONG = 3;

  private int looks;
  private int waits;
  private int first;
  private boolean several;

  /**
   * Counts one look.
   *
   * @param who the number of the thread that looked
   * @param met whether another thread came meanwhile
   * @param seen 0 for no wait, 1 for one, {@link #LONG} for a long one
   * @return whether they are enough
   */
  boolean count(int who, boolean met, int seen) {
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
    return several && waits >= ENOUGH;
  }

  /** Whether one of the last looks has seen a wait for another thread. */
  boolean any() {
    return several && waits > 0;
  }
}
