package com.acme;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** As {@link MonitoredTable}, with a linked map and a set behind one monitor, and a set alone. */
public final class SeenTable {

  private static final int THREADS = 4;
  private static final int KEYS = 32;
  private static final Set<String> NAMES = new HashSet<>(KEYS);

  private final Object lock = new Object();
  private final Map<Integer, Long> counts = new LinkedHashMap<>();
  private final Set<Integer> seen = new HashSet<>();

  private SeenTable() {}

  /** Every other visit counts. */
  private void visit(int key) {
    long one = 1;
    synchronized (lock) {
      if (seen.add(key)) {
        counts.merge(key, one, Long::sum);
      } else {
        seen.remove(key);
      }
    }
  }

  private void forget() {
    synchronized (lock) {
      if (counts.isEmpty()) {
        seen.clear();
      }
    }
  }

  private Map<Integer, Long> copy() {
    synchronized (lock) {
      return new TreeMap<>(counts);
    }
  }

  private Set<Integer> rest() {
    synchronized (lock) {
      return new TreeSet<>(seen);
    }
  }

  private static boolean name(String key) {
    synchronized (NAMES) {
      return !NAMES.contains(key) && NAMES.add(key);
    }
  }

  private static Set<String> names() {
    synchronized (NAMES) {
      return new TreeSet<>(NAMES);
    }
  }

  /** Visits as often as its argument says in each thread and prints what is left, and a table. */
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    SeenTable table = new SeenTable();
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  table.visit(i % KEYS);
                  name("k" + i % KEYS);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    table.forget();
    System.out.println(table.copy() + " " + table.rest() + " " + names());
  }
}
