package io.unjam.agent.cli.top;

import com.google.gson.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One site over one span of time.
 *
 * @param key what makes it the same site in another answer
 * @param name for people
 * @param rate operations a second
 * @param p50 median of the span, in nanoseconds; likewise the next two
 * @param waitShare time that threads spent in the operation (for a lock: waited for it) by the time
 *     that passed; 1 is one thread all the time
 * @param heldShare the same for the time that a lock was held
 * @param spikes of the span, by level
 * @param operations since the start
 * @param timed whether any operation of the span was timed: without, there are no durations
 * @param rules what rules say of the site, as {@code map: sharded}
 * @param hotKeys the keys of the span's slow writes, as the agent says them; null where there were
 *     none
 * @param scaling the site's serial share and predicted scaling, or the reason why there is none, as
 *     the agent says them; null where it says nothing
 */
public record LiveSite(
    String key,
    String name,
    double rate,
    long p50,
    long p99,
    long max,
    double waitShare,
    double heldShare,
    List<Long> spikes,
    long operations,
    boolean timed,
    List<String> rules,
    @Nullable JsonObject hotKeys,
    @Nullable JsonObject scaling) {

  public LiveSite {
    spikes = List.copyOf(spikes);
    rules = List.copyOf(rules);
  }

  /** Whether nothing happened here in the span. */
  public boolean idle() {
    return rate == 0 && waitShare == 0 && heldShare == 0 && spikeCount() == 0;
  }

  /** Spikes of all levels. */
  public long spikeCount() {
    long count = 0;
    for (long each : spikes) {
      count += each;
    }
    return count;
  }
}
