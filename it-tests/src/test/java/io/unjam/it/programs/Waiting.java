package io.unjam.it.programs;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A program whose threads wait for each other: at a lock around a map, with arithmetic in its
 * sections, and at a fair lock. Prints what its data come to, which must not depend on how it
 * waited.
 */
public final class Waiting {

  private static final int THREADS = 4;
  private static final int ROUNDS = 150;
  private static final int ARITHMETIC = 200_000;

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<Integer, Long> table = new HashMap<>();
  private final ReentrantLock queue = new ReentrantLock(true);
  private final ConcurrentHashMap<Integer, Integer> calm = new ConcurrentHashMap<>();
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
    System.out.println(
        "table " + waiting.size() + " served " + waiting.served + " calm " + waiting.calm.size());
  }

  private void work(int first) {
    for (int i = first; i < first + ROUNDS; i++) {
      compute(i);
      serve();
      calm.put(i, i);
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
      served++;
    } finally {
      queue.unlock();
    }
  }
}
