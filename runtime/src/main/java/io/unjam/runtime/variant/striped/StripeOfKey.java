package io.unjam.runtime.variant.striped;

import org.jspecify.annotations.Nullable;

/** Which stripe a key belongs to. */
final class StripeOfKey {
  /** 2^32 divided by the golden ratio: multiplying by it spreads neighbouring hashes. */
  private static final int SPREAD = 0x9E3779B9;

  private StripeOfKey() {}

  /** The least power of two that is no less than {@code wanted} and makes a choice. */
  static int count(int wanted) {
    if (wanted < 1 || wanted > 1 << 16) {
      throw new IllegalArgumentException("stripes: " + wanted);
    }
    return wanted <= 2 ? 2 : Integer.highestOneBit(wanted - 1) << 1;
  }

  /**
   * The stripe of any key, {@code null} included: equal hash codes give the same one.
   *
   * @param shift 32 minus the binary logarithm of the number of stripes
   */
  static int of(@Nullable Object key, int shift) {
    // The high bits of the product: a table's own bucket is chosen by low bits of the hash.
    return key == null ? 0 : (key.hashCode() * SPREAD) >>> shift;
  }

  /** What {@link #of} takes as {@code shift} for a number of stripes. */
  static int shift(int stripes) {
    return Integer.numberOfLeadingZeros(stripes) + 1;
  }
}
