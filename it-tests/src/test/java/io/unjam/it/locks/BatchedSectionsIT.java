package io.unjam.it.locks;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.Tally;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A lock whose holder runs the sections of threads that wait, in a program that knows nothing. */
class BatchedSectionsIT {
  private static final Duration AT_MOST = Duration.ofMinutes(2);
  private static final String RULES =
      """
      version: 1
      rules:
        - name: counts in batches
          at: { class: io.unjam.it.programs.Tally, lock: lock }
          lock: batched
          assume: [class-identity-unused]
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void sectionsGiveTheirOwnCallersWhatTheyDid(int version) throws Exception {
    Path report = folder.resolve("report.json");
    Path rules = Files.writeString(folder.resolve("app.unjam.yaml"), RULES);
    Result result =
        JavaProcess.of(Jdk.require(version))
            .options(JavaProcess.AS_USERS_HAVE_IT)
            .agent("rules=" + rules + ",report=" + report)
            .main(Programs.classPath(), Tally.class.getName(), List.of())
            .run(AT_MOST);

    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout())
        .as(result::describe)
        .contains("LOCK io.unjam.runtime.variant.combining.CombiningReentrantLock\n")
        .contains("RAN [1, negative, 3, 6]\n")
        .contains("COUNTED 400006\n");
    // the lock and add; the main thread's own section has a loop
    assertThat(AgentReport.read(report).applied()).as(result::describe).isEqualTo(2);
  }
}
