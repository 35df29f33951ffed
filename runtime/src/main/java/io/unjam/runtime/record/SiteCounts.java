package io.unjam.runtime.record;

import java.util.Arrays;

/**
 * What one site's durations were over a span of time. Immutable.
 *
 * <p>With sampling each timed operation stands for {@link #sampleInterval} operations; counts are
 * given both ways. Only buckets that hold something are listed, in ascending order.
 */
public final class SiteCounts {

  private final int site;
  private final Measure measure;
  private final int sampleInterval;
  private final int[] buckets;
  private final long[] counts;
  private final long[] weighted;
  private final long sampled;
  private final long operations;
  private final long unplaced;

  /** Nanoseconds, weighted as {@link #weighted} is. */
  private final long unplacedSum;

  private final long max;

  private SiteCounts(
      int site,
      Measure measure,
      int sampleInterval,
      int[] buckets,
      long[] counts,
      long[] weighted,
      long operationsUnplaced,
      long unplaced,
      long unplacedSum,
      long max) {
    this.site = site;
    this.measure = measure;
    this.sampleInterval = sampleInterval;
    this.buckets = buckets;
    this.counts = counts;
    this.weighted = weighted;
    this.unplaced = unplaced;
    this.unplacedSum = unplacedSum;
    this.max = max;
    this.sampled = total(counts) + unplaced;
    this.operations = total(weighted) + operationsUnplaced;
  }

  static SiteCounts sampled(
      int site,
      Measure measure,
      int interval,
      int[] buckets,
      long[] counts,
      long unplaced,
      long unplacedSum,
      long max) {
    long[] weighted = counts;
    if (interval != 1) {
      weighted = counts.clone();
      for (int i = 0; i < weighted.length; i++) {
        weighted[i] *= interval;
      }
    }
    return new SiteCounts(
        site,
        measure,
        interval,
        buckets,
        counts,
        weighted,
        unplaced * interval,
        unplaced,
        unplacedSum * interval,
        max);
  }

  /**
   * This and another of the same site and measure as one: two spans, or two strata of a span. The
   * result's interval is the other's.
   */
  SiteCounts plus(SiteCounts other) {
    int[] mergedBuckets = new int[buckets.length + other.buckets.length];
    long[] mergedCounts = new long[mergedBuckets.length];
    long[] mergedWeighted = new long[mergedBuckets.length];
    int mine = 0;
    int its = 0;
    int at = 0;
    while (mine < buckets.length || its < other.buckets.length) {
      int left = mine < buckets.length ? buckets[mine] : Integer.MAX_VALUE;
      int right = its < other.buckets.length ? other.buckets[its] : Integer.MAX_VALUE;
      mergedBuckets[at] = Math.min(left, right);
      if (left <= right) {
        mergedCounts[at] += counts[mine];
        mergedWeighted[at] += weighted[mine++];
      }
      if (right <= left) {
        mergedCounts[at] += other.counts[its];
        mergedWeighted[at] += other.weighted[its++];
      }
      at++;
    }
    return new SiteCounts(
        site,
        measure,
        other.sampleInterval,
        Arrays.copyOf(mergedBuckets, at),
        Arrays.copyOf(mergedCounts, at),
        Arrays.copyOf(mergedWeighted, at),
        operations - total(weighted) + other.operations - total(other.weighted),
        unplaced + other.unplaced,
        unplacedSum + other.unplacedSum,
        Math.max(max, other.max));
  }

  private static long total(long[] counts) {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }

  /** The site's number in {@code SiteTable}. */
  public int site() {
    return site;
  }

  /** What the durations are. */
  public Measure measure() {
    return measure;
  }

  /** How many operations each timed one stood for at the end of the span; at least 1. */
  public int sampleInterval() {
    return sampleInterval;
  }

  /** Operations that were timed: exact. */
  public long sampled() {
    return sampled;
  }

  /** Operations that were done: exact where all are timed, else the unbiased estimate. */
  public long operations() {
    return operations;
  }

  /** Timed operations without a bucket because the cap on memory was reached. */
  public long unplaced() {
    return unplaced;
  }

  /** The longest duration that was timed, exactly, in nanoseconds. */
  public long max() {
    return max;
  }

  /**
   * Estimated time in all operations, in nanoseconds, each bucket taken at its middle: within 1/128
   * of the weighted sum of what was timed.
   */
  public long sum() {
    long sum = 0;
    for (int i = 0; i < buckets.length; i++) {
      sum += weighted[i] * Buckets.middle(buckets[i]);
    }
    return sum + unplacedSum;
  }

  /** How many buckets hold something. */
  public int size() {
    return buckets.length;
  }

  /**
   * One of the buckets that hold something.
   *
   * @param i 0 to {@link #size} - 1
   * @return an index of {@link Buckets}
   */
  public int bucket(int i) {
    return buckets[i];
  }

  /**
   * Timed operations in a bucket.
   *
   * @param i 0 to {@link #size} - 1
   */
  public long count(int i) {
    return counts[i];
  }

  /**
   * Operations that a bucket stands for: its timed ones times the sampling interval then in force.
   *
   * @param i 0 to {@link #size} - 1
   */
  public long weight(int i) {
    return weighted[i];
  }

  /**
   * The duration that a share of the operations did not exceed.
   *
   * @param percentile 0 to 100
   * @return nanoseconds, within 1/128 of the exact one of what was timed; 0 without any bucket
   */
  public long percentile(double percentile) {
    long all = total(weighted);
    long rank = Math.max(1, (long) Math.ceil(all * Math.min(percentile, 100) / 100));
    long passed = 0;
    for (int i = 0; i < buckets.length; i++) {
      passed += weighted[i];
      if (passed >= rank) {
        return Math.min(Buckets.middle(buckets[i]), max);
      }
    }
    return 0;
  }
}
