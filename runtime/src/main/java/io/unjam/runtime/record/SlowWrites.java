package io.unjam.runtime.record;

import io.unjam.runtime.key.TrustedKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The worst operations of all sites since they were last read.
 *
 * <p>Thread-safe and without a lock. The list is bounded: a slow operation either takes the place
 * of a quicker one or is left out; under a race it may be left out although it was slower than one
 * that stays. How many there were is counted exactly elsewhere ({@link SiteSpikes}).
 */
public final class SlowWrites {

  /** The most operations that are kept between two snapshots. */
  public static final int KEPT = 64;

  private final AtomicReferenceArray<SlowWrite> worst = new AtomicReferenceArray<>(KEPT);

  private volatile boolean stacks;

  private final TableGrowth growth = new TableGrowth();

  SlowWrites() {}

  /**
   * Whether listed operations carry a stack (off unless set). One costs its thread some
   * microseconds.
   *
   * @param stacks true to take them
   */
  public void setStacks(boolean stacks) {
    this.stacks = stacks;
  }

  /**
   * Lists an operation that ends now if it is worse than one that is listed.
   *
   * @param holder whom it waited for; {@link LockHolders#NONE} if that is not known
   * @param key the key that was written; null if there was none
   * @param grown what {@link #growthIn} says of it
   */
  void offer(int site, long nanos, int holder, @Nullable Object key, long grown) {
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
    worst.compareAndSet(place, before, listed(site, nanos, holder, key, grown));
  }

  /** What sizes of maps are compared with. */
  TableGrowth growth() {
    return growth;
  }

  /**
   * How much of a write that ends now the growth of the map's table took.
   *
   * @param map what was written to; null if that was no map
   * @return more than 0: so many nanoseconds, measured; less: likely, at most so many; 0: none
   */
  long growthIn(long nanos, @Nullable Object map, @Nullable Object key) {
    Object table = TableGrowth.tableOf(map, key);
    if (table instanceof Growing part) {
      long now = System.nanoTime();
      return part.grownWithin(now - nanos, now);
    }
    return table instanceof ConcurrentHashMap<?, ?> plain
            && growth.isLikely(plain, System.nanoTime())
        ? -nanos
        : 0;
  }

  private SlowWrite listed(int site, long nanos, int holder, @Nullable Object key, long grown) {
    return new SlowWrite(
        site,
        nanos,
        System.currentTimeMillis(),
        Thread.currentThread().getName(),
        stacks ? new Throwable() : null,
        holder,
        key != null,
        key == null ? 0 : TrustedKeys.fingerprint(key),
        grown > 0 ? Growth.SEEN : grown < 0 ? Growth.LIKELY : Growth.NONE,
        Math.abs(grown));
  }

  /** Takes what is listed off the list, worst first. One reader at a time. */
  List<SlowWrite> drain(KeyIds ids) {
    List<SlowWrite> drained = new ArrayList<>();
    for (int i = 0; i < KEPT; i++) {
      SlowWrite write = worst.getAndSet(i, null);
      if (write != null) {
        insert(drained, write.identified(ids));
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
