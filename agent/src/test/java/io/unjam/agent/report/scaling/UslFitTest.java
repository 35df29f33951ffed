package io.unjam.agent.report.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class UslFitTest {

  private static final Offset<Double> CLOSE = Offset.offset(1e-6);

  private final UslFit fit = new UslFit();

  /** How long an operation takes by the law, at 1 us alone. */
  private static double nanos(double n, double sigma, double kappa) {
    return 1_000 * (1 + sigma * (n - 1) + kappa * n * (n - 1));
  }

  private void follow(double sigma, double kappa) {
    for (double n = 1; n <= 32; n *= 1.3) {
      fit.add(n, nanos(n, sigma, kappa));
    }
  }

  @Test
  void dataThatFollowTheLawGiveItsParameters() {
    follow(0.08, 0.002);
    Usl law = fit.law();
    assertThat(law.sigma()).isCloseTo(0.08, CLOSE);
    assertThat(law.kappa()).isCloseTo(0.002, CLOSE);
    assertThat(law.error()).isCloseTo(0, CLOSE);
    assertThat(law.speedup(1)).isCloseTo(1, CLOSE);
    assertThat(law.speedup(16)).isCloseTo(16 / (1 + 0.08 * 15 + 0.002 * 16 * 15), CLOSE);
    assertThat(law.best()).isCloseTo(Math.sqrt(0.92 / 0.002), Offset.offset(0.01));
  }

  @Test
  void aLockThatIsAllThereIsLetsOneThreadWorkAtATime() {
    follow(1, 0);
    assertThat(fit.law().sigma()).isCloseTo(1, CLOSE);
    assertThat(fit.law().speedup(64)).isCloseTo(1, CLOSE);
  }

  @Test
  void whatDoesntSlowDownScalesWithoutAnEnd() {
    follow(0, 0);
    assertThat(fit.law().speedup(64)).isCloseTo(64, Offset.offset(1e-3));
    assertThat(fit.law().best()).isGreaterThan(1e3);
  }

  @Test
  void noiseIsSaidAsTheErrorAndMovesNoParameterFar() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 200; i++) {
      double n = 1 + 15 * random.nextDouble();
      fit.add(n, nanos(n, 0.2, 0) * (0.95 + 0.1 * random.nextDouble()));
    }
    Usl law = fit.law();
    assertThat(law.error()).isBetween(0.02, 0.04); // even over +-5 %: 2.9 %
    assertThat(law.speedup(16)).isCloseTo(16 / (1 + 0.2 * 15), Offset.offset(0.2));
    assertThat(law.intervals()).isEqualTo(200);
    assertThat(law.most()).isBetween(14.0, 16.0);
  }

  @Test
  void parametersAreNeverNegative() {
    for (double n = 1; n <= 8; n *= 1.2) {
      fit.add(n, 1_000 * (1.01 - 0.005 * n)); // a little quicker together, as caches warm up
    }
    Usl law = fit.law();
    assertThat(law.sigma()).isNotNegative();
    assertThat(law.kappa()).isNotNegative();
  }

  @Test
  void thereIsSilenceOverTooFewIntervals() {
    fit.add(1, 1_000);
    fit.add(8, 4_000);
    assertThat(fit.law()).isNull();
    assertThat(fit.silence()).contains("too few intervals");
  }

  @Test
  void thereIsSilenceWhereThreadsHardlyMet() {
    for (int i = 0; i < 100; i++) {
      fit.add(0.01 * i, 1_000 + i);
    }
    assertThat(fit.law()).isNull();
    assertThat(fit.silence()).contains("hardly ever met");
  }

  @Test
  void thereIsSilenceWhereTheLoadNeverChanged() {
    for (int i = 0; i < 100; i++) {
      fit.add(8, 1_000 + i);
    }
    assertThat(fit.law()).isNull();
    assertThat(fit.silence()).contains("hardly changed");
  }

  @Test
  void thereIsSilenceWhereNothingFollowsTheLaw() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      fit.add(1 + 15 * random.nextDouble(), Math.exp(7 + 3 * random.nextDouble()));
    }
    assertThat(fit.law()).isNull();
    assertThat(fit.silence()).contains("fits badly");
  }
}
