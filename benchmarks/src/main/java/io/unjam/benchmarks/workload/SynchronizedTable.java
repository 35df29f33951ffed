package io.unjam.benchmarks.workload;

import java.util.HashMap;
import java.util.Map;

/**
 * A table whose methods are {@code synchronized}, with arithmetic for one key in a section. What
 * {@link GuardedTable} does with a lock, but for the waits: a section of a monitor that calls what
 * waits is never about one key alone. With {@code tables: own} every thread has a table of its own,
 * as the bound of what splitting the monitor can give.
 */
public final class SynchronizedTable implements Workload {
  private static final int KEYS = 16;

  private Table[] tables = {};
  private Integer[][] keys = {};
  private int rounds;
  private long expected;

  /**
   * @param parameters {@code rounds} of arithmetic in a section, none unless given; {@code tables}:
   *     {@code one} or {@code own}
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    rounds = Integer.parseInt(parameters.getOrDefault("rounds", "0"));
    boolean own = parameters.getOrDefault("tables", "one").equals("own");
    tables = new Table[own ? threads : 1];
    for (int i = 0; i < tables.length; i++) {
      tables[i] = new Table();
    }
    keys = new Integer[threads][KEYS];
    for (int t = 0; t < threads; t++) {
      for (int k = 0; k < KEYS; k++) {
        keys[t][k] = t * KEYS + k;
      }
    }
  }

  @Override
  public void call(int thread, long iteration) {
    Table table = tables[tables.length == 1 ? 0 : thread];
    Integer key = keys[thread][(int) (iteration % KEYS)];
    if (rounds == 0) {
      table.count(key);
    } else {
      table.compute(key, rounds);
    }
  }

  @Override
  public void afterRound(long calls) {
    expected += calls;
    long counted = 0;
    for (Table table : tables) {
      counted += table.total();
    }
    if (counted != expected) {
      throw new IllegalStateException("counted " + counted + " of " + expected);
    }
  }

  /** What a rule finds: the object's own monitor, a map and methods about one key. */
  static final class Table {
    private final HashMap<Integer, Long> counts = new HashMap<>();

    synchronized void count(Integer key) {
      Long old = counts.get(key);
      counts.put(key, old == null ? 1 : old + 1);
    }

    synchronized void compute(Integer key, int rounds) {
      long seed = key;
      for (int i = 0; i < rounds; i++) {
        seed = seed * 6364136223846793005L + 1442695040888963407L;
      }
      Long old = counts.get(key);
      counts.put(key, old == null ? 1 : old + 1 + (seed == 0 ? 1 : 0));
    }

    synchronized long total() {
      long total = 0;
      for (long count : counts.values()) {
        total += count;
      }
      return total;
    }
  }
}
