package io.unjam.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The locks and maps of the finished jar at the end of the stack, on each JDK: interpreted, where
 * each call has a frame, and compiled, where few have.
 */
class OutOfStackIT {

  private static final Duration AT_MOST = Duration.ofMinutes(5);

  @TempDir Path folder;

  @ParameterizedTest(name = "{1} on {0}")
  @CsvSource({
    // Interpreted on 17 it takes a minute and a half.
    "17, -XX:+TieredCompilation",
    "25, -Xint",
    "25, -XX:+TieredCompilation"
  })
  void nobodyIsLetInOrWaitsInVain(int version, String compilation) throws Exception {
    // Any rule will do: it is the runtime that is wanted.
    Path rules =
        Files.writeString(
            folder.resolve("suite.unjam.yaml"),
            """
            version: 1
            rules:
              - name: nothing
                at: { package: com.acme }
                time: { sample: 16 }
            """);
    Result result =
        JavaProcess.of(Jdk.require(version))
            .options(JavaProcess.AS_USERS_HAVE_IT)
            .options(compilation)
            .agent("rules=" + rules)
            .main(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of),
                OutOfStackSuite.class.getName(),
                List.of())
            .run(AT_MOST);

    assertThat(result.exit()).as(result::describe).isZero();
    assertThat(result.stdout()).as(result::describe).containsPattern("(?m)^RESULT [1-9]\\d* 0$");
  }
}
