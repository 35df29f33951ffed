package io.unjam.agent.report.html;

import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Causes;
import io.unjam.agent.report.recording.Recording;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The slowest operations, each with what is known of its cause, and its stack. */
final class WorstCases {

  /** How many are shown. */
  private static final int MOST = 20;

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private WorstCases() {}

  static void append(StringBuilder out, Recording recording) {
    out.append("<h2 id=\"worst\">Worst cases</h2>");
    List<Recording.Slow> slow = new ArrayList<>();
    for (Recording.Interval interval : recording.intervals()) {
      slow.addAll(interval.slow());
    }
    slow.sort(Comparator.comparingLong(Recording.Slow::nanos).reversed());
    if (slow.isEmpty()) {
      out.append("<p>No recorded operation was slow enough to be listed.</p>");
    }
    Causes causes = Causes.in(recording);
    for (Recording.Slow each : slow.subList(0, Math.min(MOST, slow.size()))) {
      append(out, recording, each, causes.of(each));
    }
  }

  private static void append(
      StringBuilder out, Recording recording, Recording.Slow slow, List<Cause> causes) {
    Recording.RecordedSite site = recording.site(slow.site());
    out.append("<details><summary><strong>").append(Scale.duration(slow.nanos()));
    out.append("</strong> ");
    out.append(HtmlReport.text(site == null ? "site " + slow.site() : site.description()));
    out.append(" <span class=\"mute\">");
    out.append(causes.isEmpty() ? "cause unknown" : causes.get(0).kind().label()).append(", ");
    out.append(CLOCK.format(Instant.ofEpochMilli(slow.millis()))).append(" UTC, thread ");
    out.append(HtmlReport.text(slow.thread().isEmpty() ? "without a name" : slow.thread()));
    if (slow.key() != null) {
      out.append(", key ").append(HtmlReport.text(slow.key()));
    }
    out.append("</span></summary>");
    if (causes.isEmpty()) {
      out.append("<p>Cause unknown: nothing that is looked for coincided.</p>");
    } else {
      out.append("<ul>");
      for (Cause cause : causes) {
        out.append("<li>").append(HtmlReport.text(cause.text())).append(": ");
        out.append(cause.sure() ? "measured, explains " : "likely, explains at most ");
        out.append(Scale.duration(cause.nanos())).append("</li>");
      }
      out.append("</ul>");
    }
    out.append(slow.stack().isEmpty() ? "<p>No stack was taken.</p>" : "<pre>");
    for (String frame : slow.stack()) {
      out.append(HtmlReport.text(frame)).append('\n');
    }
    out.append(slow.stack().isEmpty() ? "" : "</pre>").append("</details>\n");
  }
}
