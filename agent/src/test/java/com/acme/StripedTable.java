package com.acme;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/** An application whose threads share a table behind one lock and know what must be in it. */
public final class StripedTable {

  private static final int THREADS = 4;
  private static final int KEYS = 32;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Long> counts = new HashMap<>();

  private StripedTable() {}

  private void count(int key) {
    lock.lock();
    try {
      counts.merge(key, 1L, Long::sum);
    } finally {
      lock.unlock();
    }
  }

  private Map<Integer, Long> copy() {
    lock.lock();
    try {
      return new TreeMap<>(counts);
    } finally {
      lock.unlock();
    }
  }

  /** Counts as often as its argument says in each thread and prints the table. */
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    StripedTable table = new StripedTable();
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  table.count(i % KEYS);
                }
              });
      threads[t].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(table.copy());
  }
}
