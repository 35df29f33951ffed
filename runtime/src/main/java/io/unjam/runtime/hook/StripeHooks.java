package io.unjam.runtime.hook;

import io.unjam.runtime.variant.striped.StripedHashMap;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What sections that a proof found to be about one key call in place of {@code lock} and {@code
 * unlock}. A lock that isn't striped, because it was made before its class was rewritten, is taken
 * and released as written. Thread-safe; each method throws what the call it stands for throws.
 */
public final class StripeHooks {
  private StripeHooks() {}

  /** For {@code lock.lock()}. */
  public static void lock(Lock lock, @Nullable Object key) {
    if (lock instanceof StripedReentrantLock striped) {
      striped.lockFor(key);
    } else {
      lock.lock();
    }
  }

  /** For {@code lock.unlock()} with the key of the matching {@link #lock}. */
  public static void unlock(Lock lock, @Nullable Object key) {
    if (lock instanceof StripedReentrantLock striped) {
      striped.unlockFor(key);
    } else {
      lock.unlock();
    }
  }

  /** Before a call in a keyed section that may not run in two threads at once. */
  public static void effect(Lock lock) {
    if (lock instanceof StripedReentrantLock striped) {
      striped.beginEffect();
    }
  }

  /**
   * Joins a lock and a map that it guards, as soon as both are made and before their owner is seen
   * by anyone. Nothing to do where either isn't striped.
   */
  public static void guard(@Nullable Object lock, @Nullable Object map) {
    if (lock instanceof StripedReentrantLock striped
        && map instanceof StripedHashMap<?, ?> guarded) {
      guarded.guardBy(striped);
    }
  }
}
