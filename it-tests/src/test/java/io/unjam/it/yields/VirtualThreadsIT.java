package io.unjam.it.yields;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.OneCarrier;
import io.unjam.it.programs.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A yield that is taken out must not starve the virtual threads that wait for its carrier. */
class VirtualThreadsIT {
  private static final int JDK = 25;
  private static final Duration AT_MOST = Duration.ofSeconds(60);
  private static final String RULES =
      """
      version: 1
      rules:
        - name: needless yields
          at: { package: io.unjam.it.programs }
          yield: { variant: auto }
      """;

  @TempDir Path folder;
  private Path rules;
  private Path report;

  @BeforeEach
  void writeRules() throws IOException {
    rules = Files.writeString(folder.resolve("app.unjam.yaml"), RULES);
    report = folder.resolve("report.json");
  }

  @Test
  void theProgramTellsAStarvedThreadFromOneThatRan() throws Exception {
    assertThat(oneCarrier(List.of("plain")).stdout()).contains("the other ran in time: false");
  }

  @Test
  void aStrippedYieldStillLetsOtherVirtualThreadsRun() throws Exception {
    Result result = oneCarrier(List.of());

    assertThat(AgentReport.read(report).applied()).as(result::describe).isOne();
    assertThat(result.stdout()).as(result::describe).contains("the other ran in time: true");
  }

  private Result oneCarrier(List<String> arguments) throws Exception {
    Result result =
        JavaProcess.of(Jdk.require(JDK))
            .options(JavaProcess.AS_USERS_HAVE_IT)
            .options(
                "-Djdk.virtualThreadScheduler.parallelism=1",
                "-Djdk.virtualThreadScheduler.maxPoolSize=1")
            .agent("rules=" + rules + ",report=" + report)
            .main(Programs.classPath(), OneCarrier.class.getName(), arguments)
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isZero();
    return result;
  }
}
