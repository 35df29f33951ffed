package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.options.Options;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A log whose disk fills. */
class HistogramLogFileTest {

  private static final int SITE =
      SiteTable.register("hlog@1", "put in hlog", "Hlog", "put()V", 7, "Map.put", 1);

  private static Snapshot snapshot() {
    Recorder.SHARED.record(SITE, 100);
    return Recorder.SHARED.next();
  }

  @Test
  void stopsWithOneLineWhenTheDiskFillsAndKeepsWhatIsThere() {
    ByteArrayOutputStream disk = new ByteArrayOutputStream();
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("No space left on device");
          }

          @Override
          public void write(byte[] bytes, int from, int length) throws IOException {
            if (disk.size() > 0) {
              throw new IOException("No space left on device");
            }
            disk.write(bytes, from, length);
          }
        };
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    Console console =
        new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Options.Log.INFO);
    HistogramLogFile file = new HistogramLogFile(Path.of("a.hlog"), full, console);
    file.next(snapshot());
    file.next(snapshot());
    file.next(snapshot());
    file.end();
    assertThat(said.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .contains("a.hlog stops, what is in it stays", "No space left on device");
    assertThat(disk.toString(StandardCharsets.UTF_8)).contains("Tag=hlog@1,");
  }
}
