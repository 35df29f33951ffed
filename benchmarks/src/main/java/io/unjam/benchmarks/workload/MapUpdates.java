package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Puts to, or merges into, keys that are there already, spread over many or all on few. */
public final class MapUpdates implements Workload {
  private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
  private Integer[] keys = {};
  private Integer[] values = {};
  private boolean merge;

  /**
   * @param parameters {@code keys}: how many different ones, a power of two; {@code merge}: whether
   *     to merge instead of putting
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    keys = new Integer[Integer.parseInt(parameters.getOrDefault("keys", "65536"))];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = i * 0x9E3779B1;
      map.put(keys[i], keys[i]);
    }
    values = new Integer[Math.max(keys.length, 1024)];
    for (int i = 0; i < values.length; i++) {
      values[i] = i < keys.length ? keys[i] : (Integer) (i * 0x9E3779B1);
    }
    merge = Boolean.parseBoolean(parameters.getOrDefault("merge", "false"));
  }

  @Override
  public void call(int thread, long iteration) {
    Integer key = keys[(int) (iteration * 7919 + thread * 104729L) & (keys.length - 1)];
    Integer value = values[(int) iteration & (values.length - 1)];
    if (merge) {
      map.merge(key, value, Integer::max);
    } else {
      map.put(key, value);
    }
  }

  @Override
  public void afterRound(long calls) {
    if (map.size() != keys.length) {
      throw new IllegalStateException(map.size() + " entries of " + keys.length);
    }
  }
}
