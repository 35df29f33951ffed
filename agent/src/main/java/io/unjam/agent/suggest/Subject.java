package io.unjam.agent.suggest;

import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A map or a lock with all sites that use it, as far as the recording tells one from another: by
 * the field that it is read from, else by the site.
 *
 * @param lock whether it is a lock or monitor
 * @param owner the class that has the field, or the site
 * @param field its field; {@code this} or {@code class} where it is the monitor of the owner's
 *     objects or of the owner; {@code null} where none is known
 * @param sites those that recorded something
 * @param rules the variants that were in force for it, as {@code map: sharded}
 */
record Subject(
    boolean lock, String owner, @Nullable String field, List<Used> sites, Set<String> rules) {

  /** The most time lost first. */
  static final Comparator<Subject> BY_LOSS =
      Comparator.comparingDouble(Subject::lost).reversed().thenComparing(Subject::title);

  /** What an operation takes that waits for nothing, generously. */
  static final long UNHINDERED_NANOS = 1_000;

  Subject {
    sites = List.copyOf(sites);
    rules = Set.copyOf(rules);
  }

  /**
   * One site.
   *
   * @param operations writes, or waits for the lock
   * @param holds of the lock
   * @param slow its slow operations, with the causes of each
   * @param spikes of all levels
   * @param worstSpikes of the highest level
   * @param hotKeys of its slow writes, second by second
   * @param sizes of the maps it wrote to; {@code null} where none was seen
   * @param earlier the same before the last quarter; {@code null} also where the recording is too
   *     short for quarters
   */
  record Used(
      Recording.RecordedSite site,
      @Nullable Durations operations,
      @Nullable Durations holds,
      List<Caused> slow,
      long spikes,
      long worstSpikes,
      List<Recording.HotKeys> hotKeys,
      Recording.@Nullable MapSizes sizes,
      Recording.@Nullable MapSizes earlier) {

    Used {
      slow = List.copyOf(slow);
      hotKeys = List.copyOf(hotKeys);
    }

    /** The method's name. */
    String method() {
      int parameters = site.member().indexOf('(');
      return parameters < 0 ? site.member() : site.member().substring(0, parameters);
    }

    /** The called method's name. */
    String call() {
      return site.operation().substring(site.operation().lastIndexOf('.') + 1);
    }

    /** Time beyond {@link #UNHINDERED_NANOS} each, in nanoseconds. */
    double lost() {
      double lost = 0;
      if (operations != null) {
        for (int i = 0; i < operations.size(); i++) {
          lost +=
              (double) Math.max(0, operations.value(i) - UNHINDERED_NANOS)
                  * (double) operations.weight(i);
        }
      }
      return lost;
    }
  }

  /**
   * A slow operation and what is known of why.
   *
   * @param explicit nanoseconds of it that collections explain at most which the application asked
   *     for
   */
  record Caused(Recording.Slow slow, List<Cause> causes, long explicit) {
    Caused {
      causes = List.copyOf(causes);
    }
  }

  /** For people: {@code lock of com.acme.Orders}. */
  String title() {
    if (field == null) {
      return sites.get(0).site().description();
    }
    return !ownMonitor()
        ? field + " of " + owner
        : field.equals("this") ? "monitor of a " + owner : "monitor of the class " + owner;
  }

  /** Whether it is the monitor of the owner's objects or of the owner. */
  boolean ownMonitor() {
    return "this".equals(field) || "class".equals(field);
  }

  /** Time lost at all sites, in nanoseconds. */
  double lost() {
    double lost = 0;
    for (Used used : sites) {
      lost += used.lost();
    }
    return lost;
  }

  /** All operations as one; {@code null} where none was timed. */
  @Nullable Durations operations() {
    return together(false);
  }

  /** All holds as one; {@code null} where none was timed. */
  @Nullable Durations holds() {
    return together(true);
  }

  private @Nullable Durations together(boolean holds) {
    Durations all = null;
    for (Used used : sites) {
      Durations each = holds ? used.holds() : used.operations();
      all = each == null ? all : all == null ? each : all.plus(each);
    }
    return all;
  }

  /** Mean time that the lock was held; 0 where that isn't known. */
  double meanHold() {
    Durations holds = holds();
    return holds == null || holds.operations() == 0 ? 0 : holds.sum() / (double) holds.operations();
  }

  /** Spikes of all levels. */
  long spikes() {
    long spikes = 0;
    for (Used used : sites) {
      spikes += used.spikes();
    }
    return spikes;
  }

  /** Spikes of the highest level. */
  long worstSpikes() {
    long spikes = 0;
    for (Used used : sites) {
      spikes += used.worstSpikes();
    }
    return spikes;
  }

  /** Slow operations that the recording lists. */
  List<Caused> slow() {
    List<Caused> slow = new ArrayList<>();
    for (Used used : sites) {
      slow.addAll(used.slow());
    }
    return slow;
  }

  /** Names of the threads whose operations were slow. */
  Set<String> writers() {
    Set<String> writers = new TreeSet<>();
    for (Caused each : slow()) {
      writers.add(each.slow().thread());
    }
    return writers;
  }

  /** Nanoseconds of listed slow operations that each kind of cause explains, at most. */
  Map<Cause.Kind, Double> causes() {
    Map<Cause.Kind, Double> causes = new EnumMap<>(Cause.Kind.class);
    for (Caused each : slow()) {
      for (Cause cause : each.causes()) {
        causes.merge(cause.kind(), (double) cause.nanos(), Double::sum);
      }
    }
    return causes;
  }

  /** Nanoseconds that collections explain at most which the application asked for. */
  double explicitCollections() {
    double explicit = 0;
    for (Caused each : slow()) {
      explicit += (double) each.explicit();
    }
    return explicit;
  }

  /**
   * The key that most slow writes went to.
   *
   * @param writes slow writes with a key
   * @param atLeast those of them that certainly were this key's
   */
  record HotKey(String id, long writes, long atLeast) {
    double share() {
      return writes == 0 ? 0 : (double) atLeast / (double) writes;
    }
  }

  /** The hottest key, if slow writes had keys. */
  @Nullable HotKey hottest() {
    long writes = 0;
    Map<String, Long> byKey = new HashMap<>();
    for (Used used : sites) {
      for (Recording.HotKeys keys : used.hotKeys()) {
        writes += keys.writes();
        for (Recording.HotKey key : keys.keys()) {
          byKey.merge(key.id(), key.atLeast(), Long::sum);
        }
      }
    }
    HotKey hottest = null;
    for (Map.Entry<String, Long> entry : byKey.entrySet()) {
      boolean more =
          hottest == null
              || entry.getValue() > hottest.atLeast()
              || (entry.getValue() == hottest.atLeast()
                  && entry.getKey().compareTo(hottest.id()) < 0);
      if (more) {
        hottest = new HotKey(entry.getKey(), writes, entry.getValue());
      }
    }
    return hottest;
  }
}
