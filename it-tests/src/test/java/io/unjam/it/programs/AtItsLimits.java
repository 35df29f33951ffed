package io.unjam.it.programs;

import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Runs out of stack, again and again, in the midst of writes, locks and yields; then out of memory;
 * and holds after each time what a program may count on: what was written is there, nothing else
 * is, and no lock is left taken. Prints how often it was out of either.
 */
public final class AtItsLimits {

  /** What a run prints, to the letter. */
  public static final String OUTPUT = "out of stack 300 times, out of memory 20 times\n";

  private static final int DIVES = 300;
  private static final int FULL = 20;

  private final Map<Long, Long> written = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, Integer> looked = new ConcurrentHashMap<>();
  private final ReentrantReadWriteLock table = new ReentrantReadWriteLock();
  private final Object monitor = new Object();
  private final long[] sums = new long[8];
  private long entered;
  private long left;

  private AtItsLimits() {}

  /** Between the two it waits for a line. */
  public static void main(String[] arguments) throws InterruptedException, IOException {
    AtItsLimits program = new AtItsLimits();
    Thread diver = new Thread(null, program::dive, "diver", 512 << 10);
    diver.start();
    diver.join();
    if (System.in.read() < 0) {
      throw new EOFException("nobody says when to go on");
    }
    program.fill();
    program.check("at the end");
    System.out.println("out of stack " + DIVES + " times, out of memory " + FULL + " times");
  }

  private void dive() {
    for (int dive = 0; dive < DIVES; dive++) {
      try {
        // From another height each time, so that another instruction is the one too many.
        from(dive % 60, dive);
        throw new IllegalStateException("the stack has no end");
      } catch (StackOverflowError expected) {
        check("after dive " + dive);
      }
    }
  }

  private int from(int height, int dive) {
    return height == 0 ? deeper(1, dive) : from(height - 1, dive) + 1;
  }

  // The yield and the end of the stack are what the program under test is about.
  @SuppressWarnings({"ThreadPriorityCheck", "InfiniteRecursion"})
  private int deeper(int depth, int dive) {
    synchronized (monitor) {
      entered++;
      try {
        long key = depth % 100;
        written.put(key, key);
        looked.computeIfAbsent("dive " + dive % 10, name -> 1);
        sums[depth & 7] += depth;
        Thread.yield();
        return deeper(depth + 1, dive) + 1;
      } finally {
        left++;
      }
    }
  }

  private void fill() {
    for (int i = 0; i < FULL; i++) {
      List<byte[]> ballast = new ArrayList<>();
      long first = 1000L * (i + 1);
      long last = first;
      try {
        for (int size = 1 << 20; size > 64; size >>= 1) {
          load(ballast, size);
        }
        for (; ; last++) {
          write(last);
        }
      } catch (OutOfMemoryError expected) {
        ballast.clear();
      }
      for (long key = first; key < last; key++) {
        Long value = written.get(key);
        if (value == null || value != key) {
          throw new IllegalStateException(key + " was written and is now " + value);
        }
        written.remove(key);
      }
      written.remove(last);
      check("with memory again");
    }
  }

  private static void load(List<byte[]> ballast, int size) {
    try {
      while (true) {
        ballast.add(new byte[size]);
      }
    } catch (OutOfMemoryError expected) {
      // As full as this size can make it.
      return;
    }
  }

  private void write(long key) {
    table.writeLock().lock();
    try {
      written.put(key, key);
    } finally {
      table.writeLock().unlock();
    }
  }

  /** From another thread: it can have no lock that was left taken, and waits for none. */
  private void check(String when) {
    List<String> wrong = new ArrayList<>();
    Thread checker =
        new Thread(
            () -> {
              if (table.isWriteLocked() || table.getReadLockCount() != 0) {
                wrong.add("the lock is taken");
              }
              synchronized (monitor) {
                if (entered != left) {
                  wrong.add(entered + " entered and " + left + " left");
                }
              }
              written.forEach(
                  (key, value) -> {
                    if (!key.equals(value)) {
                      wrong.add(key + " is " + value);
                    }
                  });
              looked.forEach(
                  (key, value) -> {
                    if (value != 1) {
                      wrong.add(key + " is " + value);
                    }
                  });
              for (long key = 0; key < 100; key++) {
                // Hangs where a table's own lock was left taken.
                written.put(key, key);
              }
              looked.put("check", 1);
            });
    checker.start();
    try {
      checker.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (!wrong.isEmpty()) {
      throw new IllegalStateException(when + ": " + wrong);
    }
  }
}
