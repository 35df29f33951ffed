package io.unjam.agent.report.recording;

import io.unjam.agent.report.SlowTotals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often, and for how long, each kind of cause made operations slow, site by site, since the
 * start. Each slow operation is put down to the cause that {@link Causes} names first. Thread-safe.
 */
public final class CauseTotals {

  /*
   * What an operation was slow because of may become known only after it: a collection is notified and
   * a wait for a processor seen a little later. So operations are put down one interval late, by what
   * coincided with their own interval, the one before it (in which they may have begun) and the one
   * after it. Totals only ever grow.
   *
   * No record is the key of a map here. Once a record's hashCode has run, newer JDKs (25 does, 17
   * doesn't) keep the types of its components softly reachable, and with them the class loader of an
   * agent that was detached.
   */

  /** By site: one for each kind that occurred. */
  private final Map<Integer, List<SlowTotals>> totals = new HashMap<>();

  private List<Recording.Slow> pending = List.of();
  private Coincidences before = Coincidences.NONE;
  private Coincidences during = Coincidences.NONE;

  /**
   * Takes the next interval.
   *
   * @param slow its slow operations
   * @param meanwhile what coincided with it
   */
  public synchronized void add(List<Recording.Slow> slow, Coincidences meanwhile) {
    putDown(before.plus(during).plus(meanwhile));
    pending = List.copyOf(slow);
    before = during;
    during = meanwhile;
  }

  /** Puts down the last interval's operations too, which no further interval explains. */
  public synchronized void end() {
    putDown(before.plus(during));
    pending = List.of();
  }

  private void putDown(Coincidences known) {
    Causes causes = new Causes(known, Integer::toString);
    for (Recording.Slow slow : pending) {
      List<Cause> of = causes.of(slow);
      add(slow, of.isEmpty() ? null : of.get(0).kind());
    }
  }

  private void add(Recording.Slow slow, Cause.@Nullable Kind kind) {
    List<SlowTotals> site = totals.computeIfAbsent(slow.site(), unused -> new ArrayList<>());
    for (int i = 0; i < site.size(); i++) {
      if (site.get(i).kind() == kind) {
        site.set(i, site.get(i).plus(slow.nanos()));
        return;
      }
    }
    site.add(new SlowTotals(slow.site(), kind, 1, slow.nanos()));
  }

  /** What has been put down so far: one for each site and kind that occurred. */
  public synchronized List<SlowTotals> all() {
    List<SlowTotals> all = new ArrayList<>();
    totals.values().forEach(all::addAll);
    return all;
  }
}
