package io.unjam.it.programs;

import java.util.concurrent.CountDownLatch;

/**
 * Two virtual threads on a single carrier: one works, yielding as it goes (or not, with the
 * argument {@code plain}), and says afterwards whether the other one ever ran beside it. Needs JDK
 * 21 and a scheduler of one carrier.
 */
public final class OneCarrier {
  private static final int ROUNDS = 1_000;

  private final long[] sums = new long[8];
  private final CountDownLatch ended = new CountDownLatch(1);
  private volatile boolean otherRan;
  private volatile boolean otherRanInTime;

  private OneCarrier() {}

  public static void main(String[] arguments) throws Exception {
    OneCarrier program = new OneCarrier();
    boolean plain = arguments.length > 0;
    startVirtual(() -> program.run(plain));
    program.ended.await();
    System.out.println("the other ran in time: " + program.otherRanInTime);
  }

  private void run(boolean plain) {
    startVirtual(() -> otherRan = true);
    if (plain) {
      workWithoutYields();
    } else {
      work();
    }
    otherRanInTime = otherRan;
    ended.countDown();
  }

  @SuppressWarnings("ThreadPriorityCheck") // the yield is what the program under test is about
  private void work() {
    for (int i = 0; i < ROUNDS; i++) {
      sums[i & 7] += i;
      Thread.yield();
    }
  }

  private void workWithoutYields() {
    for (int i = 0; i < ROUNDS; i++) {
      sums[i & 7] += i;
    }
  }

  // By reflection: the tests are compiled for a JDK that has no virtual threads.
  private static void startVirtual(Runnable task) {
    try {
      Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no virtual threads here", e);
    }
  }
}
