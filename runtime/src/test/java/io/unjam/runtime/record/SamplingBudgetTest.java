package io.unjam.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SamplingBudgetTest {

  private static final long SECOND = 1_000_000_000;

  /** One percent of two processors at 50 ns a sample: 400,000 samples a second. */
  private final SamplingBudget budget = new SamplingBudget(0.01, 2, 50);

  @Test
  void aLoadOverBudgetIsSampledDownInOneStep() {
    int next = budget.intervalFor(1, 20_000_000, SECOND, 1);
    assertThat(next).isEqualTo(64);
    assertThat(20_000_000 / next).isLessThanOrEqualTo(400_000);
  }

  @Test
  void aSteadyLoadMeetsASteadyInterval() {
    for (long operations = 1; operations < 1L << 40; operations *= 3) {
      int settled = budget.intervalFor(1, operations, SECOND, 4);
      long sampled = operations / settled;
      assertThat(budget.intervalFor(settled, sampled, SECOND, 4)).isEqualTo(settled);
      assertThat(budget.intervalFor(settled, sampled + sampled / 20, SECOND, 4))
          .isBetween(settled, Math.min(2 * settled, SamplingBudget.COARSEST));
    }
  }

  @Test
  void aLoadThatGoesAwayIsTimedInFullAgain() {
    assertThat(budget.intervalFor(1024, 10, SECOND, 1)).isEqualTo(1);
  }

  @Test
  void whatWasNoPowerOfTwoBecomesOneAndNothingLeavesTheRange() {
    assertThat(budget.intervalFor(100, 400_000, SECOND, 1)).isEqualTo(128);
    assertThat(budget.intervalFor(1, Long.MAX_VALUE / 2, 1, 1)).isEqualTo(SamplingBudget.COARSEST);
    assertThat(budget.intervalFor(16, 5, 0, 1)).isEqualTo(16);
  }

  @Test
  void onlySitesThatRecordedAreAdapted() {
    Recorder recorder = new Recorder(new PagePool(1 << 20));
    recorder.open(0, 64);
    recorder.open(1, 64);
    recorder.record(0, 100);
    new SamplingBudget(1, 1, 1).apply(recorder, recorder.next());
    assertThat(recorder.configuredInterval(0)).isLessThan(64);
    assertThat(recorder.configuredInterval(1)).isEqualTo(64);
  }

  @Test
  void nonsenseIsRefused() {
    assertThatThrownBy(() -> new SamplingBudget(0, 2, 50))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SamplingBudget(Double.NaN, 2, 50))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SamplingBudget(0.1, 0, 50))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
