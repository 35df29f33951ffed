package io.unjam.agent.report.scaling;

import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import io.unjam.runtime.bridge.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;

/**
 * Gathers, interval by interval, what tells how far each site is from scaling, in memory that grows
 * with the number of sites alone. Thread-safe.
 *
 * <p>Threads inside a site are those that wait for its lock or hold it, or that are in the write to
 * its map. What a site does is measured by what it got done while others were inside too, so it
 * needs no experiment: traffic that comes and goes is enough, and without that there is silence.
 *
 * <p>Nothing is said of where a thread comes back to a lock that it gave away ({@code await},
 * {@code wait}): what it then does is part of the section that it came from.
 */
public final class Scaling {

  /** Timed operations of an interval below which its averages mean little. */
  private static final long LEAST_SAMPLED = 50;

  private final Map<Integer, Gathered> sites = new TreeMap<>();
  private final IntPredicate leftOut;
  private double nanos;

  /**
   * Gathers nothing yet.
   *
   * @param leftOut whether nothing is to be said of a site, by its number
   */
  public Scaling(IntPredicate leftOut) {
    this.leftOut = leftOut;
  }

  /** What one site is known by so far. */
  private static final class Gathered {
    final UslFit fit = new UslFit();
    double held;
    double heldMost;
    boolean isLock;
    boolean waits;
  }

  /** All sites of a recording. */
  public static List<SiteScaling> of(Recording recording) {
    Set<Integer> reacquisitions = new HashSet<>();
    for (Recording.RecordedSite site : recording.sites()) {
      if (Site.isReacquisition(site.operation())) {
        reacquisitions.add(site.id());
      }
    }
    Scaling scaling = new Scaling(reacquisitions::contains);
    for (Recording.Interval interval : recording.intervals()) {
      scaling.add(interval);
    }
    return scaling.sites();
  }

  /** Takes an interval into account. */
  public synchronized void add(Recording.Interval interval) {
    if (interval.nanos() <= 0) {
      return;
    }
    nanos += (double) interval.nanos();
    Map<Integer, Durations> operations = new HashMap<>();
    Map<Integer, Durations> holds = new HashMap<>();
    for (Durations durations : interval.durations()) {
      if (!leftOut.test(durations.site())) {
        (durations.measure().equals("hold") ? holds : operations).put(durations.site(), durations);
      }
    }
    for (Map.Entry<Integer, Durations> hold : holds.entrySet()) {
      Gathered gathered = gathered(hold.getKey());
      double sum = hold.getValue().sum();
      gathered.isLock = true;
      gathered.held += sum;
      gathered.heldMost = Math.max(gathered.heldMost, sum / (double) interval.nanos());
    }
    for (Map.Entry<Integer, Durations> operation : operations.entrySet()) {
      Gathered gathered = gathered(operation.getKey());
      gathered.waits = true;
      Durations durations = operation.getValue();
      if (durations.sampled() < LEAST_SAMPLED) {
        continue;
      }
      double inside = mean(durations);
      Durations hold = holds.get(operation.getKey());
      if (hold != null && hold.sampled() > 0) {
        inside += mean(hold);
      }
      if (inside > 0) {
        double rate = (double) durations.operations() / (double) interval.nanos();
        gathered.fit.add(rate * inside, inside);
      }
    }
  }

  private static double mean(Durations durations) {
    return durations.sum() / Math.max(1, (double) durations.operations());
  }

  private Gathered gathered(int site) {
    return sites.computeIfAbsent(site, number -> new Gathered());
  }

  /** What is known so far, by the sites' numbers. */
  public synchronized List<SiteScaling> sites() {
    List<SiteScaling> all = new ArrayList<>();
    for (Map.Entry<Integer, Gathered> entry : sites.entrySet()) {
      Gathered gathered = entry.getValue();
      Usl law = gathered.fit.law();
      all.add(
          new SiteScaling(
              entry.getKey(),
              gathered.isLock && nanos > 0 ? gathered.held / nanos : null,
              gathered.isLock ? gathered.heldMost : null,
              law,
              gathered.waits
                  ? gathered.fit.silence()
                  : "its waits are not timed, they lie before the method's first instruction:"
                      + " 'method-waits' in its rule has them timed"));
    }
    return all;
  }
}
