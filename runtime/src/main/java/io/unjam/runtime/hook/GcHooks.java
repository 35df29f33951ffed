package io.unjam.runtime.hook;

import io.unjam.runtime.bridge.Switches;

/**
 * What stands in the place of an edited {@code System.gc()} or {@code Runtime.gc()}: nothing, or
 * the call itself while edits are switched off. Thread-safe, allocates nothing.
 */
public final class GcHooks {

  private GcHooks() {}

  /** In the place of {@code System.gc()}. */
  public static void stripped() {
    if (!Switches.loEdits()) {
      System.gc();
    }
  }

  /**
   * In the place of {@code runtime.gc()}.
   *
   * @throws NullPointerException if the receiver is null, as the original call does
   */
  public static void stripped(Runtime runtime) {
    if (runtime == null || !Switches.loEdits()) {
      runtime.gc();
    }
  }
}
