package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Reacquirer;
import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingReader;
import io.unjam.runtime.bridge.Site;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped jar telling how long threads that were signalled then waited for the lock. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class ReacquisitionIT {

  /** What the time of a signal is rounded by, twice, and more than a start is. */
  private static final long ROUNDED = 2 * 1_024;

  /** How long the program keeps a lock; where it doesn't it waits ten times as long before. */
  private static final long LONG = TimeUnit.MILLISECONDS.toNanos(50);

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  @Test
  void theWaitForTheLockIsToldFromTheWaitForTheSignal() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.unjam.yaml"),
            """
            version: 1
            rules:
              - name: measure
                at: { package: com.acme }
                time: { sample: 16 }
            """);
    Path file = folder.resolve("r.unjam");
    ChildJvm.Result result =
        jdk.jvm(folder).agent("rules=" + rules + ",record=" + file).run(Reacquirer.class);
    assertThat(result.status()).isZero();
    assertThat(result.lines()).hasSize(1);

    Recording recording = RecordingReader.read(file);
    assertThat(recording.problems()).isEmpty();
    List<String> lines = result.out().lines().toList();
    assertThat(lines).hasSize(6);
    for (String line : lines) {
      String[] words = line.split(" ", -1);
      Durations wait = reacquisition(recording, words[0]);
      long least = Long.parseLong(words[1]);
      long most = Long.parseLong(words[2]);
      assertThat(wait.measure()).isEqualTo("operation");
      // Each wait is timed, whatever the sampling, and stands for itself.
      assertThat(wait.operations()).as(line).isEqualTo(1);
      assertThat(wait.sampled()).as(line).isEqualTo(1);
      assertThat(wait.max()).as(line).isBetween(least - ROUNDED, most);
      assertThat(least).as(line).satisfies(it -> assertThat(it == 0 || it >= LONG).isTrue());
    }
  }

  private static Durations reacquisition(Recording recording, String method) {
    List<Durations> found =
        recording.totals().stream()
            .filter(
                total -> {
                  Recording.RecordedSite site = recording.site(total.site());
                  return site != null
                      && Site.isReacquisition(site.operation())
                      && site.member().startsWith(method + "(");
                })
            .toList();
    assertThat(found).as(method).hasSize(1);
    return found.get(0);
  }
}
