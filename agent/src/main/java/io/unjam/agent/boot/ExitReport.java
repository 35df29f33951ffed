package io.unjam.agent.boot;

import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.json.JsonReport;
import io.unjam.agent.report.text.TextReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Writes it now. */
  void write() {
    try {
      RunReport report = rewriting.report();
      if (file == null) {
        System.err.print(TextReport.of(report));
        System.err.flush();
      } else {
        boolean json = file.toString().endsWith(".json");
        Files.writeString(
            file, json ? JsonReport.of(report) : TextReport.of(report), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      console.info("the summary can't be written to " + file + ": " + e);
    } catch (RuntimeException | LinkageError e) {
      console.error("the summary failed: " + e, e);
    }
  }
}
