package io.unjam.runtime.record;

import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts the keys of one site's slow writes with a fixed number of counters: Space-Saving
 * (Metwally, Agrawal, El Abbadi: Efficient Computation of Frequent and Top-k Elements in Data
 * Streams, 2005). A key without a counter takes over the lowest one, and what that stood at is the
 * most by which its count may be too high.
 *
 * <p>Safe from any thread; nobody waits.
 */
final class KeySketch {

  /*
   * A counter is found and changed by one thread at a time: whoever takes the flag. Whoever finds it
   * taken counts its write as missed and goes on, for a write that has just been slow must not become
   * slower still, and may hold locks of the application. The reader does the same and comes back a
   * second later. Between taking the flag and giving it back nothing is called or allocated, so
   * no exhausted stack or heap leaves it taken.
   *
   * A missed write may have been any key's: it counts for each of them, as possibly its.
   */

  /** What one takes of the cap on memory, in bytes. */
  static final long BYTES = 64 + 24 + 3 * (16 + 4L * HotKeys.KEPT);

  private static final AtomicIntegerFieldUpdater<KeySketch> BUSY =
      AtomicIntegerFieldUpdater.newUpdater(KeySketch.class, "busy");

  private final int[] hashes = new int[HotKeys.KEPT];
  private final int[] counts = new int[HotKeys.KEPT];
  private final int[] errors = new int[HotKeys.KEPT];
  private int size;
  private long writes;

  @SuppressWarnings("UnusedVariable") // read by its updater
  private volatile int busy;

  private final AtomicLong missed = new AtomicLong();

  /** Counts a slow write. */
  void add(int hash) {
    if (!BUSY.compareAndSet(this, 0, 1)) {
      missed.incrementAndGet();
      return;
    }
    writes++;
    int lowest = 0;
    int at = 0;
    while (at < size && hashes[at] != hash) {
      if (counts[at] < counts[lowest]) {
        lowest = at;
      }
      at++;
    }
    if (at == HotKeys.KEPT) {
      at = lowest;
      hashes[at] = hash;
      errors[at] = counts[at];
    } else if (at == size) {
      hashes[at] = hash;
      counts[at] = 0;
      errors[at] = 0;
      size = at + 1;
    }
    counts[at]++;
    busy = 0;
  }

  /** What was counted since the last call; null when that is nothing, or can't be had just now. */
  @Nullable HotKeys drain(int site, KeyIds ids) {
    int[] drainedHashes = new int[HotKeys.KEPT];
    long[] drainedCounts = new long[HotKeys.KEPT];
    long[] drainedErrors = new long[HotKeys.KEPT];
    if (!BUSY.compareAndSet(this, 0, 1)) {
      return null;
    }
    int found = size;
    long counted = writes;
    for (int i = 0; i < found; i++) {
      drainedHashes[i] = hashes[i];
      drainedCounts[i] = counts[i];
      drainedErrors[i] = errors[i];
    }
    size = 0;
    writes = 0;
    busy = 0;
    long unseen = missed.getAndSet(0);
    if (counted + unseen == 0) {
      return null;
    }
    long[] drainedIds = new long[HotKeys.KEPT];
    long floor = found < HotKeys.KEPT ? unseen : Long.MAX_VALUE;
    for (int i = 0; i < found; i++) {
      drainedIds[i] = ids.idOf(drainedHashes[i]);
      drainedCounts[i] += unseen;
      drainedErrors[i] += unseen;
      if (found == HotKeys.KEPT) {
        floor = Math.min(floor, drainedCounts[i]);
      }
    }
    return HotKeys.sorted(
        site, counted + unseen, floor, found, drainedIds, drainedCounts, drainedErrors);
  }
}
