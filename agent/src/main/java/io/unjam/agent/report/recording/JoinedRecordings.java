package io.unjam.agent.report.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Recordings of runs that followed each other, as one: sites are the same where their keys are. Of
 * runs at the same time nothing is made: what stopped one of them would seem to have stopped the
 * other.
 */
public final class JoinedRecordings {

  private final Map<String, Recording.RecordedSite> sites = new LinkedHashMap<>();
  private final Set<Recording.RecordedDecision> decisions = new LinkedHashSet<>();
  private final List<Recording.Interval> intervals = new ArrayList<>();
  private final List<Recording.Pause> pauses = new ArrayList<>();
  private final List<Recording.Stall> stalls = new ArrayList<>();
  private final List<Recording.Delay> delays = new ArrayList<>();
  private final List<Recording.Mark> marks = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  private JoinedRecordings() {}

  /**
   * The recordings as one, with the header of the first.
   *
   * @param recordings at least one, in any order
   * @throws IllegalArgumentException with a sentence for the user if two of them overlap in time
   */
  public static Recording of(List<Recording> recordings) {
    if (recordings.size() == 1) {
      return recordings.get(0);
    }
    List<Recording> inOrder = new ArrayList<>(recordings);
    inOrder.sort(Comparator.comparingLong(each -> each.header().startMillis()));
    JoinedRecordings joined = new JoinedRecordings();
    long end = Long.MIN_VALUE;
    for (Recording recording : inOrder) {
      if (recording.header().startMillis() < end) {
        throw new IllegalArgumentException(
            "two of the recordings are of the same time, so they can't be one: give one of them to"
                + " --compare, or make a page of each");
      }
      joined.add(recording, end != Long.MIN_VALUE);
      for (Recording.Interval interval : recording.intervals()) {
        end = Math.max(end, interval.toMillis());
      }
    }
    return new Recording(
        inOrder.get(0).header(),
        List.copyOf(joined.sites.values()),
        List.copyOf(joined.decisions),
        joined.intervals,
        joined.pauses,
        joined.stalls,
        joined.delays,
        joined.marks,
        joined.problems);
  }

  private void add(Recording recording, boolean later) {
    Map<Integer, Integer> numbers = new HashMap<>();
    for (Recording.RecordedSite site : recording.sites()) {
      Recording.RecordedSite known = sites.get(site.key());
      if (known == null) {
        known =
            new Recording.RecordedSite(
                sites.size(),
                site.key(),
                site.description(),
                site.owner(),
                site.member(),
                site.line(),
                site.operation());
        sites.put(site.key(), known);
      }
      numbers.put(site.id(), known.id());
    }
    if (later) {
      marks.add(
          new Recording.Mark(
              recording.header().startMillis(),
              "the next recording begins: process "
                  + recording.header().pid()
                  + ", rules: "
                  + recording.header().rules()));
    }
    for (Recording.Interval interval : recording.intervals()) {
      intervals.add(renumbered(interval, numbers));
    }
    decisions.addAll(recording.decisions());
    pauses.addAll(recording.pauses());
    stalls.addAll(recording.stalls());
    delays.addAll(recording.delays());
    marks.addAll(recording.marks());
    problems.addAll(recording.problems());
  }

  private static Recording.Interval renumbered(
      Recording.Interval interval, Map<Integer, Integer> numbers) {
    List<Durations> durations = new ArrayList<>();
    for (Durations each : interval.durations()) {
      durations.add(each.at(number(each.site(), numbers)));
    }
    List<Recording.Spikes> spikes = new ArrayList<>();
    for (Recording.Spikes each : interval.spikes()) {
      spikes.add(
          new Recording.Spikes(number(each.site(), numbers), each.one(), each.two(), each.three()));
    }
    List<Recording.Slow> slow = new ArrayList<>();
    for (Recording.Slow each : interval.slow()) {
      Integer holder = each.holder();
      slow.add(
          new Recording.Slow(
              number(each.site(), numbers),
              each.nanos(),
              each.millis(),
              each.thread(),
              each.stack(),
              holder == null ? null : numbers.get(holder),
              each.key(),
              each.growth()));
    }
    List<Recording.HotKeys> keys = new ArrayList<>();
    for (Recording.HotKeys each : interval.hotKeys()) {
      keys.add(
          new Recording.HotKeys(
              number(each.site(), numbers), each.writes(), each.floor(), each.keys()));
    }
    List<Recording.MapSizes> sizes = new ArrayList<>();
    for (Recording.MapSizes each : interval.mapSizes()) {
      sizes.add(
          new Recording.MapSizes(
              number(each.site(), numbers), each.below(), each.maps(), each.grown()));
    }
    return new Recording.Interval(
        interval.fromMillis(),
        interval.toMillis(),
        interval.nanos(),
        interval.capReached(),
        durations,
        spikes,
        slow,
        keys,
        sizes);
  }

  /** A damaged file may lack the block that named a site: it then gets a number of nobody's. */
  private static int number(int site, Map<Integer, Integer> numbers) {
    @Nullable Integer number = numbers.get(site);
    return number == null ? -1 - site : number;
  }
}
