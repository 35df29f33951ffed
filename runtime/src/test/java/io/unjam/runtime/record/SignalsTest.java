package io.unjam.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignalsTest {

  private static final long UNIT = 1 << 10;

  private final Signals signals = new Signals();

  /** Objects that meet in one place of the table, which has 4,096. */
  private static List<Object> meeting(int count) {
    List<Object> meeting = new ArrayList<>();
    int place = -1;
    while (meeting.size() < count) {
      Object next = new Object();
      int its = System.identityHashCode(next) & 0xfff;
      if (place < 0 || its == place) {
        place = its;
        meeting.add(next);
      }
    }
    return meeting;
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, -1, 1, -5_000_000_000L, Long.MAX_VALUE - 1_000_000, 1L << 46, -(1L << 45)})
  void tellsNoMoreThanTheTimeSinceTheSignalAndLittleLess(long origin) {
    Random random = new Random(7);
    for (int i = 0; i < 10_000; i++) {
      Object condition = new Object();
      long start = origin + random.nextInt(1 << 20);
      long signal = start + 3 * UNIT + random.nextInt(1 << 30);
      long now = signal + random.nextInt(1 << 30);
      signals.began(condition);
      assertThat(signals.isAwaited(condition)).isTrue();
      signals.signalled(condition, signal);
      assertThat(signals.ended(condition, start, now))
          .isBetween(Math.max(0, now - signal - 2 * UNIT), now - signal);
      assertThat(signals.isAwaited(condition)).isFalse();
    }
  }

  @Test
  void tellsNothingWhereNoSignalWasSeen() {
    Object condition = new Object();
    signals.signalled(condition, 100 * UNIT);
    assertThat(signals.ended(condition, 0, 200 * UNIT)).isEqualTo(Signals.NONE);
    signals.began(condition);
    assertThat(signals.ended(condition, 0, 200 * UNIT)).isEqualTo(Signals.NONE);
    signals.signalled(condition, 100 * UNIT);
    signals.began(condition);
    assertThat(signals.ended(condition, 0, 200 * UNIT)).isEqualTo(Signals.NONE);
  }

  @Test
  void aSignalOfBeforeTheWaitIsNotItsEnd() {
    Object condition = new Object();
    signals.began(condition);
    signals.signalled(condition, 100 * UNIT);
    signals.began(condition);
    assertThat(signals.ended(condition, 100 * UNIT, 200 * UNIT)).isEqualTo(Signals.NONE);
    assertThat(signals.ended(condition, 0, 200 * UNIT)).isEqualTo(100 * UNIT);
  }

  @Test
  void ofSignalsToOneTheLastCounts() {
    Object condition = new Object();
    signals.began(condition);
    signals.signalled(condition, 100 * UNIT);
    signals.signalled(condition, 150 * UNIT);
    assertThat(signals.ended(condition, 0, 200 * UNIT)).isEqualTo(50 * UNIT);
  }

  @Test
  void afterASignalToAllNoneCountsUntilAnotherWaits() {
    Object condition = new Object();
    signals.began(condition);
    signals.began(condition);
    signals.began(condition);
    signals.signalledAll(condition, 100 * UNIT);
    assertThat(signals.isAwaited(condition)).isFalse();
    signals.signalled(condition, 150 * UNIT);
    signals.signalledAll(condition, 160 * UNIT);
    assertThat(signals.ended(condition, 0, 200 * UNIT)).isEqualTo(100 * UNIT);
    signals.began(condition);
    assertThat(signals.isAwaited(condition)).isTrue();
    signals.signalled(condition, 250 * UNIT);
    assertThat(signals.ended(condition, 0, 300 * UNIT)).isEqualTo(50 * UNIT);
  }

  @Test
  void whoIsPushedOutIsToldNothing() {
    List<Object> both = meeting(2);
    Object first = both.get(0);
    Object second = both.get(1);
    signals.began(first);
    signals.signalled(first, 100 * UNIT);
    signals.began(second);
    signals.signalled(first, 150 * UNIT);
    signals.signalled(second, 160 * UNIT);
    assertThat(signals.ended(first, 0, 200 * UNIT)).isEqualTo(Signals.NONE);
    assertThat(signals.ended(second, 0, 200 * UNIT)).isEqualTo(40 * UNIT);
  }

  @Test
  void whoWaitedWhenItsConditionWasPushedOutAndCameBackIsNotToldTooMuch() {
    List<Object> both = meeting(2);
    Object first = both.get(0);
    signals.began(first);
    signals.began(both.get(1));
    signals.began(first);
    signals.signalled(first, 100 * UNIT);
    // One of two comes back, and only one was counted: the other's signal finds nobody.
    assertThat(signals.ended(first, 0, 200 * UNIT)).isEqualTo(100 * UNIT);
    signals.signalled(first, 250 * UNIT);
    assertThat(signals.ended(first, 0, 300 * UNIT)).isEqualTo(Signals.NONE);
  }

  @Test
  void moreThanCanBeCountedAreSeenStill() {
    Object condition = new Object();
    for (int i = 0; i < 1_000; i++) {
      signals.began(condition);
    }
    for (int i = 0; i < 1_000; i++) {
      signals.signalled(condition, (100 + i) * UNIT);
      assertThat(signals.ended(condition, 0, (150 + i) * UNIT)).isEqualTo(50 * UNIT);
    }
  }

  @Test
  void ofAWaitOfHalfADayNothingIsTold() {
    Object condition = new Object();
    long day = 86_400_000_000_000L;
    signals.began(condition);
    signals.signalled(condition, 1_000 * UNIT);
    signals.began(condition);
    assertThat(signals.ended(condition, 0, day)).isEqualTo(Signals.NONE);
    // Nor of one that begins when the old time seems to lie ahead, or behind by little.
    assertThat(signals.ended(condition, (1L << 46) - UNIT, (1L << 46) + 500 * UNIT))
        .isEqualTo(Signals.NONE);
  }

  /**
   * Conditions that all meet in one place, each under its lock: threads come and go in an order
   * that is known, by their own signals or without any.
   */
  @Test
  void neverTellsMoreThanIsSoWhateverMeetsInAPlace() throws InterruptedException {
    List<Object> conditions = meeting(3);
    List<ReentrantLock> locks =
        List.of(new ReentrantLock(), new ReentrantLock(), new ReentrantLock());
    AtomicInteger told = new AtomicInteger();
    AtomicLong wrong = new AtomicLong();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 6; t++) {
      int number = t;
      Thread thread =
          new Thread(
              () -> {
                Random random = new Random(number);
                for (int i = 0; i < 100_000; i++) {
                  int which = random.nextInt(3);
                  locks.get(which).lock();
                  try {
                    step(conditions.get(which), random.nextInt(4), told, wrong);
                  } finally {
                    locks.get(which).unlock();
                  }
                }
              });
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(wrong.get()).isZero();
    assertThat(told.get()).isPositive();
  }

  /** A wait, ended by a signal, by two, or by nothing, while others do the like elsewhere. */
  private void step(Object condition, int kind, AtomicInteger told, AtomicLong wrong) {
    long start = System.nanoTime();
    signals.began(condition);
    if (kind == 3) {
      // Somebody waits who is never woken, as by an exception.
      return;
    }
    while (System.nanoTime() - start < 3 * UNIT) {
      Thread.onSpinWait();
    }
    long signalled = 0;
    for (int i = 0; i < kind; i++) {
      // Whatever the place says now, the signal is not before this.
      signalled = System.nanoTime();
      if (signals.isAwaited(condition)) {
        signals.signalled(condition, System.nanoTime());
      }
    }
    long now = System.nanoTime();
    long age = signals.ended(condition, start, now);
    if (age != Signals.NONE) {
      told.incrementAndGet();
      if (kind == 0 || age > now - signalled) {
        wrong.incrementAndGet();
      }
    }
  }
}
