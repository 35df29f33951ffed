package io.unjam.agent.report.prometheus;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.unjam.runtime.record.Buckets;
import io.unjam.runtime.record.SiteCounts;

/**
 * Durations in the buckets that Prometheus gets: few, and the same for every site, so that sites,
 * instances and spans of time can be added up. For use by one thread.
 */
final class Distribution {

  /**
   * Upper bounds in nanoseconds, from a map write that finds its bin to a lock that a pause of the
   * network is held under; 200 us, 500 us and 2 ms are the levels of spikes unless a rule sets
   * others.
   */
  private static final long[] BOUNDS = {
    100,
    250,
    500,
    1_000,
    2_500,
    5_000,
    10_000,
    25_000,
    50_000,
    100_000,
    200_000,
    500_000,
    1_000_000,
    2_000_000,
    5_000_000,
    10_000_000,
    50_000_000,
    100_000_000,
    500_000_000,
    1_000_000_000,
    10_000_000_000L
  };

  private final long[] counts = new long[BOUNDS.length + 1];
  private long nanos;

  /**
   * Adds operations, each timed one with its weight. A bucket of the recorder, 1/128 of its value
   * wide at most, counts where its lowest value lies, so that what took exactly a bound doesn't
   * exceed it. An operation that the recorder had no room for is beyond the last bound: how long it
   * took is known only in the sum.
   */
  void add(SiteCounts durations) {
    long placed = 0;
    int at = 0;
    for (int i = 0; i < durations.size(); i++) {
      long lowest = Buckets.lowest(durations.bucket(i));
      while (at < BOUNDS.length && lowest > BOUNDS[at]) {
        at++;
      }
      counts[at] += durations.weight(i);
      placed += durations.weight(i);
    }
    counts[BOUNDS.length] += durations.operations() - placed;
    nanos += durations.sum();
  }

  ClassicHistogramBuckets buckets() {
    ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
    for (int i = 0; i < counts.length; i++) {
      buckets.bucket(bound(i), counts[i]);
    }
    return buckets.build();
  }

  /** Exact to the digit: 0.00025 and not 2.5E5 / 1E9. */
  private static double bound(int i) {
    return i == BOUNDS.length ? Double.POSITIVE_INFINITY : BOUNDS[i] / 1e9;
  }

  double seconds() {
    return nanos / 1e9;
  }
}
