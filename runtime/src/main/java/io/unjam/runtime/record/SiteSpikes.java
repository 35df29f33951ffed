package io.unjam.runtime.record;

/** How often one site's recorded operations spiked over a span of time. Immutable. */
public final class SiteSpikes {

  /** Levels run from 1 to this. */
  public static final int LEVELS = 3;

  private final int site;
  private final long[] spikes;
  private final long[] runs;

  SiteSpikes(int site, long[] spikes, long[] runs) {
    this.site = site;
    this.spikes = spikes;
    this.runs = runs;
  }

  SiteSpikes plus(SiteSpikes other) {
    long[] bothSpikes = spikes.clone();
    long[] bothRuns = runs.clone();
    for (int i = 0; i < LEVELS; i++) {
      bothSpikes[i] += other.spikes[i];
      bothRuns[i] += other.runs[i];
    }
    return new SiteSpikes(site, bothSpikes, bothRuns);
  }

  /** The site's number. */
  public int site() {
    return site;
  }

  /**
   * Recorded operations of a level and no higher.
   *
   * @param level 1 to {@link #LEVELS}
   */
  public long spikes(int level) {
    return spikes[level - 1];
  }

  /**
   * How often three recorded operations in a row reached a level.
   *
   * @param level 2 or 3: those that act
   */
  public long runs(int level) {
    return runs[level - 1];
  }
}
