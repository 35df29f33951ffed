package io.unjam.agent.suggest;

import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Causes;
import io.unjam.agent.report.recording.Coincidences;
import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.SiteDecisions;
import io.unjam.runtime.bridge.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What a recording says of maps and locks, put together by map and lock.
 *
 * @param subjects those that lost most time first
 * @param spanNanos how long was recorded
 * @param recording where it is from
 */
record Evidence(List<Subject> subjects, double spanNanos, Recording recording) {

  /** What became no larger in the last one of so many parts of a recording has settled. */
  private static final int LAST_PART = 4;

  Evidence {
    subjects = List.copyOf(subjects);
  }

  static Evidence of(Recording recording) {
    SiteDecisions decisions = new SiteDecisions(recording.decisions());
    Map<Integer, Durations> operations = new HashMap<>();
    Map<Integer, Durations> holds = new HashMap<>();
    for (Durations durations : recording.totals()) {
      (durations.measure().equals("hold") ? holds : operations).put(durations.site(), durations);
    }
    Causes causes = Causes.in(recording);
    Causes explicit = explicitCollections(recording);
    Map<Integer, List<Subject.Caused>> slow = new HashMap<>();
    Map<Integer, List<Recording.HotKeys>> keys = new HashMap<>();
    Map<Integer, long[]> spikes = new HashMap<>();
    double span = 0;
    for (Recording.Interval interval : recording.intervals()) {
      span += (double) interval.nanos();
      for (Recording.Slow each : interval.slow()) {
        slow.computeIfAbsent(each.site(), site -> new ArrayList<>())
            .add(new Subject.Caused(each, causes.of(each), nanos(explicit.of(each))));
      }
      for (Recording.HotKeys each : interval.hotKeys()) {
        keys.computeIfAbsent(each.site(), site -> new ArrayList<>()).add(each);
      }
      for (Recording.Spikes each : interval.spikes()) {
        long[] counts = spikes.computeIfAbsent(each.site(), site -> new long[2]);
        counts[0] += each.one() + each.two() + each.three();
        counts[1] += each.three();
      }
    }
    Map<Integer, Recording.MapSizes> sizes = bySite(recording.mapSizes());
    int intervals = recording.intervals().size();
    Map<Integer, Recording.MapSizes> earlier =
        bySite(recording.mapSizes(intervals - intervals / LAST_PART));
    Map<String, List<Subject.Used>> groups = new TreeMap<>();
    Map<String, Set<String>> rules = new HashMap<>();
    for (Recording.RecordedSite site : recording.sites()) {
      if (!operations.containsKey(site.id()) && !holds.containsKey(site.id())) {
        continue;
      }
      String field = decisions.field(site);
      String group = field == null ? "site " + site.key() : "field " + field;
      long[] counts = spikes.getOrDefault(site.id(), new long[2]);
      groups
          .computeIfAbsent(group, name -> new ArrayList<>())
          .add(
              new Subject.Used(
                  site,
                  operations.get(site.id()),
                  holds.get(site.id()),
                  slow.getOrDefault(site.id(), List.of()),
                  counts[0],
                  counts[1],
                  keys.getOrDefault(site.id(), List.of()),
                  sizes.get(site.id()),
                  intervals < LAST_PART ? null : earlier.get(site.id())));
      for (Recording.RecordedDecision decision : decisions.about(site)) {
        if (decision.verdict().equals("applied")) {
          rules
              .computeIfAbsent(group, name -> new LinkedHashSet<>())
              .add(decision.action() + ": " + decision.variant());
        }
      }
    }
    List<Subject> subjects = new ArrayList<>();
    groups.forEach(
        (group, sites) -> {
          String field = group.startsWith("field ") ? group.substring("field ".length()) : null;
          int dot = field == null ? -1 : field.lastIndexOf('.');
          subjects.add(
              new Subject(
                  Site.isLock(sites.get(0).site().operation()),
                  field == null ? sites.get(0).site().owner() : field.substring(0, dot),
                  field == null ? null : field.substring(dot + 1),
                  sites,
                  rules.getOrDefault(group, Set.of())));
        });
    subjects.sort(Subject.BY_LOSS);
    return new Evidence(subjects, span, recording);
  }

  private static Map<Integer, Recording.MapSizes> bySite(List<Recording.MapSizes> all) {
    Map<Integer, Recording.MapSizes> bySite = new HashMap<>();
    for (Recording.MapSizes each : all) {
      bySite.put(each.site(), each);
    }
    return bySite;
  }

  /** The pauses alone that the application asked for, as the JVM calls their cause. */
  private static Causes explicitCollections(Recording recording) {
    List<Recording.Pause> explicit = new ArrayList<>();
    for (Recording.Pause pause : recording.pauses()) {
      if ("System.gc()".equals(pause.cause())) {
        explicit.add(pause);
      }
    }
    return new Causes(new Coincidences(explicit, List.of(), List.of()), site -> "");
  }

  /** Of pauses, which may have been several in one operation. */
  private static long nanos(List<Cause> causes) {
    long nanos = 0;
    for (Cause cause : causes) {
      nanos += cause.kind() == Cause.Kind.GC_PAUSE ? cause.nanos() : 0;
    }
    return nanos;
  }
}
