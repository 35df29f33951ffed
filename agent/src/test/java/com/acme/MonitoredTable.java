package com.acme;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** As {@link StripedTable}, behind a monitor, with sections that move sums between keys. */
public final class MonitoredTable {

  private static final int THREADS = 4;
  private static final int KEYS = 32;
  private static final Map<String, Long> ALL = new HashMap<>();

  private final Object lock = new Object();
  private final HashMap<Integer, Long> counts = new HashMap<>();

  private MonitoredTable() {}

  private void count(int key) {
    long one = 1;
    synchronized (lock) {
      counts.merge(key, one, Long::sum);
    }
  }

  private void move(int from, int to) {
    synchronized (lock) {
      Long sum = counts.remove(from);
      if (sum == null) {
        return;
      }
      counts.merge(to, sum, Long::sum);
    }
  }

  private Map<Integer, Long> copy() {
    synchronized (lock) {
      return new TreeMap<>(counts);
    }
  }

  private static void countAll(String key) {
    synchronized (ALL) {
      Long before = ALL.get(key);
      ALL.put(key, before == null ? 1L : before + 1);
    }
  }

  private static Map<String, Long> copyAll() {
    synchronized (ALL) {
      return new TreeMap<>(ALL);
    }
  }

  /** Counts as often as its argument says in each thread and prints the sum and a table. */
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    MonitoredTable table = new MonitoredTable();
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      int thread = t;
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  table.count(i % KEYS);
                  countAll("k" + i % KEYS);
                  if (i % 50 == thread) {
                    table.move(i % KEYS, (i + thread + 1) % KEYS);
                  }
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long sum = 0;
    for (long count : table.copy().values()) {
      sum += count;
    }
    System.out.println(sum + " " + copyAll());
  }
}
