package io.unjam.runtime.bridge;

import io.unjam.runtime.hook.YieldHooks;
import io.unjam.runtime.record.Warmup;

/**
 * Loads and initialises what hooks need before any application code runs, so that no hook loads a
 * class while the application holds a lock.
 */
public final class Preload {

  private Preload() {}

  /** Runs every path that a hook may take, on data of its own. Any thread, any number of times. */
  public static void run() {
    Warmup.run();
    YieldHooks.stripped();
  }
}
