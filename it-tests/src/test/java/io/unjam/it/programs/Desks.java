package io.unjam.it.programs;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Virtual threads, many more than carriers, that meet at a desk of each kind: a lock of a table, a
 * fair lock, a fair semaphore, a read-write lock, a lock around a count, and a monitor. Where a
 * section may wait it does, so that its thread leaves its carrier in the midst of it. Prints what
 * the desks keep and what they come to. Needs JDK 21.
 */
@SuppressWarnings("ThreadPriorityCheck") // a yield leaves the carrier in the midst of a section
public final class Desks {
  private static final int THREADS = 120;
  private static final int ROUNDS = 30;
  private static final int NAMES = 8;

  /** A fair lock. */
  static final class Queue {
    private final ReentrantLock lock = new ReentrantLock(true);
    private int served;

    void serve() {
      lock.lock();
      try {
        Thread.yield();
        served++;
      } finally {
        lock.unlock();
      }
    }
  }

  /** A fair semaphore with two permits. */
  static final class Seats {
    private final Semaphore seats = new Semaphore(2, true);

    void sit() throws InterruptedException {
      seats.acquire();
      try {
        Thread.yield();
      } finally {
        seats.release();
      }
    }
  }

  /** A pair that readers must never see torn. */
  static final class Pair {
    private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
    private int left;
    private int right;

    boolean isWhole() {
      lock.readLock().lock();
      try {
        int seen = left;
        Thread.yield();
        return seen == right;
      } finally {
        lock.readLock().unlock();
      }
    }

    void grow() {
      lock.writeLock().lock();
      try {
        left++;
        Thread.yield();
        right++;
      } finally {
        lock.writeLock().unlock();
      }
    }
  }

  /** A count in short sections. */
  static final class Count {
    private final ReentrantLock lock = new ReentrantLock();
    private int count;

    int add(int value) {
      lock.lock();
      try {
        count += value;
        return count;
      } finally {
        lock.unlock();
      }
    }
  }

  private final Shelf shelf = new Shelf();
  private final Queue queue = new Queue();
  private final Seats seats = new Seats();
  private final Pair pair = new Pair();
  private final Count count = new Count();
  private final Ledger ledger = new Ledger();
  private volatile String wrong = "";

  private Desks() {}

  public static void main(String[] arguments) throws Exception {
    Desks desks = new Desks();
    Object lock = valueOf(desks.shelf, "lock");
    Object sums = valueOf(desks.ledger, "sums");
    // Split at once: that they split when keys wait is not what this is about.
    if (lock.getClass() != ReentrantLock.class) {
      lock.getClass().getMethod("split").invoke(lock);
      Object guard = sums.getClass().getMethod("guard").invoke(sums);
      guard.getClass().getMethod("split").invoke(guard);
    }
    System.out.println("KEPT IN " + desks.kinds());
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      int number = i;
      threads.add(startVirtual(() -> desks.visit(number)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    System.out.println(
        "CAME TO "
            + List.of(
                sum(desks.shelf),
                desks.queue.served,
                desks.seats.seats.availablePermits(),
                desks.pair.left,
                desks.pair.right,
                desks.count.count,
                desks.sum())
            + desks.wrong);
  }

  private String kinds() throws ReflectiveOperationException {
    List<String> kinds = new ArrayList<>();
    kinds.add(kind(shelf, "lock"));
    kinds.add(kind(queue, "lock"));
    kinds.add(kind(seats, "seats"));
    kinds.add(kind(pair, "lock"));
    kinds.add(kind(count, "lock"));
    kinds.add(kind(ledger, "sums"));
    return String.join(" ", kinds);
  }

  private static String kind(Object desk, String field) throws ReflectiveOperationException {
    return valueOf(desk, field).getClass().getSimpleName();
  }

  private static Object valueOf(Object desk, String name) throws ReflectiveOperationException {
    Field field = desk.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(desk);
  }

  private void visit(int number) {
    try {
      for (int i = 0; i < ROUNDS; i++) {
        String name = "name" + (number + i) % NAMES;
        shelf.add(name, 1);
        queue.serve();
        seats.sit();
        // Reads enough, then, to open the readers' way.
        for (int n = 0; n < 20; n++) {
          if (!pair.isWhole()) {
            wrong = " a torn pair was seen";
          }
        }
        if (i % 15 == 0) {
          pair.grow();
        }
        count.add(1);
        ledger.add(name, 1);
        if (i % 10 == 0) {
          ledger.all();
        }
      }
    } catch (Throwable thrown) {
      wrong = " " + thrown;
    }
  }

  private static int sum(Shelf shelf) {
    return shelf.all().values().stream().mapToInt(Integer::intValue).sum();
  }

  private long sum() {
    long sum = 0;
    for (Map.Entry<String, Long> entry : ledger.all().entrySet()) {
      sum += entry.getValue();
    }
    return sum;
  }

  // By reflection: the tests are compiled for a JDK that has no virtual threads.
  private static Thread startVirtual(Runnable task) {
    try {
      return (Thread)
          Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no virtual threads here", e);
    }
  }
}
