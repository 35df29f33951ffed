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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Causes, hot keys and scaling on the page. */
class SlowSectionsTest {

  private static final int SITE =
      SiteTable.register("slow@1", "put <in> Slow", "com.acme.Slow", "put()V", 7, "Map.put", 1);
  private static final int LOCK =
      SiteTable.register("slow@2", "lock in Slow", "com.acme.Slow", "lock()V", 8, "lock", 1);

  @TempDir Path folder;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  @BeforeEach
  void drainsWhatOthersLeft() {
    Recorder.SHARED.next();
  }

  private RecordingWriter writer() throws IOException {
    return new RecordingWriter(
        bytes, new Recording.Header("1", "17", "vm", 42, 2, System.currentTimeMillis(), "r.yaml"));
  }

  private String page() throws IOException {
    return HtmlReport.of(
        RecordingReader.read(Files.write(folder.resolve("r.unjam"), bytes.toByteArray())), null);
  }

  @Test
  void aWorstCaseNamesItsCausesAndHowSureTheyAre() throws IOException {
    try (RecordingWriter writer = writer()) {
      Recorder.SHARED.recordWait(LOCK, 50_000_000, true, SITE);
      long now = System.currentTimeMillis();
      writer.append(
          Recorder.SHARED.next(),
          List.of(),
          new Coincidences(
              List.of(new Recording.Pause(now - 30, 20_000_000, "G1", "<evil>")),
              List.of(),
              List.of()),
          List.of());
    }
    assertThat(page())
        .contains("GC pause, ")
        .contains("a GC pause of 20 ms fell into it (G1, &lt;evil&gt;): measured, explains")
        .contains("the lock was last taken by put &lt;in&gt; Slow: likely, explains at most 50")
        .doesNotContain("<evil>");
  }

  @Test
  void aCauseThatIsNotKnownIsCalledThat() throws IOException {
    try (RecordingWriter writer = writer()) {
      Recorder.SHARED.record(SITE, 900_000);
      writer.append(Recorder.SHARED.next(), List.of(), Coincidences.NONE, List.of());
    }
    assertThat(page()).contains("cause unknown, ").contains("nothing that is looked for coincided");
  }

  @Test
  void hotKeysAreIdsWithTheirShareOfAllIntervals() throws IOException {
    try (RecordingWriter writer = writer()) {
      for (int interval = 0; interval < 2; interval++) {
        for (int i = 0; i < 10; i++) {
          Recorder.SHARED.recordWrite(SITE, 0, 300_000, null, i < 8 ? "secret" : "key " + i);
        }
        writer.append(Recorder.SHARED.next(), List.of(), Coincidences.NONE, List.of());
      }
    }
    String page = page();
    String section = page.substring(page.indexOf("<h2 id=\"keys\">"));
    section = section.substring(0, section.indexOf("</table>"));
    assertThat(section)
        .containsPattern("put &lt;in&gt; Slow</td><td class=\"n\">20</td>")
        .containsPattern("<code>[0-9a-f]{16}</code> 80 %")
        .doesNotContain("10 %"); // once in each interval is not hot
    assertThat(page).doesNotContain("secret");
  }

  @Test
  void mapsAreShownWithTheMostTheyWereSeenWithInAnyInterval() throws IOException {
    Map<Integer, Integer> map = new ConcurrentHashMap<>();
    try (RecordingWriter writer = writer()) {
      for (int interval = 1; interval <= 3; interval++) {
        for (int i = 0; i < 1_000; i++) {
          map.put(interval * i, i);
        }
        Recorder.SHARED.recordWrite(SITE, 0, 300_000, map, "key");
        Recorder.SHARED.recordWrite(SITE, 0, 300_000, new ConcurrentHashMap<>(), "key");
        writer.append(Recorder.SHARED.next(), List.of(), Coincidences.NONE, List.of());
        map.remove(interval);
      }
    }
    String page = page();
    String section = page.substring(page.indexOf("<h2 id=\"sizes\">"));
    section = section.substring(0, section.indexOf("</table>"));
    assertThat(page).contains("<a href=\"#sizes\">Map sizes</a>");
    assertThat(section)
        .contains("put &lt;in&gt; Slow</td><td class=\"n\">4</td><td class=\"n\">0</td>")
        .contains("<td class=\"n\">" + String.format(Locale.ROOT, "%,d", map.size() + 1) + "</td>");
  }

  @Test
  void aRecordingWithoutMapsSaysSo() throws IOException {
    try (RecordingWriter writer = writer()) {
      Recorder.SHARED.recordWait(LOCK, 1_000, true, -1);
      writer.append(Recorder.SHARED.next(), List.of(), Coincidences.NONE, List.of());
    }
    assertThat(page()).contains("No size of a map was recorded.");
  }

  @Test
  void aSiteThatCarriesNoPredictionSaysWhyAndStillHowLongItWasHeld() throws IOException {
    try (RecordingWriter writer = writer()) {
      Recorder.SHARED.recordWait(LOCK, 1_000, true, -1);
      Recorder.SHARED.recordHold(LOCK, 1_000);
      writer.append(Recorder.SHARED.next(), List.of(), Coincidences.NONE, List.of());
    }
    String page = page();
    assertThat(page.substring(page.indexOf("<h2 id=\"scaling\">")))
        .contains("lock in Slow")
        .contains("no prediction: too few intervals")
        .contains("&nbsp;%");
  }

  @Test
  void aSiteWithALawShowsWhatMoreThreadsWouldGetDone() throws IOException {
    List<Recording.Interval> intervals = new ArrayList<>();
    for (int threads = 1; threads <= 12; threads++) {
      for (int i = 0; i < 1_000; i++) {
        Recorder.SHARED.recordWait(LOCK, (threads - 1) * 1_000_000L, true, -1);
        Recorder.SHARED.recordHold(LOCK, 1_000_000);
      }
      Recording.Interval real = RecordingWriter.interval(Recorder.SHARED.next());
      intervals.add(
          new Recording.Interval(
              real.fromMillis(),
              real.toMillis(),
              1_000_000_000,
              false,
              real.durations(),
              real.spikes(),
              real.slow(),
              real.hotKeys(),
              real.mapSizes()));
    }
    Recording recording =
        new Recording(
            new Recording.Header("1", "17", "vm", 42, 2, 0, "r.yaml"),
            List.of(),
            List.of(),
            intervals,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of());
    String page = HtmlReport.of(recording, null);
    // A thread at a time: all of the time held, all of it serial, and no more of 64 than of one.
    assertThat(page.substring(page.indexOf("<h2 id=\"scaling\">")))
        .containsPattern("<td class=\"n\">100&nbsp;%<br>")
        .containsPattern("<td class=\"n\">(9[5-9]|100)&nbsp;%</td>")
        .containsPattern("<td class=\"n\">1\\.[0-2]x</td></tr>");
  }

  @Test
  void aRecordingWithoutSlowKeyedWritesSaysSo() throws IOException {
    try (RecordingWriter writer = writer()) {
      Recorder.SHARED.record(SITE, 100);
      writer.append(Recorder.SHARED.next(), List.of(), Coincidences.NONE, List.of());
    }
    Recording recording =
        RecordingReader.read(Files.write(folder.resolve("r.unjam"), bytes.toByteArray()));
    assertThat(recording.hotKeys()).isEmpty();
    assertThat(HtmlReport.of(recording, null)).contains("No slow write with a key was recorded");
  }
}
