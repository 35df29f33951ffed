package io.unjam.benchmarks.workload;

import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.hook.TimeHooks;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * An operation of next to no time of its own between the two halves of a timing hook; or between
 * two readings of the clock, as the measure of what any timing costs. One call is a batch of
 * operations.
 */
public final class TimedOperations implements Workload {
  private static final int BATCH = 1_000;

  private String mode = "";
  private int site;
  private long[] sinks = {};

  /** What the hook is told was written to: one write in some looks at it. */
  private final Map<Integer, Integer> map = new ConcurrentHashMap<>();

  /**
   * @param parameters {@code mode}: {@code clock} or {@code hook}; {@code sample}: one operation in
   *     this many is timed
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    mode = parameters.getOrDefault("mode", "clock");
    int sample = Integer.parseInt(parameters.getOrDefault("sample", "1"));
    site =
        SiteTable.register("bench", "benchmark", "TimedOperations", "call", 1, "operation", sample);
    sinks = new long[threads * 16];
    for (int i = 0; i < BATCH; i++) {
      map.put(i, i);
    }
  }

  @Override
  public void call(int thread, long iteration) {
    if (mode.equals("clock")) {
      clock(thread * 16);
    } else {
      hook(thread * 16);
    }
  }

  private void clock(int sink) {
    long value = sinks[sink];
    for (int i = 0; i < BATCH; i++) {
      long started = System.nanoTime();
      value = value * 6364136223846793005L + 1442695040888963407L;
      value ^= System.nanoTime() - started;
    }
    sinks[sink] = value;
  }

  private void hook(int sink) {
    long value = sinks[sink];
    for (int i = 0; i < BATCH; i++) {
      long started = TimeHooks.begin(site);
      value = value * 6364136223846793005L + 1442695040888963407L;
      TimeHooks.end(started, map, null, site);
    }
    sinks[sink] = value;
  }

  @Override
  public int operationsPerCall() {
    return BATCH;
  }
}
