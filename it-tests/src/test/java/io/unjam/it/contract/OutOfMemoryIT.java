package io.unjam.it.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.contract.OutOfMemory;
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
import org.junit.jupiter.params.provider.ValueSource;

/** The locks and maps of the finished jar at the end of the heap, on each JDK. */
class OutOfMemoryIT {

  private static final Duration AT_MOST = Duration.ofMinutes(10);

  @TempDir Path folder;

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void anOperationHappensOrItDoesNotAndOthersGetThrough(int version) throws Exception {
    // A rule that replaces maps, so that their key sets are seen to; it has nothing to replace.
    Path rules =
        Files.writeString(
            folder.resolve("suite.unjam.yaml"),
            """
            version: 1
            rules:
              - name: nothing
                at: { class: com.acme.None, field: none }
                map: { variant: sharded, shards: 4 }
            """);
    Result result =
        JavaProcess.of(Jdk.require(version))
            .options(
                "-Xms10m",
                "-Xmx10m",
                "-XX:+UseSerialGC",
                "-XX:-UseTLAB",
                "-XX:MarkSweepDeadRatio=0",
                // What attaches takes memory.
                "-XX:+DisableAttachMechanism")
            .agent("rules=" + rules)
            .main(
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                    .map(Path::of),
                OutOfMemory.class.getName(),
                List.of())
            .run(AT_MOST);

    assertThat(result.exit()).as(result::describe).isZero();
    // As many errors as would not come if memory were not as short as it is meant to be.
    assertThat(result.stdout())
        .as(result::describe)
        .containsPattern("(?m)^RESULT \\d{3} \\d{3,} 0$");
  }
}
