package io.unjam.benchmarks.workload;

import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;

/**
 * Lookups and puts of keys that are there, in a map that takes one lock for every call: a {@code
 * Hashtable} or a synchronized {@code HashMap}.
 */
@SuppressWarnings("JdkObsolete") // that is the case
public final class TableLookups implements Workload {
  private static final int KEYS = 1024;

  private final Map<Integer, Integer> table = new Hashtable<>();
  private final Map<Integer, Integer> wrapped = Collections.synchronizedMap(new HashMap<>());
  private final Integer[] keys = new Integer[KEYS];
  private boolean wraps;
  private int readsInTen;

  /**
   * @param parameters {@code reads}: how many calls in ten look up; {@code map}: {@code table} or
   *     {@code synchronized}
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    wraps = parameters.getOrDefault("map", "table").equals("synchronized");
    readsInTen = Integer.parseInt(parameters.getOrDefault("reads", "8"));
    for (int i = 0; i < KEYS; i++) {
      keys[i] = i * 0x9E3779B1;
      table.put(keys[i], keys[i]);
      wrapped.put(keys[i], keys[i]);
    }
  }

  @Override
  public void call(int thread, long iteration) {
    Integer key = keys[(int) (iteration * 7919 + thread * 104729L) & (KEYS - 1)];
    boolean reads = iteration % 10 < readsInTen;
    Integer met;
    if (wraps) {
      met = reads ? wrapped.get(key) : wrapped.put(key, key);
    } else {
      met = reads ? table.get(key) : table.put(key, key);
    }
    if (!key.equals(met)) {
      throw new IllegalStateException("not the value of " + key);
    }
  }
}
