package io.unjam.agent.report.hlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.LongStream;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The library's own reader on what we log. */
class HistogramLogTest {

  private static final int SITE =
      SiteTable.register(
          "com.acme.L.put()V@1 MAP_CALL", "put in L", "com.acme.L", "put()V", 7, "Map.put", 1);
  private static final String TAG = "com.acme.L.put()V@1_MAP_CALL";

  @BeforeEach
  void drainsWhatOthersLeft() {
    Recorder.SHARED.next();
  }

  private static Recording recording(Snapshot... snapshots) {
    List<Recording.Interval> intervals =
        java.util.Arrays.stream(snapshots).map(RecordingWriter::interval).toList();
    return new Recording(
        new Recording.Header("1", "17", "vm", 1, 2, intervals.get(0).fromMillis(), "a.yaml"),
        List.of(
            new Recording.RecordedSite(
                SITE,
                "com.acme.L.put()V@1 MAP_CALL",
                "put in L",
                "com.acme.L",
                "put()V",
                7,
                "Map.put")),
        List.of(),
        intervals,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static HistogramLogReader reader(String log) {
    return new HistogramLogReader(new ByteArrayInputStream(log.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void isReadByTheLibraryWithTheRecordersCountsPercentilesAndTag() {
    LongStream.rangeClosed(1, 1000).forEach(i -> Recorder.SHARED.record(SITE, i * 1000));
    Snapshot first = Recorder.SHARED.next();
    Recorder.SHARED.record(SITE, 5_000_000);
    Snapshot second = Recorder.SHARED.next();
    HistogramLogReader reader = reader(HistogramLog.of(recording(first, second)));
    Histogram read = (Histogram) reader.nextIntervalHistogram();
    assertThat(read.getTag()).isEqualTo(TAG);
    assertThat(read.getTotalCount()).isEqualTo(1000);
    for (double percentile : new double[] {1, 50, 90, 99, 99.9}) {
      long ours = first.sites().get(0).percentile(percentile);
      assertThat(read.lowestEquivalentValue(read.getValueAtPercentile(percentile)))
          .isEqualTo(read.lowestEquivalentValue(ours));
    }
    assertSameTime(read, first);
    EncodableHistogram next = reader.nextIntervalHistogram();
    assertThat(((Histogram) next).getTotalCount()).isEqualTo(1);
    assertSameTime(next, second);
    assertThat(reader.nextIntervalHistogram()).isNull();
  }

  /** The library reads seconds into a double and cuts milliseconds off, at times one too many. */
  private static void assertSameTime(EncodableHistogram read, Snapshot snapshot) {
    assertThat(read.getStartTimeStamp())
        .isBetween(snapshot.fromMillis() - 1, snapshot.fromMillis());
  }

  @Test
  void saysHoldsApartFromWaits() {
    Recorder.SHARED.recordHold(SITE, 2000);
    HistogramLogReader reader = reader(HistogramLog.of(recording(Recorder.SHARED.next())));
    assertThat(reader.nextIntervalHistogram().getTag()).isEqualTo(TAG + "#hold");
  }
}
