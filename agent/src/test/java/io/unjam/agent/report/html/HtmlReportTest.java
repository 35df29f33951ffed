package io.unjam.agent.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.recording.Coincidences;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingReader;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page, by its structure. */
class HtmlReportTest {

  private static final String EVIL = "<script>alert('x')</script>&\"";
  private static final int SITE =
      SiteTable.register("html@1", "put in " + EVIL, EVIL, "put()V", 7, "Map.put", 1);

  @TempDir Path folder;

  private Recording recording(long... nanos) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Recorder.SHARED.next();
    try (RecordingWriter writer =
        new RecordingWriter(
            bytes,
            new Recording.Header("1", "17", EVIL, 42, 2, System.currentTimeMillis(), EVIL))) {
      for (long each : nanos) {
        Recorder.SHARED.record(SITE, each);
      }
      long now = System.currentTimeMillis();
      writer.append(
          Recorder.SHARED.next(),
          List.of(),
          new Coincidences(
              List.of(new Recording.Pause(now, 1_000_000, "G1", EVIL)), List.of(), List.of()),
          List.of(new Recording.Mark(now, EVIL)));
    }
    return RecordingReader.read(Files.write(folder.resolve("r.unjam"), bytes.toByteArray()));
  }

  @Test
  void escapesEverythingThatComesFromTheApplication() throws IOException {
    assertThat(HtmlReport.of(recording(100, 3_000_000), null))
        .doesNotContain("<script")
        .contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;&quot;");
  }

  @Test
  void needsNothingBesideItself() throws IOException {
    assertThat(HtmlReport.of(recording(100), null))
        .doesNotContain("http:", "https:", "src=", "url(", "@import")
        .contains("prefers-color-scheme:dark", "width=device-width");
  }

  @Test
  void laysTheOtherRecordingOver() throws IOException {
    Recording slow = recording(9_000_000);
    Recording fast = recording(100);
    assertThat(HtmlReport.of(fast, slow))
        .contains("class=\"b\" points=", "9.00\u00a0ms", "100\u00a0ns");
    assertThat(HtmlReport.of(fast, null)).doesNotContain("class=\"b\" points=");
  }

  @Test
  void saysSoWhereNothingWasRecorded() throws IOException {
    assertThat(HtmlReport.of(recording(), null))
        .contains("No operation was recorded", "No rule met a site")
        .doesNotContain("NaN");
  }

  @Test
  void tellsSpikesByTheirLevelAndMarksCollections() throws IOException {
    assertThat(HtmlReport.of(recording(100, 300_000, 3_000_000, 4_000_000), null))
        .contains(">1&nbsp;/ 0&nbsp;/ 2<", "<line class=\"gc\"");
  }

  @Test
  void listsTheEventsThatItsPicturesNumber() throws IOException {
    assertThat(HtmlReport.of(recording(100), null))
        .contains("id=\"events\"", "<line class=\"mark\"", ">1</text>");
    assertThat(HtmlReport.of(recording(100), null)).contains("href=\"#events\"");
  }
}
