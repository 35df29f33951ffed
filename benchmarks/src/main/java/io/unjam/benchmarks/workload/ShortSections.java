package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that take one lock for a section of a few instructions, again and again. */
public final class ShortSections implements Workload {
  private final ReentrantLock lock = new ReentrantLock();
  private final long[] counters = new long[16];
  private long total;
  private long expected;

  @Override
  public void setUp(Map<String, String> parameters, int threads) {}

  @Override
  public void call(int thread, long iteration) {
    count((int) iteration);
  }

  private long count(int which) {
    lock.lock();
    try {
      counters[which & 15]++;
      total++;
      return total;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void afterRound(long calls) {
    expected += calls;
    if (total != expected) {
      throw new IllegalStateException("counted " + total + " of " + expected);
    }
  }
}
