package io.unjam.benchmarks.report;

import io.unjam.benchmarks.run.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * {@code docs/benchmarks.md}: a row per case, JDK and number of threads. A run replaces the rows
 * that it measured and leaves the others, so that the page can be made case by case.
 */
public final class DocsPage {
  private static final String PREAMBLE =
      """
      # Benchmarks

      Written by `./bench --docs CASE...`; not edited by hand. Each arm runs in a JVM of its own, rounds interleaved; a ratio is
      variant over baseline, the median over pairs of rounds with its 95 % interval by bootstrap, over several starts of the JVMs
      (one with `--quick`). Real programs are warmed up until their JIT compilers rest, and started twice with `--quick`. `A/A` is the same interval for the
      baseline against itself: a ratio inside it says nothing. `fair` is the lowest Jain index over threads and `longest op` the
      longest single operation, baseline > variant. PASS and FAIL mean that the whole interval is on that side of the target.
      Losing cases stand here like winning ones. The machines are shared and small (2 cores): the ratios travel, times do not.

      """;

  private DocsPage() {}

  /** Merges the results into the page, those of real applications aside. */
  public static void merge(Path page, List<Result> results) throws IOException {
    List<Result> those = results.stream().filter(each -> !ApplicationsPage.isOne(each)).toList();
    List<String> header = new ArrayList<>(TextTable.header());
    header.add("arms");
    merge(page, PREAMBLE, header, those, TextTable::cells);
  }

  static void merge(
      Path page,
      String preamble,
      List<String> header,
      List<Result> results,
      Function<Result, List<String>> cellsOf)
      throws IOException {
    Map<String, String> rows = new TreeMap<>();
    if (Files.exists(page)) {
      for (String line : Files.readAllLines(page, StandardCharsets.UTF_8)) {
        if (line.startsWith("| `")) {
          rows.put(key(line), line);
        }
      }
    }
    for (Result result : results) {
      List<String> cells = new ArrayList<>(cellsOf.apply(result));
      cells.set(0, "`" + cells.get(0) + "`");
      cells.add(
          result.comparison().baseline().label() + " > " + result.comparison().variant().label());
      String line = "| " + String.join(" | ", cells) + " |";
      rows.put(key(line), line);
    }
    StringBuilder text = new StringBuilder(preamble);
    text.append("| ").append(String.join(" | ", header)).append(" |\n");
    text.append("|---".repeat(header.size())).append("|\n");
    for (String row : rows.values()) {
      text.append(row).append('\n');
    }
    Files.writeString(page, text.toString());
  }

  /** Case, JDK, threads and metric name a row; numbers are padded so that they sort as numbers. */
  private static String key(String line) {
    String[] cells = line.split("\\|", -1);
    return cells[1].strip()
        + " "
        + "%3s".formatted(cells[2].strip())
        + " "
        + "%4s".formatted(cells[3].strip())
        + " "
        + cells[4].strip();
  }
}
