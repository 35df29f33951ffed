package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When waits are many enough to take a lock apart. */
class WaitCountTest {
  private static final int ONE = 1;
  private static final int OTHER = 2;

  private final WaitCount waits = new WaitCount();

  private boolean count(int seen) {
    return waits.count(ONE, false, seen);
  }

  private void anotherLooks() {
    assertThat(waits.count(OTHER, false, 0)).isFalse();
  }

  @Test
  void soManyInARowAreEnough() {
    anotherLooks();
    for (int i = 1; i < WaitCount.ENOUGH; i++) {
      assertThat(count(1)).isFalse();
      assertThat(waits.any()).isTrue();
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
      assertThat(waits.any()).isFalse();
    }
    assertThat(waits.count(OTHER, false, 1)).as("with another they were waits").isTrue();
  }

  @Test
  void whoMeetsAnotherIsNotAlone() {
    for (int i = 0; i < WaitCount.ENOUGH; i++) {
      count(1);
    }
    assertThat(waits.count(ONE, true, 1)).isTrue();
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
    assertThat(waits.any()).isFalse();
  }
}
