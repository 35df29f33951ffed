package com.acme;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/** Writes that are slow for one reason after the other; each reason has a method. */
public final class SlowWriter {

  private static final Map<String, Object> MAP = new ConcurrentHashMap<>();
  private static final Map<Integer, Integer> GROWING = new ConcurrentHashMap<>();

  private SlowWriter() {}

  /** Runs them all. */
  public static void main(String[] arguments) throws InterruptedException {
    awaitObserver();
    hotKey();
    growth();
    collection();
    standstill();
    crowd();
    System.out.println("done");
  }

  /** What happens before the agent looks, a second after the start, it can't know. */
  private static void awaitObserver() {
    while (Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().equals("unjam-observer"))) {
      Thread.onSpinWait();
    }
  }

  private static void hotKey() {
    for (int i = 0; i < 40; i++) {
      spin(i % 4 == 0 ? "cold " + i : "hot", 1);
    }
  }

  private static void spin(String key, long millis) {
    MAP.compute(
        key,
        (k, v) -> {
          long until = System.nanoTime() + millis * 1_000_000;
          while (System.nanoTime() < until) {
            Thread.onSpinWait();
          }
          return v;
        });
  }

  private static void growth() {
    for (int i = 0; i < 1_600_000; i++) {
      GROWING.put(i, i);
    }
  }

  private static void collection() {
    MAP.compute(
        "collected",
        (k, v) -> {
          System.gc();
          return v;
        });
  }

  /** Looks at the stacks of many threads, for which all of them have to stand still. */
  private static void standstill() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    CountDownLatch there = new CountDownLatch(200);
    for (int i = 0; i < 200; i++) {
      Thread thread = new Thread(() -> deep(100, there, over));
      thread.setDaemon(true);
      thread.start();
    }
    there.await();
    MAP.compute(
        "still",
        (k, v) -> {
          long until = System.nanoTime() + 400_000_000;
          while (System.nanoTime() < until) {
            Thread.getAllStackTraces();
          }
          return v;
        });
    over.countDown();
  }

  private static int deep(int depth, CountDownLatch there, CountDownLatch over) {
    if (depth > 0) {
      return 1 + deep(depth - 1, there, over);
    }
    there.countDown();
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 0;
  }

  /** Writes while four times as many threads want to run as there are processors. */
  private static void crowd() throws InterruptedException {
    CountDownLatch over = new CountDownLatch(1);
    Thread[] crowd = new Thread[4 * Runtime.getRuntime().availableProcessors()];
    for (int i = 0; i < crowd.length; i++) {
      crowd[i] =
          new Thread(
              () -> {
                while (over.getCount() > 0) {
                  Thread.onSpinWait();
                }
              });
      crowd[i].start();
    }
    long until = System.nanoTime() + 3_000_000_000L;
    while (System.nanoTime() < until) {
      spin("crowded", 60);
    }
    over.countDown();
    for (Thread thread : crowd) {
      thread.join();
    }
  }
}
