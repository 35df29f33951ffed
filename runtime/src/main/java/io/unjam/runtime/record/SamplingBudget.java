package io.unjam.runtime.record;

/**
 * Chooses sampling intervals so that timing costs no more than a share of the processors' time.
 *
 * <p>{@link #intervalFor} is a pure function of how often a site's operation runs and of the site's
 * share of the budget. Its results are powers of two, and an interval is halved only when twice the
 * headroom is there, so that a steady load meets a steady interval. Immutable; safe from any
 * thread.
 */
public final class SamplingBudget {

  /** The coarsest sampling: one operation in a million or so. */
  public static final int COARSEST = 1 << 20;

  private final double share;
  private final int processors;
  private final double nanosPerSample;

  /**
   * A budget.
   *
   * @param share of the processors' time that timing may take, above 0 and at most 1
   * @param processors how many there are
   * @param nanosPerSample what timing one operation costs, both readings of the clock included
   * @throws IllegalArgumentException if one of these makes no sense
   */
  public SamplingBudget(double share, int processors, double nanosPerSample) {
    if (!(share > 0 && share <= 1) || processors < 1 || !(nanosPerSample > 0)) {
      throw new IllegalArgumentException("not a budget: " + share + " of " + processors);
    }
    this.share = share;
    this.processors = processors;
    this.nanosPerSample = nanosPerSample;
  }

  /**
   * The interval that a site should have next.
   *
   * @param current its interval now, 1 or more
   * @param sampled operations timed during the span
   * @param spanNanos the span's length
   * @param sites how many sites share the budget, evenly
   * @return a power of two from 1 to {@link #COARSEST}; what {@code current} rounds up to when
   *     nothing calls for a change
   */
  public int intervalFor(int current, long sampled, long spanNanos, int sites) {
    int now = powerOfTwo(current);
    if (spanNanos <= 0) {
      return now;
    }
    double allowed =
        share * processors * spanNanos / Math.max(1, sites) / nanosPerSample; // samples in the span
    double operations = (double) sampled * current;
    while (now < COARSEST && operations / now > allowed) {
      now <<= 1;
    }
    while (now > 1 && operations / now * 4 <= allowed) {
      now >>= 1;
    }
    return now;
  }

  /**
   * Adapts every site that a span's snapshot lists; sites that time nothing are left alone. To be
   * called right after {@link Recorder#next} by the same thread.
   *
   * @param recorder whose intervals to change
   * @param span what {@code next} returned
   */
  public void apply(Recorder recorder, Snapshot span) {
    int busy = 0;
    for (SiteCounts counts : span.sites()) {
      busy += counts.measure() == Measure.OPERATION ? 1 : 0;
    }
    for (SiteCounts counts : span.sites()) {
      int current = recorder.configuredInterval(counts.site());
      if (counts.measure() == Measure.OPERATION && current > 0) {
        int next = intervalFor(current, counts.sampled(), span.nanos(), busy);
        if (next != current) {
          recorder.setInterval(counts.site(), next);
        }
      }
    }
  }

  private static int powerOfTwo(int atLeast) {
    int bounded = Math.min(Math.max(atLeast, 1), COARSEST);
    return bounded == 1 ? 1 : Integer.highestOneBit(bounded - 1) << 1;
  }
}
