package io.unjam.stress;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.stress.lincheck.Linearizability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every operation on one key, and every section under a lock, happens at one moment. */
class LinearizabilityIT {

  /** What Lincheck's own agent needs of a JDK, by its manual. */
  private static final List<String> OPENED =
      List.of(
          "-XX:+EnableDynamicAgentLoading",
          "--add-opens=java.base/java.lang=ALL-UNNAMED",
          "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
          "--add-exports=java.base/jdk.internal.util=ALL-UNNAMED",
          "--add-exports=java.base/sun.security.action=ALL-UNNAMED");

  private static final Duration AT_MOST = Duration.ofMinutes(Effort.asked().of(8, 240));

  @ParameterizedTest(name = "{1} on {0}")
  @CsvSource({"17, stress", "25, stress", "17, model", "25, model"})
  void everyVariantIsLinearizable(int jdk, String mode) throws Exception {
    CheckerJvm run = check(jdk, mode);
    assertThat(run.output()).contains("ALL LINEARIZABLE");
    assertThat(run.exit()).as(run.output()).isZero();
  }

  @ParameterizedTest(name = "{1} on {0}")
  @CsvSource({"17, stress", "25, stress", "17, model", "25, model"})
  void aBrokenMapIsFound(int jdk, String mode) throws Exception {
    CheckerJvm run = check(jdk, mode, "broken");
    assertThat(run.output()).contains("Invalid execution results");
    assertThat(run.exit()).as(run.output()).isNotZero();
  }

  private static CheckerJvm check(int jdk, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(OPENED);
    if (arguments[0].equals("model")) {
      // Lincheck decides every step, and most of the work is rewriting classes once.
      command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    }
    command.add("-Xmx768m");
    command.add(Linearizability.class.getName());
    command.addAll(List.of(arguments));
    return CheckerJvm.run(
        jdk, "lincheck-" + String.join("-", arguments) + "-" + jdk, AT_MOST, command);
  }
}
