package io.unjam.it.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;

/**
 * A program whose threads ask a map again and again for keys that are there and share a bin. Prints
 * what they were given.
 */
public final class Present {

  private static final int THREADS = 4;
  private static final int ROUNDS = 8_000;

  /** Two to the power of so many keys of one hash code. */
  private static final int PAIRS = 6;

  private final ConcurrentHashMap<String, Long> table = new ConcurrentHashMap<>();
  private final CyclicBarrier together = new CyclicBarrier(THREADS);

  private Present() {}

  public static void main(String[] arguments) throws InterruptedException {
    Present present = new Present();
    List<String> keys = keys();
    long[] given = new long[THREADS];
    Thread[] threads = new Thread[THREADS];
    for (int i = 0; i < THREADS; i++) {
      int thread = i;
      threads[i] = new Thread(() -> given[thread] = present.work(keys), "worker-" + i);
      threads[i].start();
    }
    long sum = 0;
    for (int i = 0; i < THREADS; i++) {
      threads[i].join();
      sum += given[i];
    }
    System.out.println("keys " + present.table.size() + " given " + sum);
  }

  private static List<String> keys() {
    List<String> keys = List.of("");
    for (int pair = 0; pair < PAIRS; pair++) {
      List<String> longer = new ArrayList<>();
      for (String key : keys) {
        longer.add(key + "Aa");
        longer.add(key + "BB");
      }
      keys = longer;
    }
    return keys;
  }

  private long work(List<String> keys) {
    try {
      together.await();
    } catch (InterruptedException | BrokenBarrierException e) {
      throw new IllegalStateException(e);
    }
    long sum = 0;
    for (int i = 0; i < ROUNDS; i++) {
      for (String key : keys) {
        sum += look(key);
      }
    }
    return sum;
  }

  private long look(String key) {
    return table.computeIfAbsent(key, Present::valueOf);
  }

  private static Long valueOf(String key) {
    return (long) key.indexOf('B');
  }
}
