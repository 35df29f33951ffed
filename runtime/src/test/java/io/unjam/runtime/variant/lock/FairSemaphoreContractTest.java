package io.unjam.runtime.variant.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.BargingSemaphore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a fair {@link Semaphore} does but for the order of its queue. */
class FairSemaphoreContractTest {

  @Timeout(60)
  abstract static class Contract {
    abstract Semaphore semaphore(int permits);

    abstract int mostBypasses();

    @Test
    void neverLetsMoreInThanItHasPermits() throws Exception {
      Semaphore semaphore = semaphore(3);
      AtomicInteger inside = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        int permits = 1 + i % 2;
        Thread thread =
            new Thread(
                () -> {
                  for (int n = 0; n < 3_000; n++) {
                    semaphore.acquireUninterruptibly(permits);
                    most.accumulateAndGet(inside.addAndGet(permits), Math::max);
                    inside.addAndGet(-permits);
                    semaphore.release(permits);
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(most.get()).isBetween(1, 3);
      assertThat(semaphore.availablePermits()).isEqualTo(3);
    }

    @Test
    void aQueuedThreadIsNotBypassedForEver() throws Exception {
      Semaphore semaphore = semaphore(1);
      semaphore.acquire();
      AtomicInteger in = new AtomicInteger();
      Thread waiter =
          new Thread(
              () -> {
                semaphore.acquireUninterruptibly();
                in.set(1);
                semaphore.release();
              });
      waiter.start();
      await().until(semaphore::hasQueuedThreads);
      int rounds = 0;
      while (in.get() == 0) {
        semaphore.release();
        semaphore.acquire();
        rounds++;
      }
      semaphore.release();
      waiter.join();
      assertThat(rounds).isLessThanOrEqualTo(mostBypasses() + 1);
    }

    @Test
    void interruptsAndTimeOutsAreHonoured() throws Exception {
      Semaphore semaphore = semaphore(0);
      Thread.currentThread().interrupt();
      assertThatThrownBy(semaphore::acquire).isInstanceOf(InterruptedException.class);
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> semaphore.tryAcquire(1, TimeUnit.SECONDS))
          .isInstanceOf(InterruptedException.class);
      assertThat(semaphore.tryAcquire(1, TimeUnit.MILLISECONDS)).isFalse();
    }

    @Test
    void refusesANegativeNumberOfPermits() {
      Semaphore semaphore = semaphore(1);
      assertThatThrownBy(() -> semaphore.acquire(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> semaphore.acquireUninterruptibly(-1))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> semaphore.tryAcquire(-1, 1, TimeUnit.SECONDS))
          .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void isWrittenAsThePlainFairSemaphore() throws Exception {
      Semaphore semaphore = semaphore(5);
      semaphore.acquire(2);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
        out.writeObject(semaphore);
      }
      Semaphore read =
          (Semaphore)
              new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
      assertThat(read.getClass()).isEqualTo(Semaphore.class);
      assertThat(read.availablePermits()).isEqualTo(3);
      assertThat(read.isFair()).isTrue();
    }
  }

  @Nested
  class TheOriginal extends Contract {
    @Override
    Semaphore semaphore(int permits) {
      return new Semaphore(permits, true);
    }

    @Override
    int mostBypasses() {
      return 0;
    }
  }

  @Nested
  class Barging extends Contract {
    @Override
    Semaphore semaphore(int permits) {
      return new BargingSemaphore(permits, true);
    }

    @Override
    int mostBypasses() {
      return BargingReentrantLock.BOUND;
    }
  }
}
