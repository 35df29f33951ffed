package io.unjam.it.programs;

import java.util.concurrent.CountDownLatch;

/**
 * Takes a moment for every note, in which its thread sleeps, and stops at one key while told to.
 * Thread-safe.
 */
final class Clerk {
  private static volatile CountDownLatch gate = new CountDownLatch(0);
  private static volatile CountDownLatch reached = new CountDownLatch(0);

  /** From now on whoever notes {@code held} stops there. */
  static void stopAtHeld() {
    gate = new CountDownLatch(1);
    reached = new CountDownLatch(1);
  }

  /** Waits until somebody has stopped. */
  static void awaitHeld() throws InterruptedException {
    reached.await();
  }

  /** Lets everybody go on. */
  static void goOn() {
    gate.countDown();
  }

  void note(String key) {
    try {
      if (key.equals("held")) {
        reached.countDown();
        gate.await();
      } else {
        Thread.sleep(0, 1_000);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
