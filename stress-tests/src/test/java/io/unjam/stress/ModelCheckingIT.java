package io.unjam.stress;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every operation on one key, and every section under a lock, happens at one moment, whatever step
 * each thread has got to: Lincheck decides every step, one thread at a time.
 *
 * <p>Which steps are tried does not depend on what the machine does meanwhile, and each check keeps
 * one core busy. So two of these run at once, and nothing else beside them.
 */
class ModelCheckingIT {

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  @Execution(ExecutionMode.CONCURRENT)
  void everyVariantIsLinearizable(int jdk) throws Exception {
    CheckerJvm run = Lincheck.model(jdk);
    assertThat(run.output()).contains("ALL LINEARIZABLE");
    assertThat(run.exit()).as(run.output()).isZero();
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  @Execution(ExecutionMode.CONCURRENT)
  void aBrokenMapIsFound(int jdk) throws Exception {
    CheckerJvm run = Lincheck.model(jdk, "broken");
    assertThat(run.output()).contains("Invalid execution results");
    assertThat(run.exit()).as(run.output()).isNotZero();
  }
}
