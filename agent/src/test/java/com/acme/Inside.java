package com.acme;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** Has its rules changed while threads are inside its sections. */
public final class Inside {

  private static final int AGAIN = 100;

  private final ReentrantLock lock = new ReentrantLock();
  private final Object monitor = new Object();
  private volatile CountDownLatch there = new CountDownLatch(0);
  private volatile CountDownLatch over = new CountDownLatch(0);

  private Inside() {}

  /**
   * Runs with the rules of a file, which is given other contents and then the first ones again.
   *
   * @param arguments the file; a file with rules that time nothing and replace maps
   */
  public static void main(String[] arguments) throws Exception {
    Path rules = Path.of(arguments[0]);
    byte[] timed = Files.readAllBytes(rules);
    byte[] untimed = Files.readAllBytes(Path.of(arguments[1]));
    Inside inside = new Inside();
    inside.change(rules, untimed, true);
    inside.change(rules, timed, false);
    for (int i = 0; i < AGAIN; i++) {
      inside.guarded();
      inside.block();
      inside.method();
    }
    System.out.println("done");
  }

  private void change(Path rules, byte[] to, boolean replaces) throws Exception {
    there = new CountDownLatch(3);
    over = new CountDownLatch(1);
    Thread[] threads = {
      new Thread(this::guarded), new Thread(this::block), new Thread(this::method)
    };
    for (Thread thread : threads) {
      thread.start();
    }
    there.await();
    Path aside = Files.write(rules.resolveSibling("aside"), to);
    Files.move(aside, rules, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    while (replaces() != replaces) {
      Thread.onSpinWait();
    }
    over.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Whether the rules that replace maps are in force in this class. */
  private static boolean replaces() {
    return new ConcurrentHashMap<String, String>().getClass() != ConcurrentHashMap.class;
  }

  private void guarded() {
    lock.lock();
    try {
      stay();
    } finally {
      lock.unlock();
    }
  }

  private void block() {
    synchronized (monitor) {
      stay();
    }
  }

  private synchronized void method() {
    stay();
  }

  private void stay() {
    there.countDown();
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
