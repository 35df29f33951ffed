package io.unjam.agent.boot;

import io.unjam.agent.report.hlog.HistogramLog;
import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the feed brings as lines of a histogram log, until it ends or the disk refuses. The
 * lines of an interval are handed to the system in one write. Called by one thread at a time.
 */
final class HistogramLogFile implements SnapshotFeed.Listener {

  private final Path file;
  private final OutputStream out;
  private final Console console;
  private @Nullable HistogramLog log;
  private boolean stopped;

  HistogramLogFile(Path file, OutputStream out, Console console) {
    this.file = file;
    this.out = out;
    this.console = console;
  }

  /**
   * Begins a file. The library that knows the format is loaded with the first interval, not before
   * {@code main}.
   *
   * @return null after saying why there is none
   */
  static @Nullable HistogramLogFile begin(Path file, Console console) {
    try {
      return new HistogramLogFile(file, Files.newOutputStream(file), console);
    } catch (IOException e) {
      console.info("no histograms are logged, " + file + " can't be written: " + e);
      return null;
    }
  }

  @Override
  public void rehearse(Snapshot madeUp) {
    HistogramLog lines = new HistogramLog();
    lines.begin(Version.current(), madeUp.fromMillis());
    Recording.Interval interval = RecordingWriter.interval(madeUp);
    for (Durations durations : interval.durations()) {
      lines.add(interval, durations, "rehearsal");
    }
    lines.take();
  }

  @Override
  public void next(Snapshot snapshot) {
    if (stopped) {
      return;
    }
    try {
      HistogramLog lines = log;
      if (lines == null) {
        lines = new HistogramLog();
        lines.begin(Version.current(), snapshot.fromMillis());
        log = lines;
      }
      Recording.Interval interval = RecordingWriter.interval(snapshot);
      for (Durations durations : interval.durations()) {
        Site site = SiteTable.site(durations.site());
        lines.add(interval, durations, site == null ? "site-" + durations.site() : site.key());
      }
      out.write(lines.take());
    } catch (IOException e) {
      console.info("logging histograms into " + file + " stops, what is in it stays: " + e);
      end();
    } catch (RuntimeException | LinkageError e) {
      console.error("logging histograms into " + file + " stops: " + e, e);
      end();
    }
  }

  @Override
  public void end() {
    if (stopped) {
      return;
    }
    stopped = true;
    try {
      out.close();
    } catch (IOException e) {
      console.info(file + " can't be closed: " + e);
    }
  }
}
