package io.unjam.runtime.variant.striped;

import org.jspecify.annotations.Nullable;

/**
 * A map or a set in stripes, each touched only by threads that hold it. Until it is {@linkplain
 * #guardBy guarded} it is for one thread; from then on it asks its guard who holds what, and a call
 * by a thread that has not taken what it needs takes all stripes for its duration. Several tables
 * of one guard have the same stripes: equal keys lie in the stripe of one number.
 */
public interface StripedTable {
  /** How many stripes it has: a power of two. */
  int stripes();

  /**
   * Names the lock that guards this table from now on. Called once, by the thread that made both,
   * before anyone else can reach the table.
   *
   * @throws IllegalArgumentException if the lock has another number of stripes
   */
  void guardBy(StripeGuard lock);

  /** The lock that guards this table; {@code null} until it is named. */
  @Nullable StripeGuard guard();
}
