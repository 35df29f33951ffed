package io.unjam.runtime.record;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Counters of one site that one thread alone writes, and that thread's sampling at the site.
 *
 * <p>Everything but {@link #isFree} and reading the pages is for the owner alone. The reference to
 * the owner is weak, as a site outlives threads.
 */
final class Lane extends LaneState {

  /*
   * An increment without an atomic instruction is exact if no other thread writes the counter. So a
   * lane's pages have one owner at a time: they are handed on to another lane only when the owner is
   * gone, which the collector tells by clearing the reference, long after the owner's last write.
   * Stores are releases, so that the reader sees each before long and none twice.
   *
   * Durations of one site lie near one another, mostly on one page of the directory. The lane keeps
   * the page it counted in last, so that the next value needs no more than a comparison before its
   * counter: reading the clock lets nothing after it begin before all that stands before it is done.
   *
   * Sampling by a gap that is drawn anew each time, evenly from 1 to 2N - 1: one operation in N on
   * average, whatever pattern the application has, for the price of a decrement. The gap is drawn
   * for an interval, and when that changes it is drawn anew.
   *
   * Every thread that passes a lane asks whose it is, and the owner writes its state at each operation
   * that it samples: the two lie on cache lines apart (LanePad, LaneState).
   */

  private static final VarHandle COUNTERS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle PAGES = MethodHandles.arrayElementVarHandle(int[][].class);

  /** Bytes that one takes of the pool's cap. */
  static final long BYTES = 192;

  @SuppressWarnings("unused") // keeps the neighbour's fields off the state's cache line
  private long p10, p11, p12, p13, p14, p15, p16, p17;

  private Lane(Thread owner, int[][] pages, long seed) {
    super(owner, pages, seed);
  }

  /** A lane of the calling thread's over a directory that no living thread has. */
  static Lane ofCurrentThread(int[][] pages, long seed) {
    return new Lane(Thread.currentThread(), pages, seed | 1);
  }

  boolean isOwn() {
    return refersTo(Thread.currentThread());
  }

  /** Whether the owner is gone for good. */
  boolean isFree() {
    return refersTo(null);
  }

  /** Whether the owner's next operation is to be timed: one in {@code interval} is, 2 or more. */
  boolean chosen(int interval) {
    int now = left - 1;
    if (now > 0 && drawnFor == interval) {
      left = now;
      return false;
    }
    return drawn(now, interval);
  }

  private boolean drawn(int now, int interval) {
    boolean due = now == 0 && drawnFor == interval;
    // Marsaglia's xorshift.
    long x = random;
    x ^= x << 13;
    x ^= x >>> 7;
    x ^= x << 17;
    random = x;
    long span = 2L * interval - 1;
    left = 1 + (int) (((x >>> 33) * span) >>> 31);
    drawnFor = interval;
    return due;
  }

  /** Counts a value of a bucket; false where that has no page and gets none. */
  boolean count(int bucket, PagePool pool) {
    int[] page = recent;
    if (bucket >>> PagePool.PAGE_BITS != recentIndex) {
      page = turnTo(bucket >>> PagePool.PAGE_BITS, pool);
      if (page == null) {
        return false;
      }
    }
    int slot = bucket & (PagePool.PAGE_SIZE - 1);
    COUNTERS.setRelease(page, slot, page[slot] + 1);
    return true;
  }

  private int @Nullable [] turnTo(int index, PagePool pool) {
    int[] page = pages[index];
    if (page == null) {
      page = newPage(index, pool);
    }
    if (page != null) {
      // In an order in which a thread that is stopped in between counts nothing in a wrong place.
      recentIndex = -1;
      recent = page;
      recentIndex = index;
    }
    return page;
  }

  private int @Nullable [] newPage(int index, PagePool pool) {
    int[] page = pool.page(true);
    if (page != null) {
      PAGES.setRelease(pages, index, page);
    }
    return page;
  }
}
