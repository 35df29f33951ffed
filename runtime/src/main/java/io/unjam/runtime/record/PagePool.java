package io.unjam.runtime.record;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Hands out pages of counters under one cap for the whole JVM, whatever the number of sites and
 * threads.
 *
 * <p>A page is charged twice its size: its counters and the copy that the reader keeps to tell what
 * is new. Pages are never returned; they belong to sites, and sites stay. Thread-safe and without a
 * lock.
 */
public final class PagePool {

  /** Counters in a page: half a power of two of the scale of {@link Buckets}. */
  static final int PAGE_BITS = 6;

  static final int PAGE_SIZE = 1 << PAGE_BITS;
  static final int PAGES = Buckets.COUNT >>> PAGE_BITS;

  /** Bytes that one page takes of the cap. */
  static final long PAGE_BYTES = 2 * (16 + 4L * PAGE_SIZE);

  /** Bytes that one directory takes of the cap: references to pages, and to the reader's copies. */
  static final long DIRECTORY_BYTES = 16 + 2 * 8L * PAGES;

  private static final long DEFAULT_CAP = 32L << 20;

  private final AtomicLong used = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile long cap;

  PagePool(long cap) {
    this.cap = cap;
  }

  static PagePool ofDefaultSize() {
    return new PagePool(DEFAULT_CAP);
  }

  /**
   * Changes the cap. Pages already handed out stay, also above a lower cap.
   *
   * @param bytes the new cap
   */
  public void setCap(long bytes) {
    cap = bytes;
  }

  /** The most that pages may take, in bytes. */
  public long cap() {
    return cap;
  }

  /** What pages take now, in bytes; never above the cap unless that was lowered. */
  public long used() {
    return used.get();
  }

  /** How often a page was asked for and refused since the start: more than 0 says "cap reached". */
  public long refused() {
    return refused.get();
  }

  /** A page of zeros, or null when the cap (or the heap) leaves no room for one. */
  int @Nullable [] page(boolean spare) {
    if (!reserve(PAGE_BYTES, spare)) {
      return null;
    }
    try {
      return new int[PAGE_SIZE];
    } catch (OutOfMemoryError full) {
      // The application's heap is full: measuring is the first thing to give up.
      giveBack(PAGE_BYTES);
      refused.incrementAndGet();
      return null;
    }
  }

  /**
   * A directory of no pages, or null when there is no room for one. Its first {@link #PAGES} places
   * are for pages, the others for the reader's copies of them, in the same order.
   */
  int @Nullable [][] directory(boolean spare) {
    if (!reserve(DIRECTORY_BYTES, spare)) {
      return null;
    }
    try {
      return new int[2 * PAGES][];
    } catch (OutOfMemoryError full) {
      giveBack(DIRECTORY_BYTES);
      refused.incrementAndGet();
      return null;
    }
  }

  /** Undoes a reservation whose page lost the race for its place. */
  void giveBack(long bytes) {
    used.addAndGet(-bytes);
  }

  /**
   * Takes bytes out of the cap.
   *
   * @param spare true for what only makes recording faster (further stripes): the last quarter is
   *     kept for what it can't do without
   */
  boolean reserve(long bytes, boolean spare) {
    long limit = spare ? cap - (cap >>> 2) : cap;
    long now;
    do {
      now = used.get();
      if (now + bytes > limit) {
        if (!spare) {
          refused.incrementAndGet();
        }
        return false;
      }
    } while (!used.compareAndSet(now, now + bytes));
    return true;
  }
}
