package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Writer;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped jar rewriting an application. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class RewritingIT {

  private static final String TIMED =
      """
      version: 1
      rules:
        - name: measure
          at: { package: com.acme }
          time: { sample: 1 }
      """;

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  private Path rules(String text) throws IOException {
    return Files.writeString(folder.resolve("rules.unjam.yaml"), text);
  }

  @Test
  void timesEveryWriteAndSaysOneLine() throws Exception {
    Path report = folder.resolve("report.json");
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules(TIMED) + ",report=" + report)
            .run(Writer.class, "1000");
    assertThat(result.out()).isEqualToIgnoringNewLines("1000 entries");
    assertThat(result.lines()).hasSize(1);
    assertThat(result.lines().get(0)).contains("1 rule from", "self-test passed");
    assertThat(Files.readString(report))
        .contains("\"verdict\": \"applied\"", "\"operations\": 1000", "ConcurrentHashMap.put");
  }

  @Test
  void printsDecisionsAndLatencyAtExitWhenAsked() throws Exception {
    Path rules =
        rules(TIMED + "  - name: nowhere\n    at: { package: org.nowhere }\n    time: {}\n");
    ChildJvm.Result result =
        jdk.jvm(folder).agent("rules=" + rules + ",report=exit").run(Writer.class, "10");
    assertThat(result.err())
        .contains("1 applied, 0 refused, 0 not applicable")
        .contains("rule 'measure' (" + rules + ":3:5)")
        .contains("rule 'nowhere' (" + rules + ":6:5) matched no class")
        .contains("ConcurrentHashMap.put in com.acme.Writer.main");
  }

  @Test
  void recordsIntoAFolderAndReportsAllTheSame() throws Exception {
    Path folderOfRecordings = Files.createDirectory(folder.resolve("recordings"));
    Path report = folder.resolve("report.json");
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules(TIMED) + ",report=" + report + ",record=" + folderOfRecordings)
            .run(Writer.class, "1000");
    assertThat(result.lines()).hasSize(1);
    assertThat(Files.readString(report)).contains("\"operations\": 1000");
    Path file;
    try (java.util.stream.Stream<Path> files = Files.list(folderOfRecordings)) {
      file = files.toList().get(0);
    }
    assertThat(file.getFileName().toString()).matches("unjam-\\d+-\\d{8}-\\d{6}\\.unjam");
    Recording recording = RecordingReader.read(file);
    assertThat(recording.problems()).isEmpty();
    assertThat(recording.decisions()).hasSize(1);
    assertThat(recording.totals()).hasSize(1);
    assertThat(recording.totals().get(0).operations()).isEqualTo(1000);
  }

  @Test
  void logsHistogramsWithoutARecording() throws Exception {
    Path log = folder.resolve("run.hlog");
    ChildJvm.Result result =
        jdk.jvm(folder).agent("rules=" + rules(TIMED) + ",hlog=" + log).run(Writer.class, "1000");
    assertThat(result.lines()).hasSize(1);
    long operations = 0;
    org.HdrHistogram.HistogramLogReader reader =
        new org.HdrHistogram.HistogramLogReader(log.toFile());
    while (reader.hasNext()) {
      org.HdrHistogram.EncodableHistogram interval = reader.nextIntervalHistogram();
      assertThat(interval.getTag()).startsWith("com.acme.Writer.");
      operations += ((org.HdrHistogram.Histogram) interval).getTotalCount();
    }
    assertThat(operations).isEqualTo(1000);
  }

  @Test
  void runsOnWithOneLineWhenTheRecordingCannotBeWritten() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules(TIMED) + ",record=" + folder.resolve("no/such/file.unjam"))
            .run(Writer.class, "10");
    assertThat(result.status()).isZero();
    assertThat(result.lines()).hasSize(2);
    assertThat(result.lines().get(0)).contains("nothing is recorded");
  }

  @Test
  void saysThatAReportCannotBeWritten() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules(TIMED) + ",report=" + folder.resolve("no/such/folder.txt"))
            .run(Writer.class, "10");
    assertThat(result.status()).isZero();
    assertThat(result.lines()).hasSize(2);
    assertThat(result.lines().get(1)).contains("the summary can't be written");
  }

  @Test
  void rewritesWithoutATemporaryFolder() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder)
            .with("-Djava.io.tmpdir=" + folder.resolve("missing"))
            .agent("rules=" + rules(TIMED))
            .run(Writer.class, "10");
    assertThat(result.out()).isEqualToIgnoringNewLines("10 entries");
    assertThat(result.err()).contains("self-test passed");
  }

  @Test
  void neverLoadsAClassOfOursTwice() throws Exception {
    ChildJvm.Result result =
        jdk.jvm(folder)
            .agent("rules=" + rules(TIMED) + ",report=exit")
            .with("-Xlog:class+load:stderr:none")
            .run(Writer.class, "10");
    assertThat(
            result
                .err()
                .lines()
                .filter(line -> line.matches("io\\.unjam\\.\\S+ source: .*"))
                .map(line -> line.substring(0, line.indexOf(' '))))
        .isNotEmpty()
        .doesNotHaveDuplicates();
  }
}
