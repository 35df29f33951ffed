package io.unjam.runtime.hook;

import io.unjam.runtime.bridge.Switches;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * What stands in the place of an edited {@code Thread.yield()}. Thread-safe, allocates nothing,
 * throws nothing, leaves the interrupt status as it is. Like the call it replaces, it orders no
 * memory accesses.
 */
public final class YieldHooks {
  /*
   * Virtual threads. One that neither blocks nor yields keeps its carrier for good, so that the
   * other virtual threads starve. The hook therefore yields on a virtual thread exactly as the
   * original did. Where the JDK knows no virtual threads the handle is null, and the JIT compiles
   * the hook to one read of the switch. The kind of thread is asked by the public method, not by the class of the
   * thread object: that class is the JDK's own business.
   */

  private static final @Nullable MethodHandle IS_VIRTUAL = isVirtual();

  private YieldHooks() {}

  private static @Nullable MethodHandle isVirtual() {
    try {
      return MethodHandles.publicLookup()
          .findVirtual(Thread.class, "isVirtual", MethodType.methodType(boolean.class));
    } catch (NoSuchMethodException | IllegalAccessException before19) {
      return null;
    }
  }

  /**
   * In the place of a yield that is taken out: yields on a virtual thread and while edits are
   * switched off, else does nothing.
   */
  @SuppressWarnings("ThreadPriorityCheck") // a yield of the application's own, left where it was
  public static void stripped() {
    if (!Switches.loEdits() || (IS_VIRTUAL != null && onVirtualThread())) {
      Thread.yield();
    }
  }

  private static boolean onVirtualThread() {
    MethodHandle isVirtual = IS_VIRTUAL;
    if (isVirtual == null) {
      return false;
    }
    try {
      return (boolean) isVirtual.invokeExact(Thread.currentThread());
    } catch (Throwable impossible) {
      return true; // the answer under which the application's yield stays
    }
  }
}
