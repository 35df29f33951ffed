package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A cache that is warm: {@code computeIfAbsent} on keys that are there. */
public final class CacheLookups implements Workload {
  private final ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
  private Integer[] keys = {};

  /**
   * @param parameters {@code keys}: how many different ones, a power of two; {@code colliding}: so
   *     many of them share a bin, and only one of those comes first in it
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    int colliding = Integer.parseInt(parameters.getOrDefault("colliding", "1"));
    keys = new Integer[Integer.parseInt(parameters.getOrDefault("keys", "65536"))];
    for (int i = 0; i < keys.length; i++) {
      // Hashes that differ in bits 12 to 15 alone fall into one bin of any small table.
      keys[i] = colliding == 1 ? i * 0x9E3779B1 : i / colliding | i % colliding << 12;
      map.put(keys[i], keys[i]);
    }
  }

  @Override
  public void call(int thread, long iteration) {
    Integer key = keys[(int) (iteration * 7919 + thread * 104729L) & (keys.length - 1)];
    if (!key.equals(map.computeIfAbsent(key, absent -> absent))) {
      throw new IllegalStateException("not the value of " + key);
    }
  }

  @Override
  public void afterRound(long calls) {
    if (map.size() != keys.length) {
      throw new IllegalStateException(map.size() + " entries of " + keys.length);
    }
  }
}
