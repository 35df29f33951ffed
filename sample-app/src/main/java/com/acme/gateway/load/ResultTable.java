package com.acme.gateway.load;

import com.acme.gateway.figures.Check;
import com.acme.gateway.figures.Latency;
import java.util.Locale;

/** A run's result as text. */
final class ResultTable {
  private ResultTable() {}

  static String of(LoadResult result) {
    StringBuilder text = new StringBuilder();
    text.append(row("path", "latency", "p50", "p99", "p99.9", "max"));
    result
        .paths()
        .forEach(
            (label, path) -> {
              text.append(latency(label, "response", path.responseTimeNs()));
              text.append(latency("", "service", path.serviceTimeNs()));
              text.append(latency("", "in process", path.inProcessNs()));
              text.append(
                  String.format(
                      Locale.ROOT,
                      "%-8s %,d operations at %s (asked for %s), %,d errors, %,d missed%n",
                      "",
                      path.operations(),
                      Units.perSecond(path.throughputPerSecond()),
                      path.rate(),
                      path.errors(),
                      path.missed()));
            });
    for (Check check : result.checks()) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-6s %-16s %s: %,d, %,d%n",
              check.ok() ? "ok" : "BROKEN",
              check.name(),
              check.meaning(),
              check.expected(),
              check.actual()));
    }
    return text.toString();
  }

  private static String latency(String label, String kind, Latency latency) {
    return row(
        label,
        kind,
        Units.nanos(latency.p50()),
        Units.nanos(latency.p99()),
        Units.nanos(latency.p999()),
        Units.nanos(latency.max()));
  }

  private static String row(Object... cells) {
    return String.format(Locale.ROOT, "%-8s %-18s %12s %12s %12s %12s%n", cells);
  }
}
