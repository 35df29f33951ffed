package io.unjam.it.programs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program whose threads wait for each other: at a lock around a map and at a fair lock, with
 * arithmetic in their sections, for one key of a map, and for a map that grows. Prints what its
 * data come to, which must not depend on how it waited.
 */
public final class Waiting {

  private static final int THREADS = 4;
  private static final int ROUNDS = 200;
  private static final int ARITHMETIC = 400_000;
  private static final int GROWTH = 1_500;
  private static final int LONG_KEY = 8_000_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Long> table = new HashMap<>();
  private final ReentrantLock queue = new ReentrantLock(true);
  private final ConcurrentHashMap<String, Long> hot = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Integer, Integer> grown = new ConcurrentHashMap<>();
  private final CyclicBarrier together = new CyclicBarrier(THREADS);
  private long served;

  private Waiting() {}

  public static void main(String[] arguments) throws InterruptedException {
    Waiting waiting = new Waiting();
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      int first = i * ROUNDS;
      threads[i] = new Thread(() -> waiting.work(first), "worker-" + i);
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    waiting.grow();
    System.out.println(
        "table "
            + waiting.size()
            + " served "
            + waiting.served
            + " hot "
            + waiting.hot.size()
            + " grown "
            + waiting.grown.size());
  }

  private void work(int first) {
    // Equal to the others' and not the same: who writes compares them, and keeps the bin meanwhile.
    String one = "k".repeat(LONG_KEY);
    together();
    for (int i = first; i < first + ROUNDS; i++) {
      compute(i);
      serve();
    }
    // Apart from the locks: threads that queue for a key one after another seldom meet at a lock.
    together();
    for (int i = first; i < first + ROUNDS; i++) {
      hot.put(one, (long) i);
    }
  }

  private void together() {
    try {
      together.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
  }

  /** By one thread, after the others: what its writes wait for is growth, and not a processor. */
  private void grow() {
    for (int i = 0; i < THREADS * ROUNDS * GROWTH; i++) {
      grown.put(i, i);
    }
  }

  private void compute(Integer key) {
    lock.lock();
    try {
      long sum = 0;
      for (int i = 0; i < ARITHMETIC; i++) {
        sum = sum * 31 + i;
      }
      table.put(key, sum);
    } finally {
      lock.unlock();
    }
  }

  private int size() {
    lock.lock();
    try {
      return table.size();
    } finally {
      lock.unlock();
    }
  }

  private void serve() {
    queue.lock();
    try {
      long sum = served;
      for (int i = 0; i < ARITHMETIC; i++) {
        sum = sum * 31 + i;
      }
      served += sum == 0 ? 2 : 1;
    } finally {
      queue.unlock();
    }
  }
}
