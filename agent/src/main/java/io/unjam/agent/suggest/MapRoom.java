package io.unjam.agent.suggest;

import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import io.unjam.runtime.record.MapSizes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How much room the maps of a subject come to need, as far as a recording tells.
 *
 * @param sizes of the maps, all sites put together
 * @param similar the share of the maps that came to at least half of the largest, 0 to 1
 * @param settled whether the largest ones had their sizes before the last quarter of the recording
 * @param behind writes from one look at a map to the next, on average, where looks are closest
 */
record MapRoom(Recording.MapSizes sizes, double similar, boolean settled, double behind) {

  /*
   * Room that is never used is memory wasted, in each of the maps. So two things are asked of maps
   * that come and go: that enough of them were seen, and that few are much smaller than the largest.
   *
   * The sample favours maps that many writes go to, for a look may fall on each of these. A map of
   * size n had n writes at least, each with the same chance p of a look, so it was met with at least
   * 1 - (1 - p)^n, and stands for the inverse of that many (Horvitz, Thompson 1952). Where a small
   * map had more writes than that, it counts for too many: that errs to the side of saying nothing.
   *
   * Of a single map that fills while it is recorded nobody knows what it comes to. Of one that did not
   * grow in the last quarter it is known what it came to.
   */

  /** Maps from which on it can be said how they are spread. */
  private static final int FEWEST = 8;

  private static final double MOST_SIMILAR = 0.9;

  /** A look may be an eighth behind. */
  private static final double SLACK = 0.125;

  private static final long MOST_ROOM = 1 << 30;

  /** What was seen of a subject's maps; {@code null} where that is nothing. */
  static @Nullable MapRoom of(Subject subject) {
    List<Recording.MapSizes> known = new ArrayList<>();
    List<Recording.MapSizes> before = new ArrayList<>();
    for (Subject.Used used : subject.sites()) {
      if (used.sizes() != null) {
        known.add(used.sizes());
      }
      if (used.earlier() != null) {
        before.add(used.earlier());
      }
    }
    Recording.MapSizes sizes = Recording.MapSizes.together(known);
    if (sizes == null || sizes.percentile(100) == 0) {
      return null;
    }
    double chance = chance(subject);
    return new MapRoom(
        sizes,
        similar(sizes, chance),
        settled(sizes, Recording.MapSizes.together(before)),
        chance == 0 ? Double.POSITIVE_INFINITY : 1 / chance);
  }

  /** The chance of a write that it looked at its map. */
  private static double chance(Subject subject) {
    Durations operations = subject.operations();
    return operations == null || operations.operations() == 0
        ? 0
        : (double) operations.sampled() / (double) operations.operations() / MapSizes.LOOKS;
  }

  private static double similar(Recording.MapSizes sizes, double chance) {
    double all = 0;
    double large = 0;
    for (Recording.MapSize map : sizes.maps()) {
      double met = 1 - Math.pow(1 - chance, (double) Math.max(1, map.largest()));
      double standsFor = met <= 0 ? 1 : 1 / met;
      all += standsFor;
      large += 2 * map.largest() >= sizes.percentile(100) ? standsFor : 0;
    }
    return large / all;
  }

  private static boolean settled(Recording.MapSizes sizes, Recording.@Nullable MapSizes before) {
    if (before == null) {
      return false;
    }
    Map<Long, Long> earlier = new HashMap<>();
    for (Recording.MapSize map : before.maps()) {
      earlier.put(map.id(), map.largest());
    }
    for (Recording.MapSize map : sizes.maps()) {
      boolean large = 2 * map.largest() >= sizes.percentile(100);
      double was = (double) earlier.getOrDefault(map.id(), 0L);
      if (large && was < (double) map.largest() * (1 - SLACK)) {
        return false;
      }
    }
    return true;
  }

  /** Whether there are many maps of about one size. */
  boolean isOfMany() {
    return sizes.maps().size() >= FEWEST && similar >= MOST_SIMILAR;
  }

  /** Whether there are so few maps that each can be spoken of. */
  boolean isOfFew() {
    return sizes.maps().size() < FEWEST;
  }

  /** Whether sizes are known well enough that a capacity rests on them. */
  boolean isLookedAtOften() {
    return 2 * behind <= (double) sizes.percentile(100);
  }

  /** Whether it is known what the maps come to. */
  boolean tellsCapacity() {
    return isLookedAtOften() && (isOfMany() || (isOfFew() && settled));
  }

  /**
   * Mappings to make room for: the largest size seen and what a look may be behind, rounded up to
   * three digits.
   */
  long capacity() {
    double largest = (double) sizes.percentile(100);
    long wanted = (long) Math.ceil(largest + Math.max(largest * SLACK, behind));
    long unit = 1;
    while (wanted / unit >= 1000) {
      unit *= 10;
    }
    return Math.min(MOST_ROOM, (wanted + unit - 1) / unit * unit);
  }

  /** Bytes of the table that a {@code ConcurrentHashMap} makes for that capacity. */
  long tableBytes() {
    long slots = Math.max(1, capacity() + capacity() / 2 + 1);
    long power = Long.highestOneBit(slots);
    return 4 * Math.min(MOST_ROOM, power == slots ? slots : 2 * power);
  }
}
