package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Puts to keys that are there already, spread over many or all on few. */
public final class MapUpdates implements Workload {
  private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
  private Integer[] keys = {};

  /**
   * @param parameters {@code keys}: how many different ones, a power of two
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    keys = new Integer[Integer.parseInt(parameters.getOrDefault("keys", "65536"))];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = i * 0x9E3779B1;
      map.put(keys[i], keys[i]);
    }
  }

  @Override
  public void call(int thread, long iteration) {
    Integer key = keys[(int) (iteration * 7919 + thread * 104729L) & (keys.length - 1)];
    map.put(key, keys[(int) iteration & (keys.length - 1)]);
  }

  @Override
  public void afterRound(long calls) {
    if (map.size() != keys.length) {
      throw new IllegalStateException(map.size() + " entries of " + keys.length);
    }
  }
}
