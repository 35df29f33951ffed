package io.unjam.runtime.record;

import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the maps that one site writes to and keeps, of a fair sample of them, the largest size
 * seen ({@link MapSizes} says which sample). Fixed memory; no map is kept alive; nobody waits.
 *
 * <p>{@link #look} is safe from any thread, {@link #drain} belongs to one reader at a time.
 */
final class SizeSketch {

  /*
   * Why at writes. Nobody tells of a map's end, a map that died can't be asked, and to hold on to one
   * for as long as it takes to ask would keep it alive. A write has the map in its hands. So a size is
   * the one seen at the last look that found more than any before: a lower bound, short of the truth
   * by what was added between that look and the end.
   *
   * Which writes. One timed write in MapSizes.LOOKS asks whose map it is, drawn from the time at which the write
   * ended: no state is shared for it. Whether the map is in the sample is told by its identity hash
   * code, mixed: a number that the JVM drew for this map by chance, that goes with it, and that is the same at all
   * sites. Only maps of the sample are asked for their size each time; and a size may cost a cache line
   * for each processor that added to the map, so they are asked the less often the less comes of it.
   * After a look that found an eighth more than before, or a new map, all are asked again. After any other
   * the next is half as likely: while the map grows no less likely than makes looks lie a thirty-second of
   * its size apart on average, so the last one is seldom more than an eighth behind; and down to one in
   * 128 while it stays as it is. Nothing is nearer than LOOKS times the sampling interval. Slow writes always look.
   *
   * A map that few writes go to is seen seldom: of small maps fewer are among those seen than there were. Who
   * judges how maps are spread has to weigh that (the agent does).
   *
   * What may race. The list is searched without a lock, by plain reads: what is stale or (on a JVM of
   * 32 bits) torn finds nothing or leads to a look too many. All changes are made by one thread at a
   * time, whoever takes the flag, which asks again under it; who finds it taken has not looked. Between taking
   * the flag and giving it back nothing is called or allocated, so no exhausted stack or heap leaves it taken.
   *
   * An entry is one long: id, whether the reader has yet to see it, size.
   */

  /** What one takes of the cap on memory, in bytes. */
  static final long BYTES = 64 + 16 + 8L * MapSizes.KEPT;

  private static final int NOT_LOOKS_BITS = 60;

  /** 2^64 divided by the golden ratio: multiples of it lie evenly in what is left of a long. */
  private static final long GOLDEN = 0x9e3779b97f4a7c15L;

  private static final int MOST_PATIENCE = 7;
  private static final long SIZE_SHARE = 32;

  /**
   * Of maps outside the sample one look in two to this power asks for the size, to notice growth.
   */
  private static final int OTHERS = 3;

  /** Tables of fewer entries grow in no time: their looks leave the places of others alone. */
  private static final int LEAST_GROWING = 384;

  private static final int SIZE_MASK = Integer.MAX_VALUE;
  private static final long UNSEEN = 1L << 31;

  private static final AtomicIntegerFieldUpdater<SizeSketch> BUSY =
      AtomicIntegerFieldUpdater.newUpdater(SizeSketch.class, "busy");
  private static final AtomicIntegerFieldUpdater<SizeSketch> GROWN =
      AtomicIntegerFieldUpdater.newUpdater(SizeSketch.class, "grown");

  private final long[] maps = new long[MapSizes.KEPT];
  private int kept;

  /** Unsigned: every map looked at whose id is less is kept. */
  private int below = -1;

  /** Of looks at maps that are kept one in two to this power asks for the size. */
  private int patience;

  private int drainedBelow = -1;

  @SuppressWarnings("UnusedVariable") // read by its updater
  private volatile int busy;

  @SuppressWarnings("UnusedVariable") // read by its updater
  private volatile int grown;

  /** Whether a write that ended then looks: one in {@link MapSizes#LOOKS}. */
  static boolean isDue(long ended) {
    return (ended * GOLDEN) >>> NOT_LOOKS_BITS == 0;
  }

  /** Further bits of such a time, evenly spread. */
  private static int draw(long ended) {
    return ((int) ((ended * GOLDEN) >>> 32) * 0x85ebca6b) >>> 16;
  }

  /** A map that can be asked for its size without running anything of the application's. */
  static boolean canBeAsked(Object map) {
    return map.getClass() == ConcurrentHashMap.class
        || (map instanceof Parted && map instanceof ConcurrentHashMap);
  }

  /**
   * Looks at a map after a write to it.
   *
   * @param slow whether it was slow: then the map is asked for its size in any case
   * @param ended when, by {@link System#nanoTime}
   * @param interval one write in this many is timed
   */
  void look(
      ConcurrentHashMap<?, ?> map, boolean slow, long ended, int interval, TableGrowth growth) {
    int identity = System.identityHashCode(map);
    int id = mixed(identity);
    boolean wanted = id + Integer.MIN_VALUE < below + Integer.MIN_VALUE;
    int rarer = !wanted ? OTHERS : isKept(id) ? patience : 0;
    if (!slow && rarer != 0 && (draw(ended) & ((1 << rarer) - 1)) != 0) {
      return;
    }
    long count = map.mappingCount();
    if (count >= LEAST_GROWING && !(map instanceof Parted)) {
      growth.isLikely(identity, count, ended);
    }
    if (wanted) {
      int size = (int) Math.min(count, SIZE_MASK);
      keep(id, size, mostPatience(size, interval));
    }
  }

  /** The patience by which looks lie a thirty-second of a growing map's size apart on average. */
  private static int mostPatience(int size, int interval) {
    long looks = size / (SIZE_SHARE * MapSizes.LOOKS * Math.max(1, interval));
    return Math.min(MOST_PATIENCE, Math.max(0, 63 - Long.numberOfLeadingZeros(looks)));
  }

  /** Counts a slow write that met a growing table. */
  void grew() {
    GROWN.incrementAndGet(this);
  }

  private boolean isKept(int id) {
    int count = kept;
    for (int i = 0; i < count; i++) {
      if ((int) (maps[i] >>> 32) == id) {
        return true;
      }
    }
    return false;
  }

  private void keep(int id, int size, int mostWhileGrowing) {
    if (!BUSY.compareAndSet(this, 0, 1)) {
      return;
    }
    int at = 0;
    int highest = 0;
    while (at < kept && (int) (maps[at] >>> 32) != id) {
      if (maps[at] + Long.MIN_VALUE > maps[highest] + Long.MIN_VALUE) {
        highest = at;
      }
      at++;
    }
    int before = at < kept ? (int) maps[at] & SIZE_MASK : -1;
    if (before >= 0) {
      int most = size > before ? mostWhileGrowing : MOST_PATIENCE;
      boolean muchLarger = size - before > before >>> 3;
      patience = muchLarger ? 0 : patience < most ? patience + 1 : most;
    } else if (id + Integer.MIN_VALUE >= below + Integer.MIN_VALUE) {
      at = MapSizes.KEPT; // another thread's map took the last room meanwhile
    } else if (at == MapSizes.KEPT) {
      int last = (int) (maps[highest] >>> 32);
      if (id + Integer.MIN_VALUE < last + Integer.MIN_VALUE) {
        below = last;
        at = highest;
      } else {
        below = id;
      }
    } else {
      kept = at + 1;
    }
    if (at < MapSizes.KEPT && size > before) {
      maps[at] = ((long) id << 32) | UNSEEN | size;
      patience = before < 0 ? 0 : patience;
    }
    busy = 0;
  }

  /** What is new since the last call; null when that is nothing, or can't be had just now. */
  @Nullable MapSizes drain(int site) {
    long[] entries = new long[MapSizes.KEPT];
    int fresh = 0;
    if (!BUSY.compareAndSet(this, 0, 1)) {
      return null;
    }
    for (int i = 0; i < kept; i++) {
      if ((maps[i] & UNSEEN) != 0) {
        entries[fresh++] = maps[i];
        maps[i] &= ~UNSEEN;
      }
    }
    int nowBelow = below;
    busy = 0;
    int met = GROWN.getAndSet(this, 0);
    if (fresh == 0 && met == 0 && nowBelow == drainedBelow) {
      return null;
    }
    drainedBelow = nowBelow;
    long[] ids = new long[fresh];
    long[] sizes = new long[fresh];
    for (int i = 0; i < fresh; i++) {
      // With the id's first bit turned, signed order is that of the ids.
      entries[i] ^= Long.MIN_VALUE;
    }
    Arrays.sort(entries, 0, fresh);
    for (int i = 0; i < fresh; i++) {
      ids[i] = (entries[i] ^ Long.MIN_VALUE) >>> 32;
      sizes[i] = entries[i] & SIZE_MASK;
    }
    return new MapSizes(site, Integer.toUnsignedLong(nowBelow), ids, sizes, met);
  }

  /** The finalizer of MurmurHash3 (Austin Appleby), which takes no two numbers to one. */
  private static int mixed(int identity) {
    int hash = identity;
    hash = (hash ^ (hash >>> 16)) * 0x85ebca6b;
    hash = (hash ^ (hash >>> 13)) * 0xc2b2ae35;
    return hash ^ (hash >>> 16);
  }
}
