package io.unjam.agent.report.html;

import io.unjam.agent.report.recording.Durations;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Percentile curves as SVG. */
final class Curves {

  private static final double LEFT = 80;
  private static final double WIDTH = 900;
  private static final double HEIGHT = 220;
  private static final double NINES = 5;

  private Curves() {}

  static void append(
      StringBuilder out, String name, Durations durations, @Nullable Durations other) {
    long least = durations.percentile(0);
    long most = durations.max();
    if (other != null) {
      least = Math.min(least, other.percentile(0));
      most = Math.max(most, other.max());
    }
    Scale scale = Scale.around(least, most, HEIGHT);
    out.append("<svg viewBox=\"0 0 1000 270\" role=\"img\" aria-label=\"Percentiles of ");
    out.append(name).append("\">");
    for (double y = scale.from(); y <= scale.to() * 1.01; y *= 10) {
      line(out, "grid", LEFT, level(scale, y), LEFT + WIDTH, level(scale, y));
      label(out, LEFT - 6, level(scale, y) + 4, "end", Scale.duration(y));
    }
    String[] names = {"0 %", "90 %", "99 %", "99.9 %", "99.99 %", "99.999 %"};
    for (int i = 0; i <= NINES; i++) {
      double x = LEFT + WIDTH * i / NINES;
      line(out, "grid", x, 10, x, 10 + HEIGHT);
      label(out, x, HEIGHT + 32, i == 0 ? "start" : i == NINES ? "end" : "middle", names[i]);
    }
    if (other != null) {
      curve(out, "b", scale, other);
    }
    curve(out, "a", scale, durations);
    out.append("</svg>");
  }

  private static void curve(StringBuilder out, String style, Scale scale, Durations durations) {
    out.append("<polyline class=\"").append(style).append("\" points=\"");
    for (int i = 0; i <= 100; i++) {
      double nines = NINES * i / 100;
      long value = durations.percentile(100 * (1 - Math.pow(10, -nines)));
      out.append(
          String.format(
              Locale.ROOT,
              "%.1f,%.1f ",
              LEFT + WIDTH * nines / NINES,
              level(scale, (double) value)));
    }
    out.append("\"/>");
  }

  private static double level(Scale scale, double nanos) {
    return 10 + HEIGHT - scale.at(nanos);
  }

  static void line(StringBuilder out, String style, double x, double y, double toX, double toY) {
    out.append(
        String.format(
            Locale.ROOT,
            "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>",
            style,
            x,
            y,
            toX,
            toY));
  }

  static void label(StringBuilder out, double x, double y, String anchor, String text) {
    out.append(
        String.format(
            Locale.ROOT,
            "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
            x,
            y,
            anchor,
            text));
  }
}
