package io.unjam.it.programs;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Counts in short sections of one lock: once while the main thread holds it, then by eight threads
 * at once. Prints {@code LOCK <class of the lock>}, {@code RAN <what each waiting thread got>} and
 * {@code COUNTED <count>}.
 */
public final class Tally {
  private static final int THREADS = 8;
  private static final int CALLS = 50_000;

  private final ReentrantLock lock = new ReentrantLock();
  private long count;

  private Tally() {}

  private long add(int value) {
    lock.lock();
    try {
      if (value < 0) {
        throw new IllegalArgumentException("negative");
      }
      count += value;
      return count;
    } finally {
      lock.unlock();
    }
  }

  private static <T> Thread start(FutureTask<T> task) {
    Thread thread = new Thread(task);
    thread.start();
    return thread;
  }

  private static void awaitWaiting(Thread thread) {
    while (thread.getState() != Thread.State.WAITING
        && thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
  }

  private Object caught(int value) {
    try {
      return add(value);
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  private List<Object> whileHeld(int... values) throws Exception {
    List<FutureTask<Object>> tasks = new ArrayList<>();
    lock.lock();
    try {
      for (int value : values) {
        FutureTask<Object> task = new FutureTask<>(() -> caught(value));
        awaitWaiting(start(task));
        tasks.add(task);
      }
    } finally {
      lock.unlock();
    }
    List<Object> got = new ArrayList<>();
    for (FutureTask<Object> task : tasks) {
      got.add(task.get());
    }
    return got;
  }

  private void allAtOnce() throws Exception {
    List<FutureTask<Void>> tasks = new ArrayList<>();
    Callable<Void> work =
        () -> {
          for (int i = 0; i < CALLS; i++) {
            add(1);
          }
          return null;
        };
    for (int i = 0; i < THREADS; i++) {
      FutureTask<Void> task = new FutureTask<>(work);
      start(task);
      tasks.add(task);
    }
    for (FutureTask<Void> task : tasks) {
      task.get();
    }
  }

  public static void main(String[] arguments) throws Exception {
    Tally tally = new Tally();
    System.out.println("LOCK " + tally.lock.getClass().getName());
    System.out.println("RAN " + tally.whileHeld(1, -1, 2, 3));
    tally.allAtOnce();
    System.out.println("COUNTED " + tally.count);
  }
}
