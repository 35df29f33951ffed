package io.unjam.it.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.unjam.it.attach.RunningShop;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Desk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is left of a recording whose JVM was killed. */
class KilledJvmIT {

  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir Path folder;

  private static long writes(int version, Path recording) throws Exception {
    Result result =
        JavaProcess.of(Jdk.require(version))
            .jar(FinishedJar.UNJAM.path(), "report", "--json", recording.toString())
            .run(SOON);
    assertThat(result.exit()).as(result::describe).isZero();
    long writes = 0;
    JsonObject read = JsonParser.parseString(result.stdout()).getAsJsonObject();
    for (JsonElement interval : read.getAsJsonArray("intervals")) {
      for (JsonElement element : interval.getAsJsonObject().getAsJsonArray("durations")) {
        JsonObject durations = element.getAsJsonObject();
        if (durations.get("measure").getAsString().equals("operation")) {
          writes += durations.get("operations").getAsLong();
        }
      }
    }
    return writes;
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void holdsEveryWriteOfTheSecondsBefore(int version) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("desk.unjam.yaml"),
            """
            version: 1
            rules:
              - name: all
                at: { class: io.unjam.it.programs.Desk }
                time: { sample: 1 }
            """);
    Path recording = folder.resolve("desk.unjam");
    try (RunningShop desk =
        RunningShop.open(
            Jdk.require(version),
            Desk.class,
            FinishedJar.UNJAM.agentOption("record=" + recording + ",rules=" + rules))) {
      desk.order("write 500");
      await().atMost(SOON).until(() -> writes(version, recording) == 500);
      desk.order("write 200");
      await().atMost(SOON).until(() -> writes(version, recording) == 700);

      ProcessHandle jvm = ProcessHandle.of(desk.pid()).orElseThrow();
      assertThat(jvm.destroyForcibly()).isTrue();
      jvm.onExit().get();
    }

    assertThat(writes(version, recording)).isEqualTo(700);
  }
}
