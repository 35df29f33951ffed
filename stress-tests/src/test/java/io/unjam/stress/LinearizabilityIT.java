package io.unjam.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation on one key, and every section under a lock, happens at one moment, when threads
 * run freely: for what {@link ModelCheckingIT} can't follow, or for all with {@link Effort#LONG}.
 */
class LinearizabilityIT {

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void everyVariantIsLinearizable(int jdk) throws Exception {
    CheckerJvm run = Lincheck.stress(jdk);
    assertThat(run.output()).contains("ALL LINEARIZABLE");
    assertThat(run.exit()).as(run.output()).isZero();
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aBrokenMapIsFound(int jdk) throws Exception {
    CheckerJvm run = Lincheck.stress(jdk, "broken");
    assertThat(run.output()).contains("Invalid execution results");
    assertThat(run.exit()).as(run.output()).isNotZero();
  }
}
