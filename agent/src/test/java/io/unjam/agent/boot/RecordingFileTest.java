package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.options.Options;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingReader;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording whose disk fills, and one that can't begin. */
class RecordingFileTest {

  private static final int SITE =
      SiteTable.register("recording@1", "put in recording", "R", "put()V", 7, "Map.put", 1);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Options.Log.INFO);
  private final DecisionStore decisions = new DecisionStore();
  private final SlowStacks stacks = new SlowStacks(Recorder.SHARED.slow());
  private final Observer observer = new Observer(null, console);

  @TempDir Path folder;

  /** Takes so many writes, and half of the next one. */
  private static final class FullDisk extends OutputStream {
    private final OutputStream file;
    private int left;

    FullDisk(OutputStream file, int writes) {
      this.file = file;
      this.left = writes;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      if (left > 0) {
        left--;
        file.write(bytes, from, length);
      } else {
        file.write(bytes, from, length / 2);
        throw new IOException("No space left on device");
      }
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }

  private static Snapshot snapshot() {
    Recorder.SHARED.record(SITE, 100);
    return Recorder.SHARED.next();
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void stopsWithOneLineWhenTheDiskFillsAndKeepsEveryWholeSecond() throws IOException {
    Recorder.SHARED.next();
    Path path = folder.resolve("a.unjam");
    // The format, the header, two seconds.
    RecordingWriter writer =
        new RecordingWriter(
            new FullDisk(Files.newOutputStream(path), 4),
            new Recording.Header("1", "17", "vm", 1, 2, 1000, "a.yaml"));
    RecordingFile file = new RecordingFile(path, writer, decisions, stacks, observer, console);
    stacks.want();
    for (int second = 0; second < 5; second++) {
      file.next(snapshot());
    }
    file.end();

    assertThat(lines())
        .singleElement()
        .asString()
        .contains("a.unjam stops, what is in it stays: No space left on device");
    Recording read = RecordingReader.read(path);
    assertThat(read.intervals()).hasSize(2);
    assertThat(read.totals().get(0).operations()).isEqualTo(2);
    assertThat(read.problems())
        .singleElement()
        .asString()
        .contains("ends in the middle of a block");
  }

  @Test
  void saysWhyNothingIsRecorded() {
    Path nowhere = folder.resolve("none").resolve("a.unjam");
    assertThat(RecordingFile.begin(nowhere, "1", "a.yaml", decisions, stacks, observer, console))
        .isNull();
    assertThat(lines())
        .singleElement()
        .asString()
        .contains("nothing is recorded, " + nowhere + " can't be written");
  }
}
