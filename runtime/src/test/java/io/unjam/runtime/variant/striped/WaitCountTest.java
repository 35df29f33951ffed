package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When waits are many enough to take a lock apart. */
class WaitCountTest {
  private final WaitCount waits = new WaitCount();

  @Test
  void soManyInARowAreEnough() {
    for (int i = 1; i < WaitCount.ENOUGH; i++) {
      assertThat(waits.count(1)).isFalse();
      assertThat(waits.any()).isTrue();
    }
    assertThat(waits.count(1)).isTrue();
  }

  @Test
  void fewLongOnesAreEnough() {
    int counted = 1;
    while (!waits.count(WaitCount.LONG)) {
      counted++;
    }
    assertThat(counted).isEqualTo(3);
  }

  @Test
  void fewerAreForgotten() {
    for (int i = 1; i <= 100 * WaitCount.WINDOW; i++) {
      assertThat(waits.count(i % (WaitCount.WINDOW / 4) == 0 ? 1 : 0)).isFalse();
    }
    for (int i = 0; i <= WaitCount.WINDOW; i++) {
      waits.count(0);
    }
    assertThat(waits.any()).isFalse();
  }
}
