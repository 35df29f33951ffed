package io.unjam.agent.report.html;

import io.unjam.agent.report.recording.Durations;
import io.unjam.agent.report.recording.Recording;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One recording, or two compared, as an HTML page that needs nothing beside itself: no network, no
 * script. Pure. Every text that comes out of a recording is escaped.
 */
public final class HtmlReport {

  /** Sites that get pictures; the table has all of them. */
  private static final int PICTURED = 12;

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

  private final Recording recording;
  private final @Nullable Recording other;
  private final Map<String, Durations> compared = new HashMap<>();
  private final List<Durations> ranked = new ArrayList<>();
  private final StringBuilder out = new StringBuilder();

  private HtmlReport(Recording recording, @Nullable Recording other) {
    this.recording = recording;
    this.other = other;
    ranked.addAll(recording.totals());
    // Time in holds is not lost: it comes after all that is.
    ranked.sort(
        Comparator.comparing((Durations each) -> each.measure().equals("hold"))
            .thenComparing(Comparator.comparingDouble(Durations::sum).reversed()));
    if (other != null) {
      for (Durations durations : other.totals()) {
        compared.put(key(other, durations), durations);
      }
    }
  }

  /**
   * The whole page.
   *
   * @param other a recording to lay over it, or null; sites are the same where their keys are
   * @throws IOException if this jar isn't whole
   */
  public static String of(Recording recording, @Nullable Recording other) throws IOException {
    HtmlReport page = new HtmlReport(recording, other);
    page.head();
    page.totals();
    page.sites();
    page.pictures();
    page.events();
    WorstCases.append(page.out, recording);
    HotKeysSection.append(page.out, recording);
    MapSizesSection.append(page.out, recording);
    ScalingSection.append(page.out, recording);
    page.decisions();
    return page.out.append("</main></body></html>\n").toString();
  }

  private void head() throws IOException {
    Recording.Header header = recording.header();
    out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">");
    out.append("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    out.append("<link rel=\"icon\" href=\"data:,\"><title>Unjam: write latency</title><style>\n");
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      if (css == null) {
        throw new IOException("unjam.jar isn't whole: the report's style sheet is missing");
      }
      out.append(new String(css.readAllBytes(), StandardCharsets.UTF_8));
    }
    out.append("</style></head>\n<body><main><h1>Where writes wait</h1><p class=\"mute\">");
    out.append(text(header.vm() + " " + header.java() + ", process " + header.pid() + ", "));
    out.append(header.processors()).append(" processors, from ");
    out.append(CLOCK.format(Instant.ofEpochMilli(header.startMillis()))).append(" UTC; rules: ");
    out.append(text(header.rules())).append("; Unjam ").append(text(header.version()));
    out.append("</p>\n");
    problems(recording);
    if (other != null) {
      problems(other);
      out.append("<p><span class=\"key\"></span>this recording &nbsp; ");
      out.append("<span class=\"key two\"></span>compared with the one from ");
      out.append(CLOCK.format(Instant.ofEpochMilli(other.header().startMillis())));
      out.append(" UTC (rules: ").append(text(other.header().rules())).append(")</p>");
    }
    out.append("<nav aria-label=\"Sections\"><a href=\"#sites\">Sites</a>");
    out.append("<a href=\"#latency\">Latency</a>");
    out.append(recording.marks().isEmpty() ? "" : "<a href=\"#events\">Events</a>");
    out.append("<a href=\"#worst\">Worst cases</a>");
    out.append("<a href=\"#keys\">Hot keys</a><a href=\"#sizes\">Map sizes</a>");
    out.append("<a href=\"#scaling\">Scaling</a>");
    out.append("<a href=\"#decisions\">Decisions</a></nav>\n");
  }

  private void problems(Recording of) {
    for (String problem : of.problems()) {
      out.append("<p class=\"warn\">").append(text(problem)).append("</p>");
    }
  }

  private void totals() {
    long operations = 0;
    double waited = 0;
    double spikes = 0;
    double span = 0;
    boolean cap = false;
    for (Durations durations : ranked) {
      if (durations.measure().equals("operation")) {
        operations += durations.operations();
        waited += durations.sum();
      }
    }
    for (Recording.Interval interval : recording.intervals()) {
      span += (double) interval.nanos();
      cap |= interval.capReached();
      for (Recording.Spikes each : interval.spikes()) {
        spikes += (double) (each.one() + each.two() + each.three());
      }
    }
    double paused = 0;
    for (Recording.Pause pause : recording.pauses()) {
      paused += (double) pause.nanos();
    }
    out.append("<dl class=\"totals\">");
    total("recorded", Scale.duration(span));
    total("operations", String.format(Locale.ROOT, "%,d", operations));
    total("time in them", Scale.duration(waited));
    total("spikes", String.format(Locale.ROOT, "%,.0f", spikes));
    total("GC pauses", recording.pauses().size() + " (" + Scale.duration(paused) + ")");
    out.append("</dl>\n");
    if (cap) {
      out.append("<p class=\"warn\">The recorder reached its cap on memory: some durations are");
      out.append(" counted and in no picture.</p>");
    }
  }

  private void total(String name, String value) {
    out.append("<div><dt>").append(name).append("</dt><dd>").append(value).append("</dd></div>");
  }

  private void sites() {
    out.append(
        "<h2 id=\"sites\">Sites by time lost</h2><p class=\"mute\">Time that threads spent in the operation, of a lock: waited"
            + " for it. How long locks were held comes last. Spikes are counted by level: above 200&nbsp;µs, 500&nbsp;µs"
            + " and 2&nbsp;ms, where the rule sets no others.</p>");
    if (ranked.isEmpty()) {
      out.append("<p>No operation was recorded.</p>");
      return;
    }
    out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Sites\"><table>");
    out.append("<thead><tr><th>Site</th><th class=\"n\">Time</th><th class=\"n\">Operations</th>");
    for (String column : List.of("p50", "p99", "p99.9", "Max")) {
      out.append("<th class=\"n\">").append(column).append("</th>");
    }
    out.append("<th class=\"n\">Spikes<br>1&nbsp;/ 2&nbsp;/ 3</th></tr></thead><tbody>\n");
    Map<Integer, Recording.Spikes> spikes = new HashMap<>();
    for (Recording.Interval interval : recording.intervals()) {
      for (Recording.Spikes each : interval.spikes()) {
        spikes.merge(each.site(), each, Recording.Spikes::plus);
      }
    }
    double most = 1;
    for (Durations durations : ranked) {
      most = Math.max(most, durations.sum());
    }
    for (Durations durations : ranked) {
      Durations before = compared.get(key(recording, durations));
      out.append("<tr><td class=\"w\">").append(text(name(durations)));
      out.append("<span class=\"bar\" style=\"width:");
      out.append(String.format(Locale.ROOT, "%.1f", 100 * durations.sum() / most));
      out.append("%\"></span></td>");
      cell(Scale.duration(durations.sum()), before == null ? null : Scale.duration(before.sum()));
      cell(
          String.format(Locale.ROOT, "%,d", durations.operations()),
          before == null ? null : String.format(Locale.ROOT, "%,d", before.operations()));
      for (double percentile : new double[] {50, 99, 99.9}) {
        cell(
            Scale.duration(durations.percentile(percentile)),
            before == null ? null : Scale.duration(before.percentile(percentile)));
      }
      cell(Scale.duration(durations.max()), before == null ? null : Scale.duration(before.max()));
      boolean hold = durations.measure().equals("hold");
      cell(hold ? "" : levels(spikes.get(durations.site())), null);
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>");
    if (other != null) {
      out.append("<p class=\"mute\">Second lines: the recording compared with.</p>");
    }
  }

  private static String levels(Recording.@Nullable Spikes spikes) {
    return spikes == null
        ? "0"
        : String.format(
            Locale.ROOT, "%,d&nbsp;/ %,d&nbsp;/ %,d", spikes.one(), spikes.two(), spikes.three());
  }

  private void cell(String value, @Nullable String before) {
    out.append("<td class=\"n\">").append(value);
    if (before != null) {
      out.append("<br><span class=\"mute\">").append(before).append("</span>");
    }
    out.append("</td>");
  }

  private void pictures() {
    out.append("<h2 id=\"latency\">Latency, site by site</h2>");
    for (Durations durations : ranked.subList(0, Math.min(PICTURED, ranked.size()))) {
      String name = text(name(durations));
      out.append("<figure><h3>").append(name).append("</h3>");
      Curves.append(out, name, durations, compared.get(key(recording, durations)));
      out.append("<figcaption>Share of operations (across) that took no longer than (up), both");
      out.append(" on logarithmic scales.</figcaption>");
      HeatMap.append(out, name, recording, durations);
      out.append(
          "<figcaption>Over time (across): the stronger the colour, the more operations took so long");
      out.append(" (up). <span class=\"key g\"></span>GC pauses.");
      out.append(
          recording.marks().isEmpty()
              ? ""
              : " <span class=\"key m\"></span>Events, by the numbers of their list.");
      out.append("</figcaption></figure>\n");
    }
    if (ranked.size() > PICTURED) {
      out.append("<p class=\"mute\">The ").append(PICTURED).append(" sites with the most time of ");
      out.append(ranked.size()).append(" have pictures.</p>");
    }
  }

  private void events() {
    if (recording.marks().isEmpty()) {
      return;
    }
    out.append("<h2 id=\"events\">Events</h2><ol>");
    for (Recording.Mark mark : recording.marks()) {
      out.append("<li>").append(text(mark.text())).append(" <span class=\"mute\">");
      out.append(CLOCK.format(Instant.ofEpochMilli(mark.millis()))).append(" UTC</span></li>");
    }
    out.append("</ol>");
  }

  private void decisions() {
    out.append("<h2 id=\"decisions\">Decisions</h2>");
    if (recording.decisions().isEmpty()) {
      out.append("<p>No rule met a site.</p>");
      return;
    }
    out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Decisions\">");
    out.append("<table><thead><tr><th>Decision</th><th>Site</th><th>Rule</th><th>Reason</th>");
    out.append("</tr></thead><tbody>\n");
    for (Recording.RecordedDecision each : recording.decisions()) {
      String verdict = text(each.verdict());
      out.append("<tr><td><span class=\"").append(verdict).append("\">").append(verdict);
      out.append("</span><br>").append(text(each.action()));
      if (!each.variant().equals(each.action())) {
        out.append(": ").append(text(each.variant()));
      }
      out.append("</td><td class=\"w\">").append(text(each.target())).append(" in ");
      out.append(text(each.className())).append('.').append(text(method(each.method())));
      out.append(':').append(each.line()).append("</td><td>").append(text(each.rule()));
      out.append("<br><span class=\"mute\">").append(text(each.location()));
      out.append("</span></td><td class=\"w\">").append(text(each.reason())).append("</td></tr>\n");
    }
    out.append("</tbody></table></div>");
  }

  private static String method(String withDescriptor) {
    int parameters = withDescriptor.indexOf('(');
    return parameters < 0 ? withDescriptor : withDescriptor.substring(0, parameters);
  }

  private String name(Durations durations) {
    Recording.RecordedSite site = recording.site(durations.site());
    return (site == null ? "site " + durations.site() : site.description())
        + (durations.measure().equals("hold") ? ", held" : "");
  }

  private static String key(Recording of, Durations durations) {
    Recording.RecordedSite site = of.site(durations.site());
    return durations.measure() + ' ' + (site == null ? durations.site() : site.key());
  }

  /** A text as HTML, fit for elements and quoted attributes. */
  static String text(@Nullable String text) {
    StringBuilder safe = new StringBuilder();
    String given = text == null ? "?" : text;
    for (int i = 0; i < given.length(); i++) {
      char c = given.charAt(i);
      switch (c) {
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '&' -> safe.append("&amp;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> safe.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
      }
    }
    return safe.toString();
  }
}
