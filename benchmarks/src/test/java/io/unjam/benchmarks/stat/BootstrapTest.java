package io.unjam.benchmarks.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void theIntervalOfEqualRoundsIsTheirValue() {
    Interval interval = Bootstrap.ofMedian(new double[] {1.5, 1.5, 1.5, 1.5});

    assertThat(interval).isEqualTo(new Interval(1.5, 1.5, 1.5));
  }

  @Test
  void theIntervalHoldsTheTrueMedianInAbout95OfAHundredSamples() {
    Random random = new Random(7);
    int held = 0;
    for (int sample = 0; sample < 300; sample++) {
      double[] values = new double[25];
      for (int i = 0; i < values.length; i++) {
        values[i] = Math.exp(random.nextGaussian() * 0.2);
      }
      Interval interval = Bootstrap.ofMedian(values);
      if (interval.low() <= 1 && 1 <= interval.high()) {
        held++;
      }
    }

    assertThat(held).isBetween(270, 300);
  }

  @Test
  void refusesAnEmptySample() {
    assertThatThrownBy(() -> Bootstrap.ofMedian(new double[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no rounds");
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Bootstrap.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
  }
}
