package io.unjam.runtime.record;

import io.unjam.runtime.key.TrustedKeys;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Whether the table of a map grew during a slow write. Asked after slow writes, and told of the
 * sizes that are seen otherwise; quick writes pay nothing. Safe from any thread, without a lock and
 * without keeping a map alive.
 */
final class TableGrowth {

  /*
   * A ConcurrentHashMap tells nobody that it grows, and its fields are out of reach. But it grows
   * whenever its size passes three quarters of a power of two, and its size can be asked for. So a
   * growth is likely where a slow write finds the map a little above such a size and an earlier slow
   * write, or a look at the map's size (SizeSketch), found it below. The second condition keeps a map apart that merely stays at such a size:
   * every one of its slow writes would meet the first. For the same reason a claim holds for a
   * second only, and a map that was cleared claims nothing until it is larger than ever: its table
   * doesn't shrink.
   *
   * What is missed: a map's first growth, if neither a slow write nor a look came before it; a map that was made
   * with another load factor's threshold; growth that is long over. What is wrongly claimed: a
   * write that was slow for another reason within a sixteenth of the way from one growth to the
   * next, of a map that does grow, or that was made so large that it need not.
   *
   * A place holds the map's identity, the step that it has reached, whether its passing was claimed,
   * and when, in one long: no reader sees one without the others. Writes race; the last one stays.
   */

  private static final int PLACES = 1 << 8;

  /** Tables of fewer entries grow in less time than anything slow takes. */
  private static final int SMALLEST_STEP = 10;

  private static final int TIME_BITS = 25;
  private static final int TIME_MASK = (1 << TIME_BITS) - 1;

  /** A unit of time, about a millisecond. */
  private static final int UNIT_SHIFT = 20;

  /** How long, in those, slow writes may still be put down to a step. */
  private static final int WINDOW = 1_000;

  private final long[] places = new long[PLACES];

  /**
   * The part of a map that a key goes to.
   *
   * @param map what was written to
   */
  static @Nullable Object tableOf(@Nullable Object map, @Nullable Object key) {
    if (map instanceof Parted parted) {
      return key != null && TrustedKeys.contain(key) ? parted.partOf(key.hashCode()) : null;
    }
    // A subclass may be the application's, whose code has no business in here.
    return map != null && map.getClass() == ConcurrentHashMap.class ? map : null;
  }

  /**
   * Whether a map has just passed a size at which it grows.
   *
   * @param now by {@link System#nanoTime}
   */
  boolean isLikely(ConcurrentHashMap<?, ?> map, long now) {
    return isLikely(System.identityHashCode(map), map.mappingCount(), now);
  }

  /**
   * The same of a map that was asked already; also for those whose writes were quick, so that a
   * slow one finds out that the map was smaller before.
   *
   * @param identity its identity hash code
   * @param count its size
   */
  boolean isLikely(int identity, long count, long now) {
    if (count < 3) {
      return false;
    }
    // The largest step with three quarters of 2^step at most count.
    int step = 65 - Long.numberOfLeadingZeros(count / 3);
    long threshold = 3L << (step - 2);
    boolean passed = step >= SMALLEST_STEP && count - threshold <= threshold >>> 4;
    int place = (identity ^ (identity >>> 8)) & (PLACES - 1);
    long seen = places[place];
    int time = (int) (now >>> UNIT_SHIFT) & TIME_MASK;
    if ((int) (seen >>> 32) != identity) {
      places[place] = entry(identity, step, false, time);
      return false;
    }
    int reached = (int) seen >>> (TIME_BITS + 1);
    if (step > reached) {
      places[place] = entry(identity, step, passed, time);
      return passed;
    }
    boolean claimed = ((seen >>> TIME_BITS) & 1) != 0;
    return passed && claimed && step == reached && ((time - (int) seen) & TIME_MASK) < WINDOW;
  }

  private static long entry(int identity, int step, boolean claimed, int time) {
    long low = ((long) step << (TIME_BITS + 1)) | ((claimed ? 1L : 0L) << TIME_BITS) | time;
    return ((long) identity << 32) | low;
  }
}
