package com.acme.gateway.load;

import com.acme.gateway.figures.Latency;
import java.util.Locale;
import java.util.function.ToLongFunction;

/**
 * Two runs beside each other. A ratio is always after over before: more is better for throughput,
 * less for a time.
 */
final class Comparison {
  private final LoadResult before;
  private final LoadResult after;

  Comparison(LoadResult before, LoadResult after) {
    this.before = before;
    this.after = after;
  }

  /** The table; paths that only one run has are named at the end. */
  String table() {
    StringBuilder text = new StringBuilder();
    text.append(row("path", "figure", "before", "after", "ratio"));
    StringBuilder alone = new StringBuilder();
    before
        .paths()
        .forEach(
            (label, was) -> {
              PathResult is = after.paths().get(label);
              if (is == null) {
                alone.append("only before: ").append(label).append(System.lineSeparator());
              } else {
                path(text, label, was, is);
              }
            });
    for (String label : after.paths().keySet()) {
      if (!before.paths().containsKey(label)) {
        alone.append("only after: ").append(label).append(System.lineSeparator());
      }
    }
    return text.append(alone)
        .append("ratio = after / before: more is better for throughput, less for times")
        .append(System.lineSeparator())
        .toString();
  }

  private static void path(StringBuilder text, String label, PathResult was, PathResult is) {
    text.append(
        row(
            label,
            "throughput",
            Units.perSecond(was.throughputPerSecond()),
            Units.perSecond(is.throughputPerSecond()),
            ratio(was.throughputPerSecond(), is.throughputPerSecond())));
    latency(text, "response", was.responseTimeNs(), is.responseTimeNs());
    latency(text, "in process", was.inProcessNs(), is.inProcessNs());
  }

  private static void latency(StringBuilder text, String kind, Latency was, Latency is) {
    time(text, kind + " p50", was, is, Latency::p50);
    time(text, kind + " p99", was, is, Latency::p99);
    time(text, kind + " p99.9", was, is, Latency::p999);
    time(text, kind + " max", was, is, Latency::max);
  }

  private static void time(
      StringBuilder text, String figure, Latency was, Latency is, ToLongFunction<Latency> choice) {
    long before = choice.applyAsLong(was);
    long after = choice.applyAsLong(is);
    text.append(
        row(
            "",
            figure,
            Units.nanos(before),
            Units.nanos(after),
            ratio((double) before, (double) after)));
  }

  private static String ratio(double before, double after) {
    if (before == 0) {
      return "-";
    }
    double ratio = after / before;
    return String.format(Locale.ROOT, ratio < 0.1 ? "%.4fx" : "%.2fx", ratio);
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-8s %-18s %14s %14s %10s%n", cells);
  }
}
