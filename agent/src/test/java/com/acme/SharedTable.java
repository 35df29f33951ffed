package com.acme;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/** As {@link StripedTable}, behind a read-write lock whose halves stand in fields. */
public final class SharedTable {

  private static final int THREADS = 4;
  private static final int KEYS = 32;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final Lock reader = lock.readLock();
  private final Lock writer = lock.writeLock();
  private final Map<Integer, Long> counts = new HashMap<>();

  private SharedTable() {}

  private void count(int key) {
    long one = 1;
    writer.lock();
    try {
      counts.merge(key, one, Long::sum);
    } finally {
      writer.unlock();
    }
  }

  private boolean has(int key) {
    reader.lock();
    try {
      return counts.containsKey(key);
    } finally {
      reader.unlock();
    }
  }

  private Map<Integer, Long> copy() {
    lock.readLock().lock();
    try {
      return new TreeMap<>(counts);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Counts as often as its argument says in each thread and prints the table. */
  public static void main(String[] arguments) throws Exception {
    int rounds = Integer.parseInt(arguments[0]);
    SharedTable table = new SharedTable();
    Thread[] threads = new Thread[THREADS];
    for (int t = 0; t < THREADS; t++) {
      threads[t] =
          new Thread(
              () -> {
                for (int i = 0; i < rounds; i++) {
                  table.count(i % KEYS);
                  if (!table.has(i % KEYS)) {
                    throw new IllegalStateException("lost " + i % KEYS);
                  }
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
