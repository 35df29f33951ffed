package io.unjam.runtime.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All sites' recorders: what hooks write to and the agent reads.
 *
 * <p>{@link #interval} and {@link #record} may be called by any thread at any time and never block;
 * {@link #open} and {@link #next} take a lock that is held for a bounded time and under which
 * nothing of the application runs.
 */
public final class Recorder {

  private static final SiteRecorder[] NONE = {};

  /** The one that hooks use. Stands below what its constructor reads. */
  public static final Recorder SHARED = new Recorder(PagePool.ofDefaultSize());

  private final PagePool pool;
  private final SlowWrites slow = new SlowWrites();
  private final LockHolders holders = new LockHolders();
  private final Signals signals = new Signals();
  private final KeyIds keyIds;

  /** Recorders by site. Replaced by a longer copy; an element never changes once it is there. */
  private volatile SiteRecorder[] operations = NONE;

  private volatile SiteRecorder[] holds = NONE;

  /** The same array as {@link #operations}, or {@link #NONE} while recording is off. */
  private volatile SiteRecorder[] live = NONE;

  private volatile boolean distressed;

  private final Object opening = new Object();
  private boolean on = true;

  private final Object reading = new Object();
  private final long[] scratch = new long[Buckets.COUNT];
  private long lastMillis = System.currentTimeMillis();
  private long lastNanos = System.nanoTime();

  Recorder(PagePool pool) {
    this(pool, new KeyIds());
  }

  Recorder(PagePool pool, KeyIds keyIds) {
    this.pool = pool;
    this.keyIds = keyIds;
  }

  /** The pool that counters come from. */
  public PagePool pool() {
    return pool;
  }

  /** The list of what was slow. */
  public SlowWrites slow() {
    return slow;
  }

  /**
   * Makes room for a site.
   *
   * @param site 0 or more, dense
   * @param sampleInterval one operation in this many is timed; 0: none
   */
  public void open(int site, int sampleInterval) {
    synchronized (opening) {
      int known = operations.length;
      if (site >= known) {
        int longer = Math.max(Math.max(64, site + 1), 2 * known);
        SiteRecorder[] moreOperations = Arrays.copyOf(operations, longer);
        SiteRecorder[] moreHolds = Arrays.copyOf(holds, longer);
        for (int i = known; i < longer; i++) {
          moreOperations[i] = new SiteRecorder(pool, i, slow);
          moreHolds[i] = new SiteRecorder(pool, i, null);
        }
        holds = moreHolds;
        operations = moreOperations;
        live = on ? moreOperations : NONE;
      }
      operations[site].setInterval(sampleInterval);
    }
  }

  /**
   * Sets what counts as a spike at a site (200 us, 500 us and 2 ms unless set).
   *
   * @param site its number
   * @param first an operation that takes longer is of level 1 and may be listed; nanoseconds
   * @param second the same for level 2
   * @param third the same for level 3
   * @throws IllegalArgumentException unless the three are positive and ascend
   */
  public void setLevels(int site, long first, long second, long third) {
    if (first <= 0 || second < first || third < second) {
      throw new IllegalArgumentException(
          "spike levels must ascend: " + first + ", " + second + ", " + third);
    }
    operations[site].setLevels(first, second, third);
  }

  /**
   * The level of an operation of a site by the thresholds in force there.
   *
   * @param site its number
   * @param nanos how long it took
   * @return 0 for an operation that is no spike, or of no site, else 1 to 3
   */
  public int levelOf(int site, long nanos) {
    SiteRecorder[] all = operations;
    return site >= 0 && site < all.length ? all[site].levelOf(nanos) : 0;
  }

  /**
   * Turns the timing of every site on (the default) or off. Operations under way are recorded
   * still.
   *
   * @param on whether operations that begin from now on are timed
   */
  public void setRecording(boolean on) {
    synchronized (opening) {
      this.on = on;
      live = on ? operations : NONE;
    }
  }

  /** Whether operations that begin now are timed. */
  public boolean recording() {
    synchronized (opening) {
      return on;
    }
  }

  /**
   * One operation of a site in this many is timed while recording is on; 0: none, or no such site.
   */
  public int configuredInterval(int site) {
    SiteRecorder[] all = operations;
    return site >= 0 && site < all.length ? all[site].interval() : 0;
  }

  /**
   * One operation of a site in this many is to be timed; 0: none, recording is off, or no such
   * site.
   */
  public int interval(int site) {
    SiteRecorder[] all = live;
    return site >= 0 && site < all.length ? all[site].interval() : 0;
  }

  /**
   * Whether the calling thread's next operation at a site is to be timed: one in {@link #interval}
   * is, by chance; none where that is 0.
   */
  public boolean chosen(int site) {
    SiteRecorder[] all = live;
    return site >= 0 && site < all.length && all[site].chosen();
  }

  /**
   * Changes how many operations one timed operation stands for. To be called between {@link #next}
   * and the next one, by the same thread, for weights to be right; operations under way at the time
   * are weighed by the new interval.
   *
   * @param site its number
   * @param sampleInterval 1 or more, or 0 to time none
   */
  public void setInterval(int site, int sampleInterval) {
    operations[site].setInterval(sampleInterval);
  }

  /**
   * Counts one duration of an operation. An unknown site is ignored.
   *
   * @param site its number
   * @param nanos its duration in nanoseconds
   */
  public void record(int site, long nanos) {
    SiteRecorder[] all = operations;
    if (site >= 0 && site < all.length) {
      record(all[site], nanos);
    }
  }

  /**
   * Counts one duration of a write to a map. An unknown site is ignored.
   *
   * @param site its number
   * @param started when the write began, by {@link System#nanoTime}
   * @param ended when it ended
   * @param map what was written to; looked at if the write was slow, and now and then
   * @param key the key that was written, null if there was none; fingerprinted if the write was
   *     slow. Neither is kept
   */
  public void recordWrite(
      int site, long started, long ended, @Nullable Object map, @Nullable Object key) {
    SiteRecorder[] all = operations;
    if (site >= 0 && site < all.length) {
      recordWrite(all[site], ended - started, ended, map, key);
    }
  }

  private void recordWrite(
      SiteRecorder recorder, long nanos, long ended, @Nullable Object map, @Nullable Object key) {
    try {
      recorder.recordWrite(nanos, ended, map, key);
    } catch (OutOfMemoryError | StackOverflowError e) {
      // As below.
      distressed = true;
    }
  }

  private void record(SiteRecorder recorder, long nanos) {
    try {
      recorder.record(nanos, LockHolders.NONE);
    } catch (OutOfMemoryError | StackOverflowError e) {
      // The application is at its limit, and must not learn it from a measurement. No call in here:
      // the stack may be full.
      distressed = true;
    }
  }

  /** To be called by a reader that could not keep what it read, for want of memory. */
  public void setDistressed() {
    distressed = true;
  }

  /**
   * Whether a duration was lost because memory or a thread's stack was exhausted; a report says so.
   */
  public boolean distressed() {
    return distressed;
  }

  /**
   * Counts one wait for a lock. An unknown site is ignored.
   *
   * @param site its number
   * @param nanos its duration in nanoseconds
   * @param always whether it was bound to be timed, whatever the site's interval: then it stands
   *     for itself alone
   * @param holder the site that was last seen to take the lock before, or {@link LockHolders#NONE}
   */
  public void recordWait(int site, long nanos, boolean always, int holder) {
    SiteRecorder[] all = operations;
    if (site >= 0 && site < all.length) {
      recordWait(all[site], nanos, always, holder);
    }
  }

  private void recordWait(SiteRecorder recorder, long nanos, boolean always, int holder) {
    try {
      if (always) {
        recorder.recordAlways(nanos, holder);
      } else {
        recorder.record(nanos, holder);
      }
    } catch (OutOfMemoryError | StackOverflowError e) {
      // As above.
      distressed = true;
    }
  }

  /** Who takes which lock. */
  public LockHolders holders() {
    return holders;
  }

  /** When what threads wait for was signalled. */
  public Signals signals() {
    return signals;
  }

  /**
   * Counts one duration for which a lock was held. An unknown site is ignored.
   *
   * @param site its number
   * @param nanos its duration in nanoseconds
   */
  public void recordHold(int site, long nanos) {
    SiteRecorder[] all = holds;
    if (site >= 0 && site < all.length) {
      record(all[site], nanos);
    }
  }

  /** As {@link #recordHold} for a hold that was bound to be timed; see {@link #recordWait}. */
  public void recordHoldAlways(int site, long nanos) {
    SiteRecorder[] all = holds;
    if (site >= 0 && site < all.length) {
      recordWait(all[site], nanos, true, LockHolders.NONE);
    }
  }

  /** For {@link Warmup}: what only contention reaches. */
  void touchContendedPath() {
    operations[0].recordAsContended();
  }

  /**
   * What was recorded since the last call (or the start). Every duration is in exactly one of the
   * snapshots that this returns, whatever goes on meanwhile. To be called once a second or so: a
   * counter may take no more than 2<sup>32</sup> values between two calls.
   */
  public Snapshot next() {
    synchronized (reading) {
      SiteRecorder[] ofOperations = operations;
      SiteRecorder[] ofHolds = holds;
      List<SiteCounts> counts = new ArrayList<>();
      List<SiteSpikes> spikes = new ArrayList<>();
      List<HotKeys> keys = new ArrayList<>();
      List<MapSizes> sizes = new ArrayList<>();
      for (int site = 0; site < ofHolds.length && site < ofOperations.length; site++) {
        SiteRecorder operation = ofOperations[site];
        int interval = operation.interval();
        SiteCounts drained = operation.drain(site, Measure.OPERATION, interval, scratch);
        if (drained != null) {
          counts.add(drained);
        }
        SiteSpikes spiked = operation.drainSpikes();
        if (spiked != null) {
          spikes.add(spiked);
        }
        HotKeys hot = operation.drainKeys(keyIds);
        if (hot != null) {
          keys.add(hot);
        }
        MapSizes seen = operation.drainSizes();
        if (seen != null) {
          sizes.add(seen);
        }
        drained = ofHolds[site].drain(site, Measure.HOLD, interval, scratch);
        if (drained != null) {
          counts.add(drained);
        }
      }
      long fromMillis = lastMillis;
      long fromNanos = lastNanos;
      lastMillis = System.currentTimeMillis();
      lastNanos = System.nanoTime();
      return new Snapshot(
          fromMillis,
          lastMillis,
          lastNanos - fromNanos,
          counts,
          spikes,
          slow.drain(keyIds),
          keys,
          sizes,
          pool.used(),
          pool.cap(),
          pool.refused());
    }
  }
}
