package io.unjam.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.recording.Coincidences;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code unjam report} on recordings good and bad. */
class CliReportTest {

  private static final int SITE =
      SiteTable.register(
          "com.acme.R.put()V@1", "put in com.acme.R", "com.acme.R", "put()V", 7, "Map.put", 1);

  @TempDir Path folder;

  private Path recording() throws IOException {
    Path file = folder.resolve("run.unjam");
    Recorder.SHARED.next();
    try (RecordingWriter writer =
        new RecordingWriter(
            Files.newOutputStream(file),
            new Recording.Header("1.2", "17", "vm", 42, 2, 1000, "a.yaml"))) {
      for (int i = 0; i < 2; i++) {
        Recorder.SHARED.record(SITE, 3_000_000);
        writer.append(Recorder.SHARED.next(), List.of(), Coincidences.NONE, List.of());
      }
    }
    return file;
  }

  @Test
  void writesThePageWhereAsked() throws IOException {
    Path page = folder.resolve("page.html");
    Shell shell = Shell.run("report", recording(), "-o", page);
    assertThat(shell).isEqualTo(new Shell(0, "", ""));
    assertThat(Files.readString(page)).contains("put in com.acme.R");
  }

  @Test
  void writesALogOfHistograms() throws IOException {
    Shell shell = Shell.run("report", "--hlog", recording());
    assertThat(shell.status()).isZero();
    assertThat(shell.out().lines().filter(line -> line.startsWith("Tag=com.acme.R.put()V@1,")))
        .hasSize(2);
  }

  @Test
  void showsWhatATruncatedRecordingHoldsAndSaysSo() throws IOException {
    byte[] whole = Files.readAllBytes(recording());
    Path cut = Files.write(folder.resolve("cut.unjam"), Arrays.copyOf(whole, whole.length - 3));
    Shell shell = Shell.run("report", "--hlog", cut);
    assertThat(shell.status()).isZero();
    assertThat(shell.err()).contains("ends in the middle of a block");
    assertThat(shell.out().lines().filter(line -> line.startsWith("Tag="))).hasSize(1);
  }

  @Test
  void showsWhatItKnowsOfANewerRecordingAndSaysSo() throws IOException {
    byte[] bytes = Files.readAllBytes(recording());
    ByteBuffer.wrap(bytes).putInt(8, 99);
    Shell shell = Shell.run("report", Files.write(folder.resolve("newer.unjam"), bytes));
    assertThat(shell.status()).isZero();
    assertThat(shell.err()).contains("newer Unjam (format 99");
    assertThat(shell.out()).contains("put in com.acme.R");
  }

  @Test
  void refusesAForeignFileAndOneThatIsNotThere() throws IOException {
    Shell foreign =
        Shell.run("report", Files.writeString(folder.resolve("notes.txt"), "no recording at all"));
    assertThat(foreign.status()).isEqualTo(1);
    assertThat(foreign.out()).isEmpty();
    assertThat(foreign.err()).contains("is no recording of Unjam's");
    Shell missing = Shell.run("report", folder.resolve("none.unjam"));
    assertThat(missing.status()).isEqualTo(1);
    assertThat(missing.err()).contains("there is no file");
  }

  @Test
  void refusesTwoFormsAtOnce() throws IOException {
    Shell shell = Shell.run("report", "--hlog", "--json", recording());
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("only one can be given");
  }
}
