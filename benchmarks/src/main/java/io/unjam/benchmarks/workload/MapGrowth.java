package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Fills a new map, every round: threads put keys of their own until it is full. One round ends when
 * all keys are there.
 */
public final class MapGrowth implements Workload {
  private ConcurrentHashMap<Integer, Integer> map = new ConcurrentHashMap<>();
  private Integer[] keys = {};
  private int threads;

  /**
   * @param parameters {@code entries}: how many keys a round puts
   */
  @Override
  public void setUp(Map<String, String> parameters, int threadCount) {
    threads = threadCount;
    keys = new Integer[Integer.parseInt(parameters.getOrDefault("entries", "1000000"))];
    for (int i = 0; i < keys.length; i++) {
      keys[i] = i * 0x9E3779B1;
    }
  }

  @Override
  public void beforeRound() {
    map = new ConcurrentHashMap<>();
    // A collection inside the round would hide what the table's growth costs, in either arm.
    System.gc();
  }

  @Override
  public void call(int thread, long iteration) {
    Integer key = keys[(int) iteration * threads + thread];
    map.put(key, key);
  }

  @Override
  public long callsPerRound() {
    return keys.length / threads;
  }

  @Override
  public void afterRound(long calls) {
    if (map.size() != calls) {
      throw new IllegalStateException(map.size() + " entries after " + calls + " puts");
    }
  }
}
