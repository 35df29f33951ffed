package io.unjam.runtime.hook;

import io.unjam.runtime.variant.striped.StripeGuard;
import io.unjam.runtime.variant.striped.StripedMonitor;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import io.unjam.runtime.variant.striped.StripedTable;
import java.util.concurrent.locks.Lock;
import org.jspecify.annotations.Nullable;

/**
 * What sections that a proof found to be about one key call in place of {@code lock} and {@code
 * unlock}, and before and after they enter a monitor. A lock that isn't striped, because it was
 * made before its class was rewritten, is taken and released as written; so is a monitor.
 * Thread-safe; each method throws what the call it stands for throws.
 */
public final class StripeHooks {
  private StripeHooks() {}

  /** For {@code lock.lock()}. */
  public static void lock(Lock lock, @Nullable Object key) {
    if (lock instanceof StripedReentrantLock striped) {
      striped.lockFor(key);
    } else if (lock instanceof StripedReadWriteLock.Half half) {
      half.lockFor(key);
    } else {
      lock.lock();
    }
  }

  /** For {@code lock.unlock()} with the key of the matching {@link #lock}. */
  public static void unlock(Lock lock, @Nullable Object key) {
    if (lock instanceof StripedReentrantLock striped) {
      striped.unlockFor(key);
    } else if (lock instanceof StripedReadWriteLock.Half half) {
      half.unlockFor(key);
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
   * Joins a lock and a map or set that it guards, as soon as both are made and before their owner
   * is seen by anyone. Nothing to do where either isn't striped.
   */
  public static void guard(@Nullable Object lock, @Nullable Object map) {
    if (lock instanceof StripeGuard striped && map instanceof StripedTable guarded) {
      guarded.guardBy(striped);
    }
  }

  /**
   * Splits an object's monitor with the map or set that it guards, as soon as both are made and
   * before their owner is seen by anyone. Nothing to do where the map isn't striped.
   */
  public static void guardByMonitor(@Nullable Object monitor, @Nullable Object map) {
    if (monitor != null && map instanceof StripedTable guarded) {
      guarded.guardBy(new StripedMonitor(monitor, guarded.stripes()));
    }
  }

  /**
   * As {@link #guardByMonitor}, where the monitor is that of the map's owner, an object or a class,
   * so that others may take it too and wait on it.
   */
  public static void guardByOwner(Object owner, @Nullable Object map) {
    if (map instanceof StripedTable guarded) {
      guarded.guardBy(StripedMonitor.shared(owner, guarded.stripes()));
    }
  }

  /**
   * Has a second map guarded by the monitor that guards a first one, before their owner is seen by
   * anyone. Nothing to do where either isn't striped.
   */
  public static void guardAlike(@Nullable Object first, @Nullable Object map) {
    if (first instanceof StripedTable model && map instanceof StripedTable guarded) {
      StripeGuard guard = model.guard();
      if (guard != null) {
        guarded.guardBy(guard);
      }
    }
  }

  /** The monitor to enter for a section about one key, in place of the object's own. */
  public static Object monitor(Object monitor, @Nullable Object map, @Nullable Object key) {
    StripedMonitor striped = stripedBy(monitor, map);
    return striped == null ? monitor : striped.monitorFor(key);
  }

  /** Whether the section may begin in the monitor that was entered; if not, ask for another. */
  public static boolean isValid(Object monitor, @Nullable Object map, Object entered) {
    if (entered == monitor && !StripedMonitor.isLooking()) {
      return true;
    }
    StripedMonitor striped = stripedBy(monitor, map);
    return striped == null || striped.isValid(entered);
  }

  private static @Nullable StripedMonitor stripedBy(Object monitor, @Nullable Object map) {
    return map instanceof StripedTable guarded
            && guarded.guard() instanceof StripedMonitor striped
            && striped.monitor() == monitor
        ? striped
        : null;
  }
}
