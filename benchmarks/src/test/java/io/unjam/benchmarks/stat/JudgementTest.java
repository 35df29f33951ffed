package io.unjam.benchmarks.stat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JudgementTest {

  @Test
  void passesOnlyWhenTheWholeIntervalReachesTheTarget() {
    assertThat(judge(new Interval(1.2, 1.0, 1.4), Metric.THROUGHPUT)).isEqualTo(Verdict.PASS);
    assertThat(judge(new Interval(1.2, 0.99, 1.4), Metric.THROUGHPUT)).isEqualTo(Verdict.UNDECIDED);
    assertThat(judge(new Interval(0.9, 0.8, 0.99), Metric.THROUGHPUT)).isEqualTo(Verdict.FAIL);
  }

  @Test
  void turnsTheComparisonRoundWhereLessIsBetter() {
    assertThat(judge(new Interval(0.8, 0.7, 1.0), Metric.TIME)).isEqualTo(Verdict.PASS);
    assertThat(judge(new Interval(1.2, 1.1, 1.4), Metric.LONGEST)).isEqualTo(Verdict.FAIL);
    assertThat(judge(new Interval(1.0, 0.9, 1.4), Metric.P99)).isEqualTo(Verdict.UNDECIDED);
  }

  @Test
  void saysHowManyPairsWouldDecide() {
    Judgement judgement = Judgement.of(new Interval(1.1, 0.9, 1.3), 10, Metric.THROUGHPUT, 1.0);

    // Half as wide again as the distance: four times the pairs halve it.
    assertThat(judgement).isEqualTo(new Judgement(Verdict.UNDECIDED, 40));
  }

  @Test
  void aCaseWithoutATargetIsPublishedAsItIs() {
    assertThat(Judgement.of(new Interval(0.1, 0.1, 0.1), 10, Metric.TIME, null).verdict())
        .isEqualTo(Verdict.INFO);
  }

  private static Verdict judge(Interval ratio, Metric metric) {
    return Judgement.of(ratio, 10, metric, 1.0).verdict();
  }
}
