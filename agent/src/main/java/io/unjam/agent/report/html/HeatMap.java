package io.unjam.agent.report.html;

import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import java.util.List;
import java.util.Locale;

/** Latency over time as SVG: columns are spans of time, rows are steps of latency. */
final class HeatMap {

  private static final int COLUMNS = 120;
  private static final int ROWS = 24;
  private static final double LEFT = 80;
  private static final double WIDTH = 900;
  private static final double HEIGHT = 168;

  private HeatMap() {}

  static void append(StringBuilder out, String name, Recording recording, Durations all) {
    List<Recording.Interval> intervals = recording.intervals();
    long from = intervals.get(0).fromMillis();
    long to = Math.max(from + 1, intervals.get(intervals.size() - 1).toMillis());
    Scale scale = Scale.around(all.percentile(0), all.max(), HEIGHT);
    int columns = Math.min(COLUMNS, intervals.size());
    double[][] cells = new double[columns][ROWS];
    double most = 1;
    for (Recording.Interval interval : intervals) {
      // Intervals aren't equally long, and a column without one would look like a standstill.
      int first = column(interval.fromMillis() - from, to - from, columns);
      int last = Math.max(first, column(interval.toMillis() - 1 - from, to - from, columns));
      for (Durations each : interval.durations()) {
        if (each.site() == all.site() && each.measure().equals(all.measure())) {
          for (int i = 0; i < each.size(); i++) {
            int row = (int) Math.min(ROWS - 1.0, scale.at((double) each.value(i)) * ROWS / HEIGHT);
            for (int column = first; column <= last; column++) {
              cells[column][row] += (double) each.weight(i) / (last - first + 1);
              most = Math.max(most, cells[column][row]);
            }
          }
        }
      }
    }
    out.append("<svg viewBox=\"0 -8 1000 223\" role=\"img\" aria-label=\"Latency over time of ");
    out.append(name).append("\">");
    for (double y = scale.from(); y <= scale.to() * 1.01; y *= 10) {
      double at = 10 + HEIGHT - scale.at(y);
      Curves.line(out, "grid", LEFT, at, LEFT + WIDTH, at);
      Curves.label(out, LEFT - 6, at + 4, "end", Scale.duration(y));
    }
    for (int column = 0; column < columns; column++) {
      for (int row = 0; row < ROWS; row++) {
        if (cells[column][row] > 0) {
          // By logarithm, and never invisible: one slow write among a million is the point.
          double shade = 0.18 + 0.82 * Math.log1p(cells[column][row]) / Math.log1p(most);
          out.append(
              String.format(
                  Locale.ROOT,
                  "<rect class=\"cell\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\""
                      + " fill-opacity=\"%.2f\"/>",
                  LEFT + WIDTH * column / columns,
                  10 + HEIGHT - HEIGHT * (row + 1) / ROWS,
                  WIDTH / columns,
                  HEIGHT / ROWS,
                  shade));
        }
      }
    }
    for (Recording.Pause pause : recording.pauses()) {
      if (pause.millis() >= from && pause.millis() <= to) {
        double x = LEFT + WIDTH * (double) (pause.millis() - from) / (double) (to - from);
        Curves.line(out, "gc", x, HEIGHT + 10, x, HEIGHT + 18);
      }
    }
    int number = 0;
    for (Recording.Mark mark : recording.marks()) {
      number++;
      // An event may come a moment before the first interval that tells of it begins or ends.
      long at = Math.min(Math.max(mark.millis(), from), to);
      double x = LEFT + WIDTH * (double) (at - from) / (double) (to - from);
      Curves.line(out, "mark", x, 10, x, HEIGHT + 18);
      Curves.label(out, x, 6, "middle", String.valueOf(number));
    }
    Curves.label(out, LEFT, HEIGHT + 36, "start", "0 s");
    Curves.label(out, LEFT + WIDTH, HEIGHT + 36, "end", Scale.duration((to - from) * 1_000_000));
    out.append("</svg>");
  }

  private static int column(long at, long span, int columns) {
    return (int) Math.min(columns - 1L, Math.max(0, at * columns / span));
  }
}
