package io.unjam.agent.report.jmx;

import io.unjam.agent.report.SlowTotals;
import io.unjam.agent.report.recording.Cause;
import io.unjam.runtime.bridge.Site;

/** The slow operations of one site that one kind of cause explains best. Immutable. */
public final class SlowRow {

  private final Site site;
  private final SlowTotals totals;

  SlowRow(Site site, SlowTotals totals) {
    this.site = site;
    this.totals = totals;
  }

  /** The site's key. */
  @Says("The site's key, the same in every output of Unjam")
  public String getSite() {
    return site.key();
  }

  /** What they were slow because of. */
  @Says(
      "What explains most of each: GC pause, safepoint, table growth, lock holder, run queue or unknown")
  public String getCause() {
    Cause.Kind kind = totals.kind();
    return kind == null ? "unknown" : kind.label();
  }

  /** How many. */
  @Says("How many of the listed ones, which are the 64 worst of each second")
  public long getOperations() {
    return totals.operations();
  }

  /** How long together. */
  @Says("How long they took together, in nanoseconds")
  public long getTotal() {
    return totals.nanos();
  }
}
