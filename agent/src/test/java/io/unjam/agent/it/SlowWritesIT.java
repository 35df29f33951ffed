package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.SlowWriter;
import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Causes;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped jar saying why the writes of an application were slow. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class SlowWritesIT {

  private static final Path SCHEDULER = Path.of("/proc/self/schedstat");

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  /** Linux without its statistics of the scheduler, and other systems, tell no waits. */
  private static boolean tellsWaits() throws Exception {
    return Files.isReadable(SCHEDULER) && !Files.readString(SCHEDULER).startsWith("0 0");
  }

  @Test
  void eachReasonIsFoundAndKeysAreNamedByIds() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.unjam.yaml"),
            """
            version: 1
            rules:
              - name: measure
                at: { package: com.acme }
                time: { sample: 1 }
            """);
    Path file = folder.resolve("r.unjam");
    Path report = folder.resolve("report.txt");
    ChildJvm.Result result =
        jdk.jvm(folder)
            .with("-Xmx512m", "-XX:+UseSerialGC")
            .agent("rules=" + rules + ",record=" + file + ",report=" + report)
            .run(SlowWriter.class);
    assertThat(result.out()).isEqualToIgnoringNewLines("done");
    assertThat(result.lines()).hasSize(1);

    Recording recording = RecordingReader.read(file);
    assertThat(recording.problems()).isEmpty();
    Causes causes = Causes.in(recording);
    Set<Cause.Kind> found = EnumSet.noneOf(Cause.Kind.class);
    for (Recording.Interval interval : recording.intervals()) {
      for (Recording.Slow slow : interval.slow()) {
        for (Cause cause : causes.of(slow)) {
          assertThat(cause.nanos()).isBetween(1L, slow.nanos());
          found.add(cause.kind());
        }
      }
    }
    assertThat(found)
        .as("causes of what coincided: %s, %s", recording.pauses(), recording.stalls())
        .contains(Cause.Kind.GC_PAUSE, Cause.Kind.SAFEPOINT, Cause.Kind.TABLE_GROWTH);
    if (tellsWaits()) {
      assertThat(found).contains(Cause.Kind.RUN_QUEUE);
    }
    Recording.HotKeys keys =
        recording.hotKeys().stream()
            .filter(it -> recording.site(it.site()).description().contains("spin"))
            .findFirst()
            .orElseThrow();
    assertThat(keys.keys().get(0).id()).matches("[0-9a-f]{16}");
    assertThat(keys.keys()).extracting(Recording.HotKey::atLeast).contains(30L);
    assertThat(Files.readString(report))
        .contains("keys of slow writes")
        .containsPattern("(measured|likely), ");
  }
}
