package io.unjam.runtime.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AwaitHookTest {
  /** More rounds than any wait has before it parks. */
  private static final int MANY = 3_000;

  @AfterEach
  void leaveNothingBehind() {
    Thread.interrupted();
    LockSupport.parkNanos(1);
  }

  private static int roundsUntilParks() {
    int rounds = 0;
    int next = YieldHooks.await(rounds);
    while (next > rounds) {
      rounds = next;
      next = YieldHooks.await(rounds);
    }
    return rounds;
  }

  @Test
  void theRoundsOfAWaitEndSomewhereAndStayThere() {
    int last = roundsUntilParks();

    assertThat(last).isPositive().isLessThan(MANY);
    assertThat(YieldHooks.await(last)).isEqualTo(last);
  }

  @Test
  void aPermitFromBeforeTheWaitIsStillThereAfterIt() {
    LockSupport.unpark(Thread.currentThread());
    roundsUntilParks();

    LockSupport.park(); // returns by the permit alone: without it the test would hang
  }

  @Test
  void aPermitGivenDuringTheWaitIsThereHoweverTheWaitIsLeft() throws Exception {
    for (int wait = 0; wait < 20; wait++) {
      AtomicBoolean given = new AtomicBoolean();
      Thread waiter = Thread.currentThread();
      CountDownLatch parking = new CountDownLatch(1);
      Thread giver =
          new Thread(
              () -> {
                awaitUninterruptibly(parking);
                LockSupport.unpark(waiter);
                given.set(true);
              });
      giver.start();
      try {
        int rounds = 0;
        while (!given.get()) {
          rounds = YieldHooks.await(rounds);
          if (rounds == MANY / 3 + 10) {
            parking.countDown();
          }
          if (given.get() && wait % 2 == 0) {
            throw new IllegalStateException("the wait is left by an exception");
          }
        }
      } catch (IllegalStateException left) {
        assertThat(wait % 2).isZero();
      }

      LockSupport.park(); // hangs where a park of ours has kept the permit
      giver.join();
    }
  }

  @Test
  void anInterruptEndsNoWaitIsNeverClearedAndIsNotParkedOn() {
    int parks = roundsUntilParks();
    Thread.currentThread().interrupt();
    LockSupport.parkNanos(1); // the permit that the wait has left, or the interrupt
    for (int i = 0; i < MANY; i++) {
      assertThat(YieldHooks.await(parks)).isEqualTo(parks);
    }

    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(Thread.interrupted()).isTrue();
    // No round of the interrupted thread parked: it would have left a permit.
    assertThat(hasPermit()).isFalse();
  }

  @Test
  void anInterruptDuringAParkWakesItAndStays() throws Exception {
    CountDownLatch parking = new CountDownLatch(1);
    AtomicBoolean seen = new AtomicBoolean();
    Thread waiter =
        new Thread(
            () -> {
              int rounds = 0;
              while (!Thread.currentThread().isInterrupted()) {
                rounds = YieldHooks.await(rounds);
                if (rounds > MANY / 3 + 10) {
                  parking.countDown();
                }
              }
              seen.set(Thread.currentThread().isInterrupted());
            });
    waiter.start();
    parking.await();
    waiter.interrupt();
    waiter.join();

    assertThat(seen).isTrue();
  }

  @Test
  void aPermitIsNotLostWhereTheStackEndsInAWait() throws Exception {
    AtomicBoolean lost = new AtomicBoolean();
    Thread diver =
        new Thread(
            null,
            () -> {
              for (int dive = 0; dive < 25 && !lost.get(); dive++) {
                LockSupport.unpark(Thread.currentThread());
                try {
                  // From another height each time, so that another call is the one too many.
                  dive(dive);
                } catch (StackOverflowError expected) {
                  lost.set(!hasPermit());
                }
              }
            },
            "diver",
            1); // the least that the JVM allows: each level sleeps once
    diver.start();
    diver.join();

    assertThat(lost).isFalse();
  }

  /** Waits at every depth until there is no room for it. */
  @SuppressWarnings("InfiniteRecursion") // to the end of the stack
  private static int dive(int height) {
    if (height > 0) {
      return dive(height - 1) + 1;
    }
    YieldHooks.await(MANY / 3);
    return dive(0) + 1;
  }

  /** Whether this thread can park without sleeping; takes the permit if it is there. */
  private static boolean hasPermit() {
    Thread thread = Thread.currentThread();
    Object here = new Object();
    AtomicBoolean returned = new AtomicBoolean();
    CountDownLatch asleep = new CountDownLatch(1);
    Thread waker =
        new Thread(
            () -> {
              while (!returned.get()) {
                // In this order: the join below is a wait too, but one without a blocker.
                if (thread.getState() == Thread.State.WAITING
                    && LockSupport.getBlocker(thread) == here) {
                  asleep.countDown();
                  LockSupport.unpark(thread);
                  return;
                }
                Thread.onSpinWait();
              }
            });
    waker.start();
    LockSupport.park(here);
    returned.set(true);
    try {
      waker.join();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return asleep.getCount() > 0;
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      if (!latch.await(1, TimeUnit.MINUTES)) {
        throw new AssertionError("the waiter never came");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
