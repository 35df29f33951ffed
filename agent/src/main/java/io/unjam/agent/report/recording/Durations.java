package io.unjam.agent.report.recording;

import io.unjam.runtime.record.Buckets;
import io.unjam.runtime.record.SiteCounts;
import java.util.Arrays;
import java.util.Locale;

/**
 * One site's durations over a span: sparse counts on the scale of {@link Buckets}. Immutable by
 * use: the arrays are nobody else's.
 */
public final class Durations {

  private final int site;
  private final String measure;
  private final long operations;
  private final long sampled;
  private final long max;
  private final int[] buckets;
  private final long[] weights;

  private Durations(
      int site,
      String measure,
      long operations,
      long sampled,
      long max,
      int[] buckets,
      long[] weights) {
    this.site = site;
    this.measure = measure;
    this.operations = operations;
    this.sampled = sampled;
    this.max = max;
    this.buckets = buckets;
    this.weights = weights;
  }

  /** The same counts as the recorder's. */
  static Durations of(SiteCounts counts) {
    int[] buckets = new int[counts.size()];
    long[] weights = new long[counts.size()];
    for (int i = 0; i < buckets.length; i++) {
      buckets[i] = counts.bucket(i);
      weights[i] = counts.weight(i);
    }
    return new Durations(
        counts.site(),
        counts.measure().name().toLowerCase(Locale.ROOT),
        counts.operations(),
        counts.sampled(),
        counts.max(),
        buckets,
        weights);
  }

  /** The same durations under another number of their site. */
  Durations at(int number) {
    return new Durations(number, measure, operations, sampled, max, buckets, weights);
  }

  /** Whether this came whole out of a file. */
  @SuppressWarnings("ConstantValue") // Fields are set by reflection, from a file that may lie.
  boolean isWhole() {
    if (measure == null || buckets == null || weights == null || buckets.length != weights.length) {
      return false;
    }
    int last = -1;
    for (int i = 0; i < buckets.length; i++) {
      if (buckets[i] <= last || buckets[i] >= Buckets.COUNT || weights[i] < 0) {
        return false;
      }
      last = buckets[i];
    }
    return true;
  }

  /** This span and another of the same site and measure as one. */
  public Durations plus(Durations other) {
    int[] bothBuckets = new int[buckets.length + other.buckets.length];
    long[] bothWeights = new long[bothBuckets.length];
    int mine = 0;
    int its = 0;
    int at = 0;
    while (mine < buckets.length || its < other.buckets.length) {
      int left = mine < buckets.length ? buckets[mine] : Integer.MAX_VALUE;
      int right = its < other.buckets.length ? other.buckets[its] : Integer.MAX_VALUE;
      bothBuckets[at] = Math.min(left, right);
      if (left <= right) {
        bothWeights[at] += weights[mine++];
      }
      if (right <= left) {
        bothWeights[at] += other.weights[its++];
      }
      at++;
    }
    return new Durations(
        site,
        measure,
        operations + other.operations,
        sampled + other.sampled,
        Math.max(max, other.max),
        Arrays.copyOf(bothBuckets, at),
        Arrays.copyOf(bothWeights, at));
  }

  /** The site's number. */
  public int site() {
    return site;
  }

  /** {@code operation} or {@code hold}. */
  public String measure() {
    return measure;
  }

  /** Operations done, as far as they were not timed by estimate. */
  public long operations() {
    return operations;
  }

  /** Operations timed. */
  public long sampled() {
    return sampled;
  }

  /** The longest, in nanoseconds, exactly. */
  public long max() {
    return max;
  }

  /** Number of buckets that hold something. */
  public int size() {
    return buckets.length;
  }

  /** The middle of the i-th bucket, in nanoseconds. */
  public long value(int i) {
    return Math.min(Buckets.middle(buckets[i]), max);
  }

  /** Operations that the i-th bucket stands for. */
  public long weight(int i) {
    return weights[i];
  }

  /** Time in all operations, in nanoseconds, within 1/128. */
  public double sum() {
    double sum = 0;
    for (int i = 0; i < buckets.length; i++) {
      sum += (double) value(i) * weights[i];
    }
    return sum;
  }

  /**
   * The duration that a share of the operations did not exceed.
   *
   * @param percentile 0 to 100
   * @return nanoseconds, within 1/128; 0 without any bucket
   */
  public long percentile(double percentile) {
    long all = 0;
    for (long weight : weights) {
      all += weight;
    }
    long rank = Math.max(1, (long) Math.ceil(all * Math.min(percentile, 100) / 100));
    long passed = 0;
    for (int i = 0; i < buckets.length; i++) {
      passed += weights[i];
      if (passed >= rank) {
        return value(i);
      }
    }
    return 0;
  }
}
