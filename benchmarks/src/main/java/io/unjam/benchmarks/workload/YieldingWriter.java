package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A bulk write with a {@code Thread.yield} after every write: each call writes a fixed batch, so
 * the loop makes progress of its own whatever other threads do.
 */
public class YieldingWriter implements Workload {
  static final int BATCH = 256;

  final ConcurrentHashMap<Integer, Long> table = new ConcurrentHashMap<>();
  private int threads;

  @Override
  public void setUp(Map<String, String> parameters, int threadCount) {
    threads = threadCount;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck") // the yield is what this workload is about
  public void call(int thread, long iteration) {
    int first = thread * BATCH;
    for (int i = 0; i < BATCH; i++) {
      table.put(first + i, iteration);
      Thread.yield();
    }
  }

  @Override
  public int operationsPerCall() {
    return BATCH;
  }

  @Override
  public void afterRound(long calls) {
    if (table.size() != threads * BATCH) {
      throw new IllegalStateException("lost writes: " + table.size() + " keys");
    }
  }
}
