package io.unjam.runtime.hook;

import io.unjam.runtime.record.Recorder;
import org.jspecify.annotations.Nullable;

/**
 * Times operations of the application.
 *
 * <p>An edit puts a map write between two calls and changes nothing about it:
 *
 * <pre>{@code
 * long started = TimeHooks.begin(site);
 * map.put(key, value); // the original instruction
 * TimeHooks.end(started, map, key, site);
 * }</pre>
 *
 * <p>When the original throws, {@code end} is not reached and nothing is recorded. Locks are {@link
 * LockHooks}' business.
 *
 * <p>Where the write was slow the hook looks at the map, what it is and how large, and takes a
 * fingerprint of the key (see {@link io.unjam.runtime.key.TrustedKeys}). Of timed writes that were
 * quick one in some asks a {@code ConcurrentHashMap} for its size. Nothing of the application runs.
 *
 * <p>All methods are safe from any thread, take no lock, and throw nothing. A start of 0 says that
 * this operation is not timed, and is what to pass on; any other is a time of {@link
 * System#nanoTime}.
 */
public final class TimeHooks {

  private TimeHooks() {}

  /**
   * Decides whether this operation is timed, and starts if so.
   *
   * @param site a number from {@code SiteTable}
   * @return the start, or 0 when this operation is not timed
   */
  public static long begin(int site) {
    return Recorder.SHARED.chosen(site) ? now() : 0;
  }

  /**
   * Records the operation that {@link #begin} started.
   *
   * @param started what {@code begin} returned
   * @param map what was written to
   * @param key the key that was written; null if there was none
   * @param site the same number
   */
  public static void end(long started, @Nullable Object map, @Nullable Object key, int site) {
    if (started != 0) {
      Recorder.SHARED.recordWrite(site, started, System.nanoTime(), map, key);
    }
  }

  private static long now() {
    long now = System.nanoTime();
    return now == 0 ? 1 : now;
  }
}
