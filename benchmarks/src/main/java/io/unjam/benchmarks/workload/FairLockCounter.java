package io.unjam.benchmarks.workload;

import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/** Threads that take one fair lock for a short section, again and again. */
public final class FairLockCounter implements Workload {
  private final ReentrantLock lock = new ReentrantLock(true);
  private long counter;
  private long expected;

  @Override
  public void setUp(Map<String, String> parameters, int threads) {}

  @Override
  public void call(int thread, long iteration) {
    lock.lock();
    try {
      counter++;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void afterRound(long calls) {
    expected += calls;
    if (counter != expected) {
      throw new IllegalStateException("counted " + counter + " of " + expected);
    }
  }
}
