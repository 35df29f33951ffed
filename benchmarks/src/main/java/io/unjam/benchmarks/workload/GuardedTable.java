package io.unjam.benchmarks.workload;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A table behind one lock, whose section does some work for one key: arithmetic, or a wait as for a
 * disk or a peer. With {@code locks: own} every thread has a table of its own, as the bound of what
 * splitting the lock can give.
 */
public final class GuardedTable implements Workload {
  private static final int KEYS = 16;

  private Table[] tables = {};
  private Integer[][] keys = {};
  private String work = "none";
  private int amount;
  private long expected;

  /**
   * @param parameters {@code work}: {@code none}, {@code cpu} or {@code block}; {@code amount}:
   *     rounds of arithmetic, or microseconds of a wait; {@code locks}: {@code one} or {@code own}
   */
  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    work = parameters.getOrDefault("work", "none");
    amount = Integer.parseInt(parameters.getOrDefault("amount", "0"));
    boolean own = parameters.getOrDefault("locks", "one").equals("own");
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
    switch (work) {
      case "cpu" -> table.compute(key, amount);
      case "block" -> table.await(key, amount * 1_000L);
      default -> table.count(key);
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

  /** What a rule finds: a lock, a map and sections about one key. */
  static final class Table {
    private final ReentrantLock lock = new ReentrantLock();
    private final HashMap<Integer, Long> counts = new HashMap<>();
    private final Wait wait = new Wait();

    void count(Integer key) {
      lock.lock();
      try {
        Long old = counts.get(key);
        counts.put(key, old == null ? 1 : old + 1);
      } finally {
        lock.unlock();
      }
    }

    void compute(Integer key, int rounds) {
      lock.lock();
      try {
        long seed = key;
        for (int i = 0; i < rounds; i++) {
          seed = seed * 6364136223846793005L + 1442695040888963407L;
        }
        Long old = counts.get(key);
        counts.put(key, old == null ? 1 : old + 1 + (seed == 0 ? 1 : 0));
      } finally {
        lock.unlock();
      }
    }

    void await(Integer key, long nanos) {
      lock.lock();
      try {
        wait.forNanos(nanos);
        Long old = counts.get(key);
        counts.put(key, old == null ? 1 : old + 1);
      } finally {
        lock.unlock();
      }
    }

    long total() {
      lock.lock();
      try {
        long total = 0;
        for (long count : counts.values()) {
          total += count;
        }
        return total;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Stands for a device that serves several at a time. Thread-safe. */
  static final class Wait {
    void forNanos(long nanos) {
      long until = System.nanoTime() + nanos;
      for (long left = nanos; left > 0; left = until - System.nanoTime()) {
        LockSupport.parkNanos(left);
      }
    }
  }
}
