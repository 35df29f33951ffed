package com.acme.gateway.figures;

import org.HdrHistogram.AbstractHistogram;

/**
 * A latency distribution in a few figures; times in nanoseconds.
 *
 * @param count how many were measured
 * @param p50 the median
 * @param p99 the 99th percentile
 * @param p999 the 99.9th percentile
 * @param max the longest
 */
public record Latency(long count, long p50, long p99, long p999, long max) {

  /** The figures of {@code histogram}; all 0 where it is empty. */
  public static Latency of(AbstractHistogram histogram) {
    return new Latency(
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue());
  }
}
