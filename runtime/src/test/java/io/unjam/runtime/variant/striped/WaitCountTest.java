package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** When waits are many enough to take a lock apart. */
class WaitCountTest {
  private final WaitCount waits = new WaitCount();

  @Test
  void soManyInARowAreEnough() {
    for (int i = 1; i < WaitCount.ENOUGH; i++) {
      assertThat(waits.count(true)).isFalse();
      assertThat(waits.any()).isTrue();
    }
    assertThat(waits.count(true)).isTrue();
  }

  @Test
  void oneInFourIsEnough() {
    int looks = 1;
    while (!waits.count(looks % 4 == 0)) {
      looks++;
    }
    assertThat(looks).isEqualTo(WaitCount.WINDOW);
  }

  @Test
  void fewerAreForgotten() {
    for (int i = 1; i <= 100 * WaitCount.WINDOW; i++) {
      assertThat(waits.count(i % 5 == 0)).isFalse();
    }
    for (int i = 0; i < WaitCount.WINDOW; i++) {
      assertThat(waits.count(false)).isFalse();
    }
    waits.count(false);
    assertThat(waits.any()).isFalse();
  }
}
