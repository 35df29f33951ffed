package io.unjam.benchmarks.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class BootstrapTest {

  @Test
  void theIntervalOfEqualRoundsIsTheirValue() {
    Interval interval = Bootstrap.ofMedian(new double[][] {{1.5, 1.5}, {1.5, 1.5}});

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
      Interval interval = Bootstrap.ofMedian(new double[][] {values});
      if (interval.low() <= 1 && 1 <= interval.high()) {
        held++;
      }
    }

    assertThat(held).isBetween(270, 300);
  }

  /** Starts that differ more than the rounds of one: a start too many inside would hide it. */
  @Test
  void theIntervalIsAsWideAsTheStartsDiffer() {
    Random random = new Random(7);
    int held = 0;
    int heldByRounds = 0;
    for (int sample = 0; sample < 300; sample++) {
      double[][] starts = new double[6][5];
      double[] rounds = new double[30];
      for (int start = 0; start < 6; start++) {
        double luck = random.nextGaussian() * 0.1;
        for (int round = 0; round < 5; round++) {
          starts[start][round] = Math.exp(luck + random.nextGaussian() * 0.02);
          rounds[start * 5 + round] = starts[start][round];
        }
      }
      held += holdsOne(Bootstrap.ofMedian(starts));
      heldByRounds += holdsOne(Bootstrap.ofMedian(new double[][] {rounds}));
    }

    assertThat(held).isBetween(255, 300);
    assertThat(heldByRounds).isLessThan(225);
  }

  private static int holdsOne(Interval interval) {
    return interval.low() <= 1 && 1 <= interval.high() ? 1 : 0;
  }

  @Test
  void refusesAnEmptySample() {
    assertThatThrownBy(() -> Bootstrap.ofMedian(new double[0][0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no rounds");
  }

  @Test
  void theMedianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
    assertThat(Bootstrap.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
  }
}
