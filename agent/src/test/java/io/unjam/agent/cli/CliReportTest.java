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

  private Path recording(String name, long startMillis, long nanos) throws IOException {
    Path file = folder.resolve(name);
    Recorder.SHARED.next();
    try (RecordingWriter writer =
        new RecordingWriter(
            Files.newOutputStream(file),
            new Recording.Header("1.2", "17", "vm", 42, 2, startMillis, name))) {
      Recorder.SHARED.record(SITE, nanos);
      writer.append(Recorder.SHARED.next(), List.of(), Coincidences.NONE, List.of());
    }
    return file;
  }

  @Test
  void showsRunsThatFollowedEachOtherAsOne() throws IOException {
    Path first = recording("first.unjam", 1000, 3_000_000);
    Path second = recording("second.unjam", System.currentTimeMillis() + 60_000, 5_000_000);
    Shell shell = Shell.run("report", second, first);
    assertThat(shell.err()).isEmpty();
    assertThat(shell.status()).isZero();
    assertThat(shell.out())
        .contains("rules: first.unjam", "the next recording begins", "rules: second.unjam")
        .contains("<strong>3.00", "<strong>5.00", "<dt>operations</dt><dd>2</dd>");
  }

  @Test
  void refusesToTakeRunsOfTheSameTimeForOne() throws IOException {
    Shell shell =
        Shell.run(
            "report",
            recording("first.unjam", 1000, 3_000_000),
            recording("second.unjam", 1000, 5_000_000));
    assertThat(shell.status()).isEqualTo(1);
    assertThat(shell.err()).contains("of the same time", "--compare");
  }

  @Test
  void suggestsFromWhatCanBeReadOfATruncatedRecordingAndRefusesAForeignOne() throws IOException {
    byte[] whole = Files.readAllBytes(recording());
    Path cut = Files.write(folder.resolve("cut.unjam"), Arrays.copyOf(whole, whole.length - 3));
    Shell shell = Shell.run("suggest", cut);
    assertThat(shell.status()).isZero();
    assertThat(shell.err()).contains("suggest: ").contains("ends in the middle of a block");
    assertThat(shell.out()).contains("ends in the middle of a block", "version: 1\n");
    byte[] newer = whole.clone();
    ByteBuffer.wrap(newer).putInt(8, 99);
    assertThat(Shell.run("suggest", Files.write(folder.resolve("newer.unjam"), newer)).err())
        .contains("newer Unjam (format 99");
    Shell foreign = Shell.run("suggest", Files.writeString(folder.resolve("notes.txt"), "none"));
    assertThat(foreign.status()).isEqualTo(1);
    assertThat(foreign.out()).isEmpty();
    assertThat(foreign.err()).contains("is no recording of Unjam's");
  }

  @Test
  void writesSuggestionsWhereAskedAndChecksItsOptions() throws IOException {
    Path rules = folder.resolve("rules.yaml");
    Shell shell = Shell.run("suggest", recording(), "-o", rules);
    assertThat(shell.status()).isZero();
    assertThat(shell.out()).contains("suggest").contains(rules.toString());
    assertThat(Shell.run("check", rules).status()).isZero();
    assertThat(Shell.run("suggest", "--json", recording()).out()).contains("\"suggestions\"");
    assertThat(Shell.run("suggest", recording(), "--threshold", "-1").status()).isEqualTo(2);
    assertThat(Shell.run("suggest", recording(), "--classes", folder.resolve("no.jar")).err())
        .contains("no such file");
  }

  @Test
  void namesTheFileThatCantBeReadOrWritten() throws IOException {
    Path nowhere = folder.resolve("none").resolve("page.html");
    for (String command : new String[] {"report", "suggest"}) {
      Shell unwritten = Shell.run(command, recording(), "-o", nowhere);
      assertThat(unwritten.status()).isEqualTo(1);
      assertThat(unwritten.err())
          .isEqualToIgnoringNewLines(
              command + ": " + nowhere + " can't be written: its folder is not there");
      assertThat(Shell.run(command, folder).err()).contains(folder + " is a folder");
    }
  }

  @Test
  void takesTheWordsOfAnOptionAsTheyAreShownAndInSmallLetters() {
    Shell shell = Shell.run("top", "1", "--sort", "spikes", "-i", "0");
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("--interval takes").doesNotContain("--sort'");
  }

  @Test
  void refusesTwoFormsAtOnce() throws IOException {
    Shell shell = Shell.run("report", "--hlog", "--json", recording());
    assertThat(shell.status()).isEqualTo(2);
    assertThat(shell.err()).contains("only one can be given");
  }
}
