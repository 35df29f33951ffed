package io.unjam.runtime.bridge;

import io.unjam.runtime.hook.TimeHooks;
import io.unjam.runtime.hook.TimedMapReferences;
import io.unjam.runtime.hook.YieldHooks;
import io.unjam.runtime.record.Warmup;
import java.util.HashMap;

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
    // No such site: nothing is recorded, but the hooks are there.
    TimeHooks.end(TimeHooks.begin(-1), -1);
    TimeHooks.endHold(TimeHooks.endWait(TimeHooks.beginWait(-1), -1), -1);
    TimedMapReferences.put(-1, new HashMap<>(), "key", "value");
  }
}
