package io.unjam.agent.report.recording;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a recording file holds. Immutable. Times are milliseconds since 1970, durations nanoseconds.
 * The nested records are the format: their components' names are the names in the file.
 *
 * @param header who recorded what, where
 * @param sites what the numbers of sites stand for
 * @param decisions what was decided last, oldest first
 * @param intervals a second or so each, oldest first
 * @param pauses of the garbage collectors
 * @param stalls spans in which all threads stood still for a while
 * @param delays spans in which a thread waited for a processor
 * @param marks events worth a line in a picture
 * @param problems what could not be read, a sentence each; empty for a whole file
 */
public record Recording(
    Header header,
    List<RecordedSite> sites,
    List<RecordedDecision> decisions,
    List<Interval> intervals,
    List<Pause> pauses,
    List<Stall> stalls,
    List<Delay> delays,
    List<Mark> marks,
    List<String> problems) {

  public Recording {
    sites = List.copyOf(sites);
    decisions = List.copyOf(decisions);
    intervals = List.copyOf(intervals);
    pauses = List.copyOf(pauses);
    stalls = List.copyOf(stalls);
    delays = List.copyOf(delays);
    marks = List.copyOf(marks);
    problems = List.copyOf(problems);
  }

  /**
   * Who recorded.
   *
   * @param version of Unjam
   * @param java version of the JVM
   * @param vm its name
   * @param pid the process
   * @param processors it may use
   * @param startMillis when the recording began
   * @param rules rule files as the user named them
   */
  public record Header(
      String version,
      String java,
      String vm,
      long pid,
      int processors,
      long startMillis,
      String rules) {}

  /** A site; the components are those of {@code Site} in the runtime. */
  public record RecordedSite(
      int id,
      String key,
      String description,
      String owner,
      String member,
      int line,
      String operation) {}

  /**
   * A decision, in words.
   *
   * @param kind what stands there, as {@code map write}; null in files of the first versions
   * @param field what the object made is stored into or the receiver was read from, as {@code
   *     owner.name}; null where that is not known
   */
  public record RecordedDecision(
      String verdict,
      String className,
      String method,
      int line,
      String target,
      String action,
      String variant,
      String rule,
      String location,
      String reason,
      @Nullable String kind,
      @Nullable String field) {}

  /**
   * One interval.
   *
   * @param nanos its length by the monotonic clock
   * @param capReached whether counters ran out of memory before its end
   * @param hotKeys the keys of slow writes; empty in files of format 1
   * @param mapSizes what is new of the sizes of maps; empty in files of formats 1 and 2
   */
  public record Interval(
      long fromMillis,
      long toMillis,
      long nanos,
      boolean capReached,
      List<Durations> durations,
      List<Spikes> spikes,
      List<Slow> slow,
      List<HotKeys> hotKeys,
      List<MapSizes> mapSizes) {

    @SuppressWarnings("ConstantValue") // A file of an older format has none.
    public Interval {
      hotKeys = hotKeys == null ? List.of() : List.copyOf(hotKeys);
      mapSizes = mapSizes == null ? List.of() : List.copyOf(mapSizes);
    }
  }

  /**
   * How often spikes of a level happened at a site.
   *
   * @param one over the first threshold
   * @param two over the second
   * @param three over the third
   */
  public record Spikes(int site, long one, long two, long three) {

    /** These and others of the same site. */
    public Spikes plus(Spikes other) {
      return new Spikes(site, one + other.one, two + other.two, three + other.three);
    }
  }

  /**
   * One slow operation.
   *
   * @param stack innermost frame first; empty if none was taken
   * @param holder for a wait for a lock, the site that was last seen to take it before; null where
   *     that is not known
   * @param key id of the key that was written, as in {@link HotKey}; null where there was none
   * @param growth of the map's table meanwhile; null where nothing is known of any
   */
  public record Slow(
      int site,
      long nanos,
      long millis,
      String thread,
      List<String> stack,
      @Nullable Integer holder,
      @Nullable String key,
      @Nullable Growth growth) {}

  /**
   * A table grew during a slow write.
   *
   * @param seen whether it was the very table that the write went to; else the map had just passed
   *     a size at which such maps grow
   * @param nanos how much of the write it took: exactly if seen, else at most
   */
  public record Growth(boolean seen, long nanos) {}

  /**
   * The keys of a site's slow writes, as far as sixteen counters can tell.
   *
   * @param writes slow writes that had a key
   * @param floor the most that a key can have had which isn't listed
   * @param keys highest count first
   */
  public record HotKeys(int site, long writes, long floor, List<HotKey> keys) {

    private static final long LEAST_WRITES = 3;
    private static final double LEAST_SHARE = 0.05;

    public HotKeys {
      keys = List.copyOf(keys);
    }

    /** Those that are worth a word: by at least three writes and a twentieth of all. */
    public List<HotKey> hot() {
      List<HotKey> hot = new ArrayList<>();
      for (HotKey key : keys) {
        if (standsOut(key.atLeast(), writes)) {
          hot.add(key);
        }
      }
      return List.copyOf(hot);
    }

    /** Whether that many of some slow writes are worth a word, as in {@link #hot}. */
    public static boolean standsOut(long atLeast, long writes) {
      return atLeast >= LEAST_WRITES && (double) atLeast >= LEAST_SHARE * (double) writes;
    }

    /** The least share of the slow writes that went to one of the keys, 0 to 1. */
    public double share(HotKey key) {
      return writes == 0 ? 0 : (double) key.atLeast() / (double) writes;
    }
  }

  /**
   * One key.
   *
   * @param id 16 hexadecimal digits that say nothing about the key; the same for equal hash codes
   *     within a recording, and another in the next
   * @param count the most writes that were the key's
   * @param error by how much that may be too high
   */
  public record HotKey(String id, long count, long error) {

    /** The least number of writes that were the key's. */
    public long atLeast() {
      return count - error;
    }
  }

  /**
   * How large the maps became that a site wrote to. Of the maps that were looked at those with the
   * lowest ids are listed; ids are chance, so these are a fair sample.
   *
   * @param below every map that was looked at and whose id is less is listed; 4294967295 where none
   *     was left out
   * @param maps by ascending id, at most 32
   * @param grown slow writes that met a growing table, or are likely to have
   */
  public record MapSizes(int site, long below, List<MapSize> maps, long grown) {

    public MapSizes {
      maps = List.copyOf(maps);
    }

    /** How many maps were looked at; an estimate, within some fifth, where some were left out. */
    public long count() {
      return SizeTotals.recorded(this).maps();
    }

    /** Whether {@link #count} is exact. */
    public boolean allListed() {
      return below == io.unjam.runtime.record.MapSizes.NONE_LEFT_OUT;
    }

    /**
     * The size that a share of the listed maps did not exceed; 0 where none is listed.
     *
     * @param percentile 0 to 100
     */
    public long percentile(double percentile) {
      List<Long> sizes = new ArrayList<>();
      for (MapSize map : maps) {
        sizes.add(map.largest());
      }
      Collections.sort(sizes);
      int rank = (int) Math.ceil(sizes.size() * percentile / 100);
      return sizes.isEmpty() ? 0 : sizes.get(Math.min(sizes.size(), Math.max(1, rank)) - 1);
    }

    /** Sizes of the same maps as other sites saw them, put together. */
    public static @Nullable MapSizes together(List<MapSizes> sites) {
      return SizeTotals.together(sites);
    }
  }

  /**
   * One map.
   *
   * @param id a number drawn by chance, the same within a recording
   * @param largest the most mappings that it was seen with; it may have had more
   */
  public record MapSize(long id, long largest) {}

  /** A pause of a collector. */
  public record Pause(long millis, long nanos, String collector, String cause) {}

  /**
   * All threads of the application stood still at safepoints, those of collections included.
   *
   * @param toMillis from {@code fromMillis} until then it is not known when, only for how long
   * @param nanos for how long in all
   * @param safepoints how often
   */
  public record Stall(long fromMillis, long toMillis, long nanos, long safepoints) {}

  /**
   * A thread was ready to run and had no processor.
   *
   * @param toMillis from {@code fromMillis} until then it is not known when, only for how long
   * @param thread its name
   * @param nanos for how long in all
   */
  public record Delay(long fromMillis, long toMillis, String thread, long nanos) {}

  /** An event. */
  public record Mark(long millis, String text) {}

  /** A site by its number, or null. */
  public @Nullable RecordedSite site(int id) {
    for (RecordedSite site : sites) {
      if (site.id() == id) {
        return site;
      }
    }
    return null;
  }

  /** The keys of slow writes of all intervals as one, by the sites' numbers. */
  public List<HotKeys> hotKeys() {
    return KeyTotals.of(this);
  }

  /** The sizes of maps of all intervals as one, by the sites' numbers. */
  public List<MapSizes> mapSizes() {
    return mapSizes(intervals.size());
  }

  /**
   * The same as it was known earlier.
   *
   * @param first how many intervals are looked at, from the first on
   */
  public List<MapSizes> mapSizes(int first) {
    return SizeTotals.of(intervals.subList(0, first));
  }

  /** All intervals as one, by site and measure: operations before holds, sites by number. */
  public List<Durations> totals() {
    Map<String, Durations> totals = new TreeMap<>();
    for (Interval interval : intervals) {
      for (Durations durations : interval.durations()) {
        totals.merge(
            durations.measure().equals("hold")
                ? "hold %09d".formatted(durations.site())
                : "before %09d".formatted(durations.site()),
            durations,
            Durations::plus);
      }
    }
    return List.copyOf(totals.values());
  }
}
