package io.unjam.runtime.variant.striped;

import org.jspecify.annotations.Nullable;

/**
 * What a striped map asks of the lock that guards it. Stripes are numbered from 0 to {@link
 * #stripes()} - 1; which one a key belongs to says {@link StripeOfKey}. Thread-safe.
 */
public interface StripeGuard {
  /** How many there are: a power of two, at least 2. */
  int stripes();

  /** Whether the running thread may touch what belongs to one stripe. */
  boolean holds(int stripe);

  /**
   * As {@link #holds(int)}, for a call about a key of that stripe, whose methods the call may run.
   */
  default boolean holds(int stripe, @Nullable Object key) {
    return holds(stripe);
  }

  /** Whether the running thread may touch what belongs to any stripe. */
  boolean holdsAll();

  /** Takes all stripes, as often as called; waits for them uninterruptibly. */
  void lockAll();

  /** Undoes one {@link #lockAll}. */
  void unlockAll();

  /**
   * Says that from now on code of the application runs in the midst of a call on a map, by a thread
   * that has what it needs for the call. Where such code may let the lock go for a while, as by
   * {@code wait}, nobody else touches a stripe by its key alone until {@link #endForeign}.
   *
   * @return whether {@link #endForeign} has to be called
   */
  default boolean beginForeign() {
    return false;
  }

  /** Undoes one {@link #beginForeign} that has returned true, in the same thread. */
  default void endForeign() {}

  /**
   * Gives up striping for good, because a key whose class is not trusted is about to be stored.
   * Called while {@link #holdsAll}, or before the guard is shared.
   */
  void keepWhole();
}
