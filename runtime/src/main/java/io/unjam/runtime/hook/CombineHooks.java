package io.unjam.runtime.hook;

import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import java.lang.invoke.MethodHandles;
import org.jspecify.annotations.Nullable;

/**
 * What methods call first that a proof, or their author, found to run as well in another thread. A
 * lock that isn't a {@link CombiningReentrantLock}, because it was made before its class was
 * rewritten, is left to the method as written. Thread-safe.
 */
public final class CombineHooks {
  private CombineHooks() {}

  /** Whether the method had better be handed to {@link #run} than take the lock itself. */
  public static boolean isBusy(@Nullable Object lock) {
    return lock instanceof CombiningReentrantLock combining && combining.isBusy();
  }

  /**
   * Has the lock's holder run the method; see {@link CombiningReentrantLock#run}. Throws what the
   * method throws.
   */
  public static @Nullable Object run(
      @Nullable Object lock,
      MethodHandles.Lookup caller,
      String name,
      String descriptor,
      boolean isStatic,
      @Nullable Object[] arguments) {
    return lock instanceof CombiningReentrantLock combining
        ? combining.run(caller, name, descriptor, isStatic, arguments)
        : CombiningReentrantLock.DECLINED;
  }

  /** Whether the method has not been run and goes on as written. */
  public static boolean isDeclined(@Nullable Object result) {
    return result == CombiningReentrantLock.DECLINED;
  }
}
