package io.unjam.runtime.record;

/**
 * The log-linear scale on which every duration is counted: 128 buckets per power of two.
 *
 * <p>Values from 0 to 255 ns have a bucket each; above, a bucket is as wide as 2<sup>k</sup> ns,
 * where its lowest value is at least 128 times that, so any value inside a bucket stands for any
 * other with a relative error of at most 1/128. The scale is the one that HdrHistogram (Gil Tene)
 * made popular, with a fixed resolution. Values above {@link #LARGEST} (a little over an hour)
 * count as that; negative ones as 0. All methods are pure.
 */
public final class Buckets {

  /** The largest value with a bucket of its own, in nanoseconds: 73 minutes. */
  public static final long LARGEST = (1L << 42) - 1;

  /** Number of buckets; indexes run from 0 to one less. */
  public static final int COUNT = 36 << 7;

  private Buckets() {}

  /**
   * The bucket of a value.
   *
   * @param nanos a duration in nanoseconds
   * @return 0 to {@link #COUNT} - 1
   */
  public static int indexOf(long nanos) {
    long value = nanos;
    // One comparison, that the usual value passes, for both ends.
    if ((value & ~LARGEST) != 0) {
      value = value < 0 ? 0 : LARGEST;
    }
    int shift = 56 - Long.numberOfLeadingZeros(value | 255);
    return (shift << 7) + (int) (value >>> shift);
  }

  /**
   * The smallest value that falls into a bucket.
   *
   * @param index a bucket
   * @return nanoseconds
   */
  public static long lowest(int index) {
    if (index < 256) {
      return index;
    }
    int shift = (index >>> 7) - 1;
    return (long) (index - (shift << 7)) << shift;
  }

  /**
   * The largest value that falls into a bucket.
   *
   * @param index a bucket
   * @return nanoseconds
   */
  public static long highest(int index) {
    return index + 1 == COUNT ? LARGEST : lowest(index + 1) - 1;
  }

  /**
   * The value in the middle of a bucket: what its members are reported as.
   *
   * @param index a bucket
   * @return nanoseconds
   */
  public static long middle(int index) {
    return (lowest(index) + highest(index)) >>> 1;
  }
}
