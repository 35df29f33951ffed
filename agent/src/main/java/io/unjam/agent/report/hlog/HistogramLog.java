package io.unjam.agent.report.hlog;

import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import io.unjam.runtime.record.Buckets;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * HdrHistogram's log format: a head, then per interval one line for each site and measure, tagged
 * with the site's id, {@code #hold} after it where the durations are holds. Values are nanoseconds,
 * the column of the maximum is in milliseconds. For use by one thread at a time.
 *
 * <p>A recording's buckets are those of a histogram of two significant digits, so none of its
 * resolution is lost.
 */
public final class HistogramLog {

  private static final int DIGITS = 2;
  private static final double NANOS_PER_MILLI = 1e6;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final HistogramLogWriter writer = new HistogramLogWriter(bytes);

  /** A log of which nothing has been taken yet. */
  public HistogramLog() {}

  /** A whole recording as a log. */
  public static String of(Recording recording) {
    HistogramLog log = new HistogramLog();
    log.begin(recording.header().version(), recording.header().startMillis());
    for (Recording.Interval interval : recording.intervals()) {
      for (Durations durations : interval.durations()) {
        Recording.RecordedSite site = recording.site(durations.site());
        log.add(interval, durations, site == null ? "site-" + durations.site() : site.key());
      }
    }
    return new String(log.take(), StandardCharsets.UTF_8);
  }

  /**
   * Writes the head.
   *
   * @param version of Unjam
   * @param startMillis when the log begins, in milliseconds since 1970; lines count from there
   */
  public void begin(String version, long startMillis) {
    writer.outputComment("[Logged by Unjam " + version + ", values in nanoseconds]");
    writer.outputLogFormatVersion();
    writer.outputStartTime(startMillis);
    writer.setBaseTime(startMillis);
    writer.outputLegend();
  }

  /**
   * Writes one line.
   *
   * @param interval where the durations are from
   * @param key the site's id
   */
  public void add(Recording.Interval interval, Durations durations, String key) {
    Histogram histogram = new Histogram(1, Buckets.LARGEST, DIGITS);
    for (int i = 0; i < durations.size(); i++) {
      histogram.recordValueWithCount(durations.value(i), durations.weight(i));
    }
    histogram.setTag(tag(key, durations.measure()));
    histogram.setStartTimeStamp(interval.fromMillis());
    histogram.setEndTimeStamp(interval.toMillis());
    double base = writer.getBaseTime();
    writer.outputIntervalHistogram(
        (interval.fromMillis() - base) / 1000,
        (interval.toMillis() - base) / 1000,
        histogram,
        NANOS_PER_MILLI);
  }

  /** What has been written since the last call, as UTF-8. */
  public byte[] take() {
    byte[] taken = bytes.toByteArray();
    bytes.reset();
    return taken;
  }

  /** The format ends a tag at a comma, a space or a line's end. */
  private static String tag(String key, String measure) {
    String tag = key.replaceAll("[,\\s]", "_");
    return measure.equals("hold") ? tag + "#hold" : tag;
  }
}
