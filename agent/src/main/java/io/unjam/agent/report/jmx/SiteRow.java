package io.unjam.agent.report.jmx;

import io.unjam.agent.report.MeasureName;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.SiteSpikes;
import org.jspecify.annotations.Nullable;

/** The latencies of one site by one measure. Immutable; durations are nanoseconds. */
public final class SiteRow {

  private final Site site;
  private final SiteCounts counts;
  private final @Nullable SiteSpikes spikes;

  /**
   * Of one measure.
   *
   * @param spikes of the site; {@code null} where it had none, and for holds, which have none
   */
  SiteRow(Site site, SiteCounts counts, @Nullable SiteSpikes spikes) {
    this.site = site;
    this.counts = counts;
    this.spikes = spikes;
  }

  /** The site's key. */
  @Says("The site's key, the same in every output of Unjam")
  public String getSite() {
    return site.key();
  }

  /** Where it is. */
  @Says("The class")
  public String getClassName() {
    return site.owner();
  }

  /** In which method. */
  @Says("The method's name and descriptor")
  public String getMethod() {
    return site.member();
  }

  /** In which line. */
  @Says("The line in the source; 0 where the class file has none")
  public int getLine() {
    return site.line();
  }

  /** What is done there. */
  @Says("What is done there, as ConcurrentHashMap.put")
  public String getOperation() {
    return site.operation();
  }

  /** What was measured. */
  @Says("write: of a map; wait: for a lock; hold: of a lock")
  public String getMeasure() {
    return MeasureName.of(counts);
  }

  /** How many were done. */
  @Says("Operations done; an estimate where not all are timed")
  public long getOperations() {
    return counts.operations();
  }

  /** How many were timed. */
  @Says("Operations that were timed")
  public long getTimed() {
    return counts.sampled();
  }

  /** In all. */
  @Says("The time in all operations, in nanoseconds")
  public long getTotal() {
    return counts.sum();
  }

  /** The median. */
  @Says("The median, in nanoseconds")
  public long getP50() {
    return counts.percentile(50);
  }

  /** The 99th percentile. */
  @Says("The 99th percentile, in nanoseconds")
  public long getP99() {
    return counts.percentile(99);
  }

  /** The 99.9th percentile. */
  @Says("The 99.9th percentile, in nanoseconds")
  public long getP999() {
    return counts.percentile(99.9);
  }

  /** The longest. */
  @Says("The longest, in nanoseconds")
  public long getMax() {
    return counts.max();
  }

  /** Spikes by level. */
  @Says(
      "Spikes of level 1, of level 2 and of level 3, in this order, each counted once; 0 for holds")
  public long[] getSpikes() {
    long[] byLevel = new long[SiteSpikes.LEVELS];
    for (int level = 1; level <= SiteSpikes.LEVELS; level++) {
      byLevel[level - 1] = spikes == null ? 0 : spikes.spikes(level);
    }
    return byLevel;
  }
}
