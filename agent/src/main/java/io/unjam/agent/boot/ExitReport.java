package io.unjam.agent.boot;

import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.json.JsonReport;
import io.unjam.agent.report.text.TextReport;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Formatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The shutdown hook that writes the summary. */
final class ExitReport extends Thread {

  private final Rewriting rewriting;
  private final @Nullable Path file;
  private final Console console;

  ExitReport(Rewriting rewriting, @Nullable Path file, Console console) {
    super("unjam-report");
    this.rewriting = rewriting;
    this.file = file;
    this.console = console;
  }

  @Override
  public void run() {
    write();
  }

  /** Has the summary made once before, of what nobody recorded: see {@link SnapshotFeed}. */
  SnapshotFeed.Listener rehearsal() {
    return new SnapshotFeed.Listener() {
      @Override
      public void rehearse(Snapshot madeUp) {
        try {
          text(rewriting.rehearsed(madeUp));
          // Rows of sites are left out there, as nobody knows the made-up ones.
          new Formatter(Locale.ROOT).format("%,d %.1f", 1_000, 0.5).close();
        } catch (IOException e) {
          throw new IllegalStateException("memory can't be full", e);
        }
      }

      @Override
      public void next(Snapshot snapshot) {}

      @Override
      public void end() {}
    };
  }

  private String text(RunReport report) throws IOException {
    return file != null && file.toString().endsWith(".json")
        ? JsonReport.of(report)
        : TextReport.of(report);
  }

  /** Writes it now. */
  void write() {
    try {
      RunReport report = rewriting.report();
      if (file == null) {
        System.err.print(text(report));
        System.err.flush();
      } else {
        Files.writeString(file, text(report), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      console.info("the summary can't be written to " + file + ": " + e);
    } catch (RuntimeException | LinkageError e) {
      console.error("the summary failed: " + e, e);
    }
  }
}
