package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When waits are many enough to take a lock apart. */
class WaitCountTest {
  private static final int ONE = 1;
  private static final int OTHER = 2;

  private final WaitCount waits = new WaitCount();
  private long now = Long.MAX_VALUE;

  private boolean count(int seen) {
    return waits.count(ONE, false, seen, now);
  }

  private void anotherLooks() {
    assertThat(waits.count(OTHER, false, 0, now)).isFalse();
  }

  @Test
  void soManyInARowAreEnough() {
    anotherLooks();
    for (int i = 1; i < WaitCount.ENOUGH; i++) {
      assertThat(count(1)).isFalse();
      assertThat(waits.any(now)).isTrue();
    }
    assertThat(count(1)).isTrue();
  }

  @Test
  void fewLongOnesAreEnough() {
    anotherLooks();
    int counted = 1;
    while (!count(WaitCount.LONG)) {
      counted++;
    }
    assertThat(counted).isEqualTo(3);
  }

  @Test
  void aThreadThatIsAloneWaitsForNobodyHoweverLongItTakes() {
    for (int i = 0; i < 10 * WaitCount.WINDOW + WaitCount.ENOUGH; i++) {
      assertThat(count(WaitCount.LONG)).isFalse();
      assertThat(waits.any(now)).isFalse();
    }
    assertThat(waits.count(OTHER, false, 1, now)).as("with another they were waits").isTrue();
  }

  @Test
  void whoMeetsAnotherIsNotAlone() {
    for (int i = 0; i < WaitCount.ENOUGH; i++) {
      count(1);
    }
    assertThat(waits.count(ONE, true, 1, now)).isTrue();
  }

  @Test
  void fewerAreForgotten() {
    anotherLooks();
    for (int i = 1; i <= 100 * WaitCount.WINDOW; i++) {
      assertThat(count(i % (WaitCount.WINDOW / 4) == 0 ? 1 : 0)).isFalse();
    }
    for (int i = 0; i <= WaitCount.WINDOW; i++) {
      count(0);
    }
    assertThat(waits.any(now)).isFalse();
  }

  private void looksWithoutWaits() {
    for (int i = 0; i < 3 * WaitCount.WINDOW; i++) {
      assertThat(count(0)).isFalse();
    }
  }

  /** One thread goes by thousands of times, while each of the others waits for milliseconds. */
  @Test
  void longOnesAreEnoughHoweverManyLooksLieBetween() {
    for (int i = 1; i < 3; i++) {
      assertThat(waits.count(OTHER, true, WaitCount.LONG, now)).isFalse();
      looksWithoutWaits();
      assertThat(waits.any(now)).isTrue();
      now += WaitCount.LONG_WINDOW_NANOS / 2;
    }
    assertThat(waits.count(OTHER, true, WaitCount.LONG, now)).isTrue();
  }

  @Test
  void longOnesThatLieFarApartAreForgotten() {
    for (int i = 0; i < 100; i++) {
      assertThat(waits.count(i % 2, true, WaitCount.LONG, now)).isFalse();
      looksWithoutWaits();
      now += WaitCount.LONG_WINDOW_NANOS / 2 + 1;
    }
    now += WaitCount.LONG_WINDOW_NANOS;
    assertThat(waits.any(now)).isFalse();
  }

  /** As threads of a pool do, one after the other, on a machine that has more to do. */
  @Test
  void threadsThatTakeTurnsWaitForNobodyHoweverLongItTakes() {
    for (int i = 0; i < 100; i++) {
      assertThat(waits.count(i, false, WaitCount.LONG, now)).isFalse();
      for (int looks = 1; looks < WaitCount.WINDOW; looks++) {
        assertThat(waits.count(i, false, 0, now)).isFalse();
      }
    }
  }
}
