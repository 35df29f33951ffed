package io.unjam.runtime.record;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The worst operations of all sites since they were last read, and the levels at which an operation
 * counts as a spike.
 *
 * <p>Thread-safe and without a lock. The list is bounded: a slow operation either takes the place
 * of a quicker one or is left out; under a race it may be left out although it was slower than one
 * that stays. How many there were is counted exactly elsewhere ({@link SiteSpikes}).
 */
public final class SlowWrites {

  /** The most operations that are kept between two snapshots. */
  public static final int KEPT = 64;

  private final AtomicReferenceArray<SlowWrite> worst = new AtomicReferenceArray<>(KEPT);

  /* Nanoseconds above which an operation is of level 1, 2, 3. */
  private volatile long first = 200_000;
  private volatile long second = 500_000;
  private volatile long third = 2_000_000;
  private volatile boolean stacks;

  SlowWrites() {}

  /**
   * Sets what counts as slow (200 us, 500 us and 2 ms unless set).
   *
   * @param first an operation that takes longer is of level 1 and may be listed; nanoseconds
   * @param second the same for level 2
   * @param third the same for level 3
   * @throws IllegalArgumentException unless the three are positive and ascend
   */
  public void setThresholds(long first, long second, long third) {
    if (first <= 0 || second < first || third < second) {
      throw new IllegalArgumentException(
          "spike levels must ascend: " + first + ", " + second + ", " + third);
    }
    this.first = first;
    this.second = second;
    this.third = third;
  }

  /**
   * Whether listed operations carry a stack (off unless set). One costs its thread some
   * microseconds.
   *
   * @param stacks true to take them
   */
  public void setStacks(boolean stacks) {
    this.stacks = stacks;
  }

  long threshold() {
    return first;
  }

  /**
   * The level of an operation by the thresholds in force.
   *
   * @param nanos how long it took
   * @return 0 for an operation that is no spike, else 1 to 3
   */
  public int levelOf(long nanos) {
    if (nanos <= first) {
      return 0;
    }
    return nanos > third ? 3 : nanos > second ? 2 : 1;
  }

  /**
   * Lists an operation that ends now if it is worse than one that is listed.
   *
   * @param holder whom it waited for; {@link LockHolders#NONE} if that is not known
   */
  void offer(int site, long nanos, int holder) {
    int place = -1;
    long least = nanos;
    for (int i = 0; i < KEPT; i++) {
      SlowWrite kept = worst.get(i);
      if (kept == null) {
        place = i;
        break;
      }
      if (kept.nanos() < least) {
        least = kept.nanos();
        place = i;
      }
    }
    if (place < 0) {
      return;
    }
    SlowWrite before = worst.get(place);
    if (before != null && before.nanos() >= nanos) {
      return;
    }
    SlowWrite write =
        new SlowWrite(
            site,
            nanos,
            System.currentTimeMillis(),
            Thread.currentThread().getName(),
            stacks ? new Throwable() : null,
            holder,
            0,
            Growth.NONE,
            0);
    worst.compareAndSet(place, before, write);
  }

  /** Takes what is listed off the list, worst first. */
  List<SlowWrite> drain() {
    List<SlowWrite> drained = new ArrayList<>();
    for (int i = 0; i < KEPT; i++) {
      SlowWrite write = worst.getAndSet(i, null);
      if (write != null) {
        insert(drained, write);
      }
    }
    return drained;
  }

  /** Two lists, each worst first, as one of the same bounded length. */
  static List<SlowWrite> merge(List<SlowWrite> some, List<SlowWrite> others) {
    List<SlowWrite> merged = new ArrayList<>(some);
    for (SlowWrite write : others) {
      insert(merged, write);
    }
    return merged.size() <= KEPT ? merged : new ArrayList<>(merged.subList(0, KEPT));
  }

  private static void insert(List<SlowWrite> sorted, SlowWrite write) {
    int at = sorted.size();
    while (at > 0 && sorted.get(at - 1).nanos() < write.nanos()) {
      at--;
    }
    sorted.add(at, write);
  }
}
