package io.unjam.runtime.variant.striped;

/**
 * What a striped map asks of the lock that guards it. Stripes are numbered from 0 to {@link
 * #stripes()} - 1; which one a key belongs to says {@link StripeOfKey}. Thread-safe.
 */
public interface StripeGuard {
  /** How many there are: a power of two, at least 2. */
  int stripes();

  /** Whether the running thread may touch what belongs to one stripe. */
  boolean holds(int stripe);

  /** Whether the running thread may touch what belongs to any stripe. */
  boolean holdsAll();

  /** Takes all stripes, as often as called; waits for them uninterruptibly. */
  void lockAll();

  /** Undoes one {@link #lockAll}. */
  void unlockAll();

  /**
   * Gives up striping for good, because a key whose class is not trusted is about to be stored.
   * Called while {@link #holdsAll}, or before the guard is shared.
   */
  void keepWhole();
}
