package io.unjam.it.apps;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListSet;

/**
 * The runs that kept their invariants, for people: on standard output and in the build folder.
 * Thread-safe.
 */
final class ApplicationsTable {

  private static final String ROW = "| %-11s | %-3s | %-20s | %7s | %7s | %10s | %6s |%n";

  private final ConcurrentSkipListSet<String> rows = new ConcurrentSkipListSet<>();

  /** Adds a run; {@code report} is {@code null} where there was no agent. */
  void add(String application, int jdk, String rules, AgentReport report, DriverResult result) {
    rows.add(
        ROW.formatted(
            application,
            jdk,
            rules,
            report == null ? "-" : report.applied(),
            report == null ? "-" : report.refused(),
            result.operations(),
            result.checks()));
  }

  /** Prints what there is and writes {@code applications.md}. */
  void write() throws IOException {
    String head =
        ROW.formatted("application", "JDK", "rules", "applied", "refused", "operations", "checks");
    String line = head.replaceAll("[^|\\v]", "-");
    String table = head + line + String.join("", List.copyOf(rows));
    System.out.println(table);
    Path file = Settings.target().resolve("applications.md");
    Files.writeString(file, table);
  }
}
