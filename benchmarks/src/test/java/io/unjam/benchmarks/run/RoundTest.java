package io.unjam.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RoundTest {

  @Test
  void survivesThePipe() {
    Round round = new Round(1_000, 500_000_000, 70, 20, 60, 0.75, 4_000_000);

    assertThat(Round.decode(round.encode())).isEqualTo(round);
    assertThat(round.throughput()).isEqualTo(2_000);
  }

  @Test
  void refusesWhatIsNotARound() {
    assertThatThrownBy(() -> Round.decode("READY")).hasMessageContaining("not a round: READY");
  }
}
