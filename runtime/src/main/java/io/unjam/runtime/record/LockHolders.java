package io.unjam.runtime.record;

/**
 * Which site was last seen to take a lock: whoever waits next has waited for that one, most likely.
 *
 * <p>A table of fixed size by the lock's identity; locks that meet in a place push each other out.
 * Only timed acquisitions are seen, so a holder that was not sampled goes unnoticed. Safe from any
 * thread, without a lock and without keeping a lock alive.
 */
public final class LockHolders {

  /*
   * A place holds the lock's identity and the site's number in one long, so that no reader sees one
   * without the other. An identity has 31 bits, of which the place's number are some: two locks that
   * look the same to this table are one in two thousand million. Writes race; the last one stays.
   */

  /** No site. */
  public static final int NONE = -1;

  private static final int PLACES = 1 << 12;

  private final long[] places = new long[PLACES];

  LockHolders() {}

  /**
   * Enters who takes a lock now.
   *
   * @param lock the lock
   * @param site the site of its acquisition
   * @return the site that was last seen to take it, or {@link #NONE}
   */
  public int next(Object lock, int site) {
    int identity = System.identityHashCode(lock);
    int place = (identity ^ (identity >>> 12)) & (PLACES - 1);
    long before = places[place];
    // A site's number plus one, so that an empty place is no site's.
    places[place] = ((long) identity << 32) | (site + 1);
    return (int) (before >>> 32) == identity ? (int) before - 1 : NONE;
  }
}
