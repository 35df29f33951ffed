package io.unjam.agent.report.recording;

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
 * @param marks events worth a line in a picture
 * @param problems what could not be read, a sentence each; empty for a whole file
 */
public record Recording(
    Header header,
    List<RecordedSite> sites,
    List<RecordedDecision> decisions,
    List<Interval> intervals,
    List<Pause> pauses,
    List<Mark> marks,
    List<String> problems) {

  public Recording {
    sites = List.copyOf(sites);
    decisions = List.copyOf(decisions);
    intervals = List.copyOf(intervals);
    pauses = List.copyOf(pauses);
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
   */
  public record Interval(
      long fromMillis,
      long toMillis,
      long nanos,
      boolean capReached,
      List<Durations> durations,
      List<Spikes> spikes,
      List<Slow> slow) {}

  /**
   * How often spikes of a level happened at a site.
   *
   * @param one over the first threshold
   * @param two over the second
   * @param three over the third
   */
  public record Spikes(int site, long one, long two, long three) {}

  /**
   * One slow operation.
   *
   * @param stack innermost frame first; empty if none was taken
   * @param holder for a wait for a lock, the site that was last seen to take it before; null where
   *     that is not known
   */
  public record Slow(
      int site,
      long nanos,
      long millis,
      String thread,
      List<String> stack,
      @Nullable Integer holder) {}

  /** A pause of a collector. */
  public record Pause(long millis, long nanos, String collector, String cause) {}

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
