package io.unjam.benchmarks.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class FairnessTest {

  @Test
  void isOneWhenAllDidTheSame() {
    assertThat(Fairness.index(new long[] {5, 5, 5, 5})).isEqualTo(1);
  }

  @Test
  void isOneOverTheThreadsWhenOneDidEverything() {
    assertThat(Fairness.index(new long[] {0, 9, 0, 0})).isCloseTo(0.25, within(1e-12));
  }
}
