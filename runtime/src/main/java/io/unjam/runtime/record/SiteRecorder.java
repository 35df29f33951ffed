package io.unjam.runtime.record;

import io.unjam.runtime.key.TrustedKeys;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import org.jspecify.annotations.Nullable;

/**
 * The durations of one site: counters that only ever grow, so that readers tell what is new by
 * subtraction.
 *
 * <p>{@link #record} is safe from any thread, takes no lock and allocates nothing once the pages of
 * the values it sees exist, except for a slow operation that makes it onto the list of the worst
 * (an object each). {@link #drain} belongs to one reader at a time ({@link Recorder} sees to it).
 */
final class SiteRecorder {

  /*
   * Why counts are exact. A duration becomes one increment of one int counter by compare-and-set; no
   * counter is ever reset. The reader keeps the value it saw last and reports the difference, modulo
   * 2^32. Differences telescope: each increment falls into exactly one of them, and nothing needs to
   * tell writers that an interval ends. A writer-reader phaser (Gil Tene, HdrHistogram) reaches the
   * same end by two more atomic operations per value, and is what this replaces.
   * What it asks for: fewer than 2^32 values per counter between two reads, i.e. a read at least
   * every ten seconds or so. The agent reads every second.
   *
   * What may race. (1) Two writers on a counter: one fails its compare-and-set, tries again and leaves
   * word that the site is contended; then the site gets a second set of pages (a stripe), a fourth and
   * so on, and threads are spread over them by their ids. A stripe is a place to count, not an owner:
   * a thread that reads an old mask counts in an old stripe, and that is as good. (2) Two writers for
   * the same missing page: one compare-and-set wins, the other's page is given back. (3) The maximum
   * and the counter of a value are two writes; a reader between them sees the maximum first, and a
   * maximum may so be reported one interval earlier than its value, never lost.
   *
   * Lanes. An atomic increment costs more than all the rest, so threads that come often get counters of
   * their own (class Lane): the first of them the site's first lane, which is asked before any other,
   * the next ones one of the two lanes that their identity leads to. Who finds both taken counts in the
   * stripes, as do all until a site has been busy; so thousands of short-lived threads make no lanes.
   * When to ask for one is told by the counter just incremented, whenever it passes a multiple of the
   * site's patience: a count of its own would be one more word that all those threads write.
   *
   * What can't: a page or a directory, once reachable, is never replaced, so no increment goes into
   * something that the reader has stopped to look at.
   */

  private static final VarHandle COUNTERS = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle PAGES = MethodHandles.arrayElementVarHandle(int[][].class);
  private static final VarHandle STRIPES = MethodHandles.arrayElementVarHandle(int[][][].class);
  private static final AtomicLongFieldUpdater<SiteRecorder> MAX =
      AtomicLongFieldUpdater.newUpdater(SiteRecorder.class, "max");
  private static final AtomicReferenceFieldUpdater<SiteRecorder, int[][][]> WIDE =
      AtomicReferenceFieldUpdater.newUpdater(SiteRecorder.class, int[][][].class, "stripes");

  private static final AtomicIntegerFieldUpdater<SiteRecorder> RUN =
      AtomicIntegerFieldUpdater.newUpdater(SiteRecorder.class, "run");
  private static final AtomicReferenceFieldUpdater<SiteRecorder, SiteRecorder> ALWAYS =
      AtomicReferenceFieldUpdater.newUpdater(SiteRecorder.class, SiteRecorder.class, "always");
  private static final AtomicReferenceFieldUpdater<SiteRecorder, AtomicLongArray> SPIKES =
      AtomicReferenceFieldUpdater.newUpdater(SiteRecorder.class, AtomicLongArray.class, "spikes");

  private static final AtomicReferenceFieldUpdater<SiteRecorder, KeySketch> KEYS =
      AtomicReferenceFieldUpdater.newUpdater(SiteRecorder.class, KeySketch.class, "keys");

  private static final AtomicReferenceFieldUpdater<SiteRecorder, SizeSketch> SIZES =
      AtomicReferenceFieldUpdater.newUpdater(SiteRecorder.class, SizeSketch.class, "sizes");

  /** Spikes in a row that make a run. */
  private static final int IN_A_ROW = 3;

  /** The most stripes of a contended site. */
  static final int STRIPES_AT_MOST = 64;

  /**
   * Failed compare-and-sets that a set of stripes takes before it is doubled; values in a counter
   * of a stripe before a lane is made.
   */
  private static final int PATIENCE = 64;

  private static final AtomicReferenceFieldUpdater<SiteRecorder, Lane> FIRST =
      AtomicReferenceFieldUpdater.newUpdater(SiteRecorder.class, Lane.class, "first");
  private static final AtomicReferenceFieldUpdater<SiteRecorder, Lane[]> OTHERS =
      AtomicReferenceFieldUpdater.newUpdater(SiteRecorder.class, Lane[].class, "others");
  private static final VarHandle LANES = MethodHandles.arrayElementVarHandle(Lane[].class);

  /** The most lanes beside the first. */
  static final int LANES_AT_MOST = 256;

  /** Bytes that their table takes of the pool's cap. */
  static final long LANES_BYTES = 16 + 8L * LANES_AT_MOST;

  /** Lanes after which each further one takes twice the values. */
  private static final int LANES_AT_A_PRICE = 16;

  private final PagePool pool;

  /** The lane of the first thread that came often. */
  private volatile @Nullable Lane first;

  /** Those of others; there from the second such thread on. */
  private volatile Lane @Nullable [] others;

  /** Lanes made beside the first; racy, may lose counts of its own. */
  private int lanes;

  /** By stripe: its directory of pages. One place until the site proves contended. */
  private volatile int[][][] stripes = new int[1][][];

  /** Number of stripes in use less one; grows under contention only, after {@link #stripes}. */
  private volatile int mask;

  private volatile long max;

  /** Hint of contention; racy, may lose counts of its own. */
  private int failures;

  /** One operation in this many is timed; 0: none. */
  private volatile int interval;

  /** Values that found no page: counted and summed all the same. */
  private final AtomicLong unplaced = new AtomicLong();

  private final AtomicLong unplacedSum = new AtomicLong();

  /** Of the draining under way: values, and buckets that hold any. */
  private long fresh;

  private int distinct;

  private long seenUnplaced;
  private long seenUnplacedSum;

  private final int site;
  private final @Nullable SlowWrites slow;

  /* Nanoseconds above which an operation is a spike of level 1, 2, 3. */
  private volatile long level1 = 200_000;
  private volatile long level2 = 500_000;
  private volatile long level3 = 2_000_000;

  /** The stratum of what is always timed, whatever the interval. There from its first value on. */
  private volatile @Nullable SiteRecorder always;

  /** How many recorded operations in a row reached level 2 (low half) and level 3 (high half). */
  private volatile int run;

  /**
   * Spikes of level 1, 2, 3, then runs of level 1 (unused), 2, 3. There from the first spike on.
   */
  private volatile @Nullable AtomicLongArray spikes;

  /** The keys of slow writes. There from the first one on that had a key. */
  private volatile @Nullable KeySketch keys;

  /** The sizes of maps written to. There from the first look at one on. */
  private volatile @Nullable SizeSketch sizes;

  /**
   * A recorder of nothing yet.
   *
   * @param slow where slow operations are listed; null where no duration counts as slow (holds)
   */
  SiteRecorder(PagePool pool, int site, @Nullable SlowWrites slow) {
    this.pool = pool;
    this.site = site;
    this.slow = slow;
  }

  int interval() {
    return interval;
  }

  void setInterval(int interval) {
    this.interval = interval;
  }

  /**
   * Counts one duration.
   *
   * @param nanos the duration in nanoseconds
   * @param holder the site whose lock was waited for, or {@link LockHolders#NONE}
   */
  void record(long nanos, int holder) {
    record(nanos, holder, null, null);
  }

  /**
   * Counts the duration of a write to a map, and looks at the map now and then.
   *
   * @param nanos the duration in nanoseconds
   * @param ended when the write ended, by {@link System#nanoTime}
   * @param map what was written to
   * @param key the key that was written; null if there was none
   */
  void recordWrite(long nanos, long ended, @Nullable Object map, @Nullable Object key) {
    record(nanos, LockHolders.NONE, map, key);
    if (map != null && SizeSketch.isDue(ended) && slow != null) {
      look(map, false, ended, slow);
    }
  }

  private void look(Object map, boolean isSlow, long ended, SlowWrites slow) {
    SizeSketch sketch = SizeSketch.canBeAsked(map) ? sizes() : null;
    if (sketch != null) {
      sketch.look((ConcurrentHashMap<?, ?>) map, isSlow, ended, interval, slow.growth());
    }
  }

  /** The sketch of sizes, made if need be; null where the cap leaves no room for it. */
  private @Nullable SizeSketch sizes() {
    SizeSketch sketch = sizes;
    if (sketch == null && pool.reserve(SizeSketch.BYTES, true)) {
      sketch = new SizeSketch();
      if (!SIZES.compareAndSet(this, null, sketch)) {
        pool.giveBack(SizeSketch.BYTES);
        sketch = SIZES.get(this);
      }
    }
    return sketch;
  }

  /** What is new of the sizes of maps since the last call, or null when that is nothing. */
  @Nullable MapSizes drainSizes() {
    SizeSketch sketch = sizes;
    return sketch == null ? null : sketch.drain(site);
  }

  private void record(long nanos, int holder, @Nullable Object map, @Nullable Object key) {
    if (nanos > max) {
      raise(nanos);
    }
    if (slow != null && (nanos > level1 || run != 0)) {
      spike(slow, nanos, holder, map, key);
    }
    int bucket = Buckets.indexOf(nanos);
    Lane lane = lane();
    if (lane == null || !lane.count(bucket, pool)) {
      countShared(bucket, nanos);
    }
  }

  /** Whether the next operation is to be timed. */
  boolean chosen() {
    int now = interval;
    if (now <= 1) {
      return now == 1;
    }
    Lane lane = lane();
    return lane == null ? chosenByChance(now) : lane.chosen(now);
  }

  /*
   * 2^32 / N is rounded, an error of at most N in four thousand million. The thread's own random
   * numbers: no state is shared, so nothing is contended.
   */
  private static boolean chosenByChance(int interval) {
    long random = ThreadLocalRandom.current().nextInt() & 0xffffffffL;
    return (random * interval) >>> 32 == 0;
  }

  /** The calling thread's lane, or null where it has none. */
  private @Nullable Lane lane() {
    Lane lane = first;
    if (lane == null || lane.isOwn()) {
      return lane;
    }
    Lane[] more = others;
    return more == null ? null : lane(more);
  }

  private static @Nullable Lane lane(Lane[] more) {
    int probe = probe();
    Lane lane = more[firstPlace(probe)];
    if (lane != null && lane.isOwn()) {
      return lane;
    }
    lane = more[secondPlace(probe)];
    return lane != null && lane.isOwn() ? lane : null;
  }

  private static int firstPlace(int probe) {
    return probe & (LANES_AT_MOST - 1);
  }

  private static int secondPlace(int probe) {
    return (probe >>> 8) & (LANES_AT_MOST - 1);
  }

  /** Gives the calling thread a lane, if it has none and there is one to have. */
  private void takeLane() {
    if (lane() != null) {
      return;
    }
    Lane now = first;
    if (now == null || now.isFree()) {
      Lane mine = newLane(now);
      if (mine != null && !FIRST.compareAndSet(this, now, mine)) {
        giveBack(now);
      }
      return;
    }
    Lane[] more = moreLanes();
    if (more == null) {
      return;
    }
    int probe = probe();
    if (!takeLane(more, firstPlace(probe))) {
      takeLane(more, secondPlace(probe));
    }
  }

  /** False where another thread has the place. */
  private boolean takeLane(Lane[] more, int place) {
    Lane now = (Lane) LANES.getVolatile(more, place);
    if (now != null && !now.isFree()) {
      return false;
    }
    Lane mine = newLane(now);
    if (mine != null && !LANES.compareAndSet(more, place, now, mine)) {
      giveBack(now);
      return false;
    }
    lanes += mine != null && now == null ? 1 : 0;
    return true;
  }

  private Lane @Nullable [] moreLanes() {
    Lane[] more = others;
    if (more == null && pool.reserve(LANES_BYTES, true)) {
      more = new Lane[LANES_AT_MOST];
      if (!OTHERS.compareAndSet(this, null, more)) {
        pool.giveBack(LANES_BYTES);
        more = OTHERS.get(this);
      }
    }
    return more;
  }

  /** A lane over the counters of one whose owner is gone, or over new ones; null: no room. */
  private @Nullable Lane newLane(@Nullable Lane before) {
    int[][] pages = before == null ? newDirectory() : before.pages;
    return pages == null
        ? null
        : Lane.ofCurrentThread(pages, ThreadLocalRandom.current().nextLong());
  }

  private int @Nullable [][] newDirectory() {
    if (!pool.reserve(Lane.BYTES, true)) {
      return null;
    }
    int[][] pages = pool.directory(true);
    if (pages == null) {
      pool.giveBack(Lane.BYTES);
    }
    return pages;
  }

  /** What {@link #newLane} took, for a lane that lost the race for its place. */
  private void giveBack(@Nullable Lane before) {
    if (before == null) {
      pool.giveBack(Lane.BYTES + PagePool.DIRECTORY_BYTES);
    }
  }

  private void countShared(int bucket, long nanos) {
    int stripe = mask;
    if (stripe != 0) {
      stripe &= probe();
    }
    int[] page = lvPage(stripe, bucket >>> PagePool.PAGE_BITS);
    if (page == null) {
      page = pageFor(stripe, bucket >>> PagePool.PAGE_BITS);
      if (page == null) {
        unplaced.incrementAndGet();
        unplacedSum.addAndGet(Math.max(nanos, 0));
        return;
      }
    }
    int slot = bucket & (PagePool.PAGE_SIZE - 1);
    int count = page[slot];
    if (!COUNTERS.compareAndSet(page, slot, count, count + 1)) {
      recordContended(page, slot);
    }
    if ((count & (PATIENCE - 1)) == PATIENCE - 1 && isWorthALane(count)) {
      takeLane();
    }
  }

  private boolean isWorthALane(int count) {
    int patience = PATIENCE << Math.min(lanes / LANES_AT_A_PRICE, 16);
    return (count & (patience - 1)) == patience - 1;
  }

  /** Sets above which durations operations are spikes of level 1, 2, 3. */
  void setLevels(long first, long second, long third) {
    level1 = first;
    level2 = second;
    level3 = third;
    SiteRecorder stratum = always;
    if (stratum != null) {
      stratum.setLevels(first, second, third);
    }
  }

  /** 0 for an operation that is no spike, else 1 to 3. */
  int levelOf(long nanos) {
    if (nanos <= level1) {
      return 0;
    }
    return nanos > level3 ? 3 : nanos > level2 ? 2 : 1;
  }

  /** Counts one duration of a kind that is timed whatever the interval: it stands for itself. */
  void recordAlways(long nanos, int holder) {
    SiteRecorder stratum = always;
    if (stratum == null) {
      stratum = new SiteRecorder(pool, site, slow);
      if (!ALWAYS.compareAndSet(this, null, stratum)) {
        stratum = ALWAYS.get(this);
      }
      stratum.setLevels(level1, level2, level3);
    }
    stratum.record(nanos, holder);
  }

  private void recordContended(int[] page, int slot) {
    COUNTERS.getAndAdd(page, slot, 1);
    if (++failures > PATIENCE) {
      failures = 0;
      widen();
    }
  }

  /** One duration as if 64 writers had been in each other's way, and every way to a lane. */
  void recordAsContended() {
    widen();
    record(1, LockHolders.NONE);
    takeLane();
    takeLane();
    Lane lane = lane();
    if (lane != null) {
      lane.chosen(2);
      lane.chosen(2);
    }
  }

  /* Only index 0 of the narrow array is ever written, and before this runs: the copy misses nothing. */
  private void widen() {
    int now = mask;
    int[][][] narrow = stripes;
    if (narrow.length == 1) {
      int[][][] wide = new int[STRIPES_AT_MOST][][];
      wide[0] = narrow[0];
      WIDE.compareAndSet(this, narrow, wide);
    }
    // Two threads that both double write the same number.
    mask = Math.min(2 * now + 1, STRIPES_AT_MOST - 1);
  }

  /* A row is one of recorded operations in the order of their updates of `run`, whatever threads. */
  private void spike(
      SlowWrites slow, long nanos, int holder, @Nullable Object map, @Nullable Object key) {
    int level = levelOf(nanos);
    int now;
    int at2;
    int at3;
    int next;
    do {
      now = run;
      at2 = level >= 2 ? (now & 0xffff) + 1 : 0;
      at3 = level >= 3 ? (now >>> 16) + 1 : 0;
      next = (at3 == IN_A_ROW ? 0 : at3 << 16) | (at2 == IN_A_ROW ? 0 : at2);
    } while (!RUN.compareAndSet(this, now, next));
    if (level == 0) {
      return;
    }
    AtomicLongArray counts = spikes;
    if (counts == null) {
      counts = new AtomicLongArray(2 * SiteSpikes.LEVELS);
      if (!SPIKES.compareAndSet(this, null, counts)) {
        counts = SPIKES.get(this);
      }
    }
    counts.incrementAndGet(level - 1);
    long grown = slow.growthIn(nanos, map, key);
    slow.offer(site, nanos, holder, key, grown);
    if (map != null) {
      look(map, true, System.nanoTime(), slow);
    }
    SizeSketch seen = grown == 0 ? null : sizes();
    if (seen != null) {
      seen.grew();
    }
    if (key != null) {
      KeySketch sketch = sketch();
      if (sketch != null) {
        sketch.add(TrustedKeys.fingerprint(key));
      }
    }
    // The place where actions on a run belong (level 2 narrows the site's gate, level 3 closes it
    // for
    // a while): each run comes by here once, on the thread that completed it. So far it is counted.
    if (at2 == IN_A_ROW) {
      counts.incrementAndGet(SiteSpikes.LEVELS + 1);
    }
    if (at3 == IN_A_ROW) {
      counts.incrementAndGet(SiteSpikes.LEVELS + 2);
    }
  }

  /** The counters of keys, made if need be; null where the cap leaves no room for them. */
  private @Nullable KeySketch sketch() {
    KeySketch sketch = keys;
    if (sketch == null && pool.reserve(KeySketch.BYTES, true)) {
      sketch = new KeySketch();
      if (!KEYS.compareAndSet(this, null, sketch)) {
        pool.giveBack(KeySketch.BYTES);
        sketch = KEYS.get(this);
      }
    }
    return sketch;
  }

  /** The keys of slow writes since the last call, or null when there were none to be had. */
  @Nullable HotKeys drainKeys(KeyIds ids) {
    KeySketch sketch = keys;
    return sketch == null ? null : sketch.drain(site, ids);
  }

  /** The spikes since the last call, or null when there were none. One reader at a time. */
  @Nullable SiteSpikes drainSpikes() {
    SiteSpikes own = drainOwnSpikes();
    SiteRecorder stratum = always;
    SiteSpikes others = stratum == null ? null : stratum.drainOwnSpikes();
    return own == null ? others : others == null ? own : own.plus(others);
  }

  private @Nullable SiteSpikes drainOwnSpikes() {
    AtomicLongArray counts = spikes;
    if (counts == null) {
      return null;
    }
    long any = 0;
    long[] levels = new long[SiteSpikes.LEVELS];
    long[] runs = new long[SiteSpikes.LEVELS];
    for (int i = 0; i < SiteSpikes.LEVELS; i++) {
      levels[i] = counts.getAndSet(i, 0);
      runs[i] = counts.getAndSet(SiteSpikes.LEVELS + i, 0);
      any += levels[i] + runs[i];
    }
    return any == 0 ? null : new SiteSpikes(site, levels, runs);
  }

  private void raise(long nanos) {
    long seen;
    do {
      seen = max;
    } while (nanos > seen && !MAX.compareAndSet(this, seen, nanos));
  }

  /* Not the thread's id: getId may be overridden on 17, and nothing of the application runs in here. */
  private static int probe() {
    int hash = System.identityHashCode(Thread.currentThread());
    return hash ^ (hash >>> 12);
  }

  private int @Nullable [] lvPage(int stripe, int index) {
    int[][] directory = stripes[stripe];
    return directory == null ? null : directory[index];
  }

  /**
   * The page of a stripe, made if need be; the first stripe's where there is no room; else null.
   */
  private int @Nullable [] pageFor(int stripe, int index) {
    int[] page = casPage(stripe, index);
    return page != null || stripe == 0 ? page : casPage(0, index);
  }

  private int @Nullable [] casPage(int stripe, int index) {
    int[][] directory = casDirectory(stripe);
    if (directory == null) {
      return null;
    }
    int[] page = (int[]) PAGES.getVolatile(directory, index);
    if (page != null) {
      return page;
    }
    page = pool.page(stripe != 0);
    if (page != null && !PAGES.compareAndSet(directory, index, (int[]) null, page)) {
      pool.giveBack(PagePool.PAGE_BYTES);
      page = (int[]) PAGES.getVolatile(directory, index);
    }
    return page;
  }

  private int @Nullable [][] casDirectory(int stripe) {
    int[][][] all = stripes;
    int[][] directory = (int[][]) STRIPES.getVolatile(all, stripe);
    if (directory != null) {
      return directory;
    }
    directory = pool.directory(stripe != 0);
    if (directory != null && !STRIPES.compareAndSet(all, stripe, (int[][]) null, directory)) {
      pool.giveBack(PagePool.DIRECTORY_BYTES);
      directory = (int[][]) STRIPES.getVolatile(all, stripe);
    }
    return directory;
  }

  /**
   * What has been counted since the last call, or null when that is nothing. One reader at a time.
   *
   * @param weight how many operations each timed one stood for; 0 counts as 1
   * @param scratch {@link Buckets#COUNT} zeros; zeros again on return
   */
  @Nullable SiteCounts drain(int site, Measure measure, int weight, long[] scratch) {
    SiteCounts sampled = drainOwn(site, measure, weight, scratch);
    SiteRecorder stratum = always;
    SiteCounts timed = stratum == null ? null : stratum.drainOwn(site, measure, 1, scratch);
    return timed == null ? sampled : sampled == null ? timed : timed.plus(sampled);
  }

  private @Nullable SiteCounts drainOwn(int site, Measure measure, int weight, long[] scratch) {
    fresh = 0;
    distinct = 0;
    int[][][] all = stripes;
    for (int stripe = 0; stripe < all.length; stripe++) {
      drain((int[][]) STRIPES.getVolatile(all, stripe), scratch);
    }
    Lane own = first;
    drain(own == null ? null : own.pages, scratch);
    Lane[] more = others;
    for (int place = 0; more != null && place < LANES_AT_MOST; place++) {
      own = (Lane) LANES.getVolatile(more, place);
      drain(own == null ? null : own.pages, scratch);
    }
    long sampled = fresh;
    long nowUnplaced = unplaced.get();
    long newUnplaced = nowUnplaced - seenUnplaced;
    seenUnplaced = nowUnplaced;
    long nowUnplacedSum = unplacedSum.get();
    long newUnplacedSum = nowUnplacedSum - seenUnplacedSum;
    seenUnplacedSum = nowUnplacedSum;
    long highest = MAX.getAndSet(this, 0);
    if (sampled + newUnplaced == 0) {
      if (highest > 0) {
        // Its counter is about to follow: keep it for the interval that reports that.
        raise(highest);
      }
      return null;
    }
    int[] buckets = new int[distinct];
    long[] counts = new long[distinct];
    int at = 0;
    for (int bucket = 0; at < distinct; bucket++) {
      if (scratch[bucket] != 0) {
        buckets[at] = bucket;
        counts[at++] = scratch[bucket];
        scratch[bucket] = 0;
      }
    }
    return SiteCounts.sampled(
        site, measure, Math.max(weight, 1), buckets, counts, newUnplaced, newUnplacedSum, highest);
  }

  /** Adds what a directory's counters have gained to {@code scratch}, {@link #fresh} and so on. */
  private void drain(int @Nullable [][] directory, long[] scratch) {
    if (directory == null) {
      return;
    }
    for (int index = 0; index < PagePool.PAGES; index++) {
      int[] page = (int[]) PAGES.getVolatile(directory, index);
      if (page == null) {
        continue;
      }
      int[] seen = seenPage(directory, index);
      for (int slot = 0; slot < PagePool.PAGE_SIZE; slot++) {
        int now = (int) COUNTERS.getVolatile(page, slot);
        if (now != seen[slot]) {
          long gained = Integer.toUnsignedLong(now - seen[slot]);
          seen[slot] = now;
          int bucket = (index << PagePool.PAGE_BITS) + slot;
          if (scratch[bucket] == 0) {
            distinct++;
          }
          scratch[bucket] += gained;
          fresh += gained;
        }
      }
    }
  }

  /** What the reader saw last of a page; none but the reader touches it. */
  private static int[] seenPage(int[][] directory, int index) {
    int[] page = directory[PagePool.PAGES + index];
    if (page == null) {
      page = new int[PagePool.PAGE_SIZE];
      directory[PagePool.PAGES + index] = page;
    }
    return page;
  }
}
