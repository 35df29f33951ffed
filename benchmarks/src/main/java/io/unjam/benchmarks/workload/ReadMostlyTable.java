package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * A small table behind a read-write lock; of a hundred operations so many write as the parameter
 * {@code writes} says.
 */
public final class ReadMostlyTable implements Workload {
  private static final int SIZE = 64;

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final long[] table = new long[SIZE];
  private int writes;
  private long[] sinks = {};

  @Override
  public void setUp(Map<String, String> parameters, int threads) {
    writes = Integer.parseInt(parameters.getOrDefault("writes", "0"));
    sinks = new long[threads * 16];
  }

  @Override
  public void call(int thread, long iteration) {
    // Spread over the hundred, so that writes do not come in bursts.
    if ((iteration * 37 + thread * 11L) % 100 < writes) {
      write();
    } else {
      sinks[thread * 16] += read((int) iteration & (SIZE - 1));
    }
  }

  private long read(int index) {
    lock.readLock().lock();
    try {
      return table[index];
    } finally {
      lock.readLock().unlock();
    }
  }

  private void write() {
    lock.writeLock().lock();
    try {
      for (int i = 0; i < SIZE; i++) {
        table[i]++;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void afterRound(long calls) {
    for (long value : table) {
      if (value != table[0]) {
        throw new IllegalStateException("a half-made write: " + value + " beside " + table[0]);
      }
    }
  }
}
