package io.unjam.benchmarks.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final long ROUND = 500_000_000;

  /** Compiles for as long as it is told, round by round; later as in the last. */
  private static final class Compiling implements Contestant {
    private final double[] shares;
    private int rounds;

    Compiling(double... shares) {
      this.shares = shares;
    }

    @Override
    public Round round(long millis, boolean timed) {
      double share = shares[Math.min(rounds++, shares.length - 1)];
      return new Round(10, ROUND, 0, 0, 0, 1, (long) (share * ROUND));
    }

    @Override
    public void close() {}
  }

  @Test
  void goesOnUntilTheCompilersRestForTwoRounds() throws Exception {
    Compiling arm = new Compiling(1.5, 0.9, 0.02, 0.4, 0.08, 0);

    assertThat(WarmUp.untilCompilersRest(arm, 500, false, 60)).isTrue();
    assertThat(arm.rounds).isEqualTo(6);
  }

  @Test
  void saysSoWhereTheyNeverDo() throws Exception {
    Compiling arm = new Compiling(0.3);

    assertThat(WarmUp.untilCompilersRest(arm, 500, false, 60)).isFalse();
    assertThat(arm.rounds).isEqualTo(60);
  }
}
