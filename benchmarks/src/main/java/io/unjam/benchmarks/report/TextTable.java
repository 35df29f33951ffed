package io.unjam.benchmarks.report;

import io.unjam.benchmarks.run.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as a table for a terminal. */
public final class TextTable {
  private static final List<String> HEADER =
      List.of(
          "case",
          "jdk",
          "T",
          "metric",
          "ratio",
          "95 %",
          "A/A",
          "fair",
          "longest op",
          "target",
          "verdict");

  private TextTable() {}

  /** The cells of one row, also used by the page in the docs. */
  static List<String> cells(Result result) {
    Double target = result.comparison().target();
    String verdict = result.judgement().verdict().name();
    if (result.judgement().pairsNeeded() > 0) {
      verdict += " (~" + result.judgement().pairsNeeded() + " pairs)";
    }
    return List.of(
        result.comparison().name(),
        Integer.toString(result.jdk()),
        Integer.toString(result.threads()),
        result.comparison().metric().label(),
        number(result.ratio().median()),
        number(result.ratio().low()) + ".." + number(result.ratio().high()),
        number(result.control().low()) + ".." + number(result.control().high()),
        number(result.fairnessBaseline()) + " > " + number(result.fairnessVariant()),
        duration(result.longestBaseline()) + " > " + duration(result.longestVariant()),
        target == null
            ? "-"
            : (result.comparison().metric().moreIsBetter() ? ">= " : "<= ") + number(target),
        verdict);
  }

  static List<String> header() {
    return HEADER;
  }

  /** The table with its header, columns aligned. */
  public static String of(List<Result> results) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    for (Result result : results) {
      rows.add(cells(result));
    }
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  static String number(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.3f", value);
  }

  /** Two significant digits are enough: the figure is one machine's. */
  static String duration(long nanos) {
    if (nanos == 0) {
      return "-";
    }
    if (nanos < 10_000) {
      return nanos + " ns";
    }
    if (nanos < 10_000_000) {
      return nanos / 1_000 + " us";
    }
    return nanos / 1_000_000 + " ms";
  }
}
