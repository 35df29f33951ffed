package io.unjam.agent.report.html;

import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.scaling.Scaling;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.agent.report.scaling.Usl;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** How much of the time each site is serial, and what that lets expect of more cores. */
final class ScalingSection {

  /** Sites that are shown. */
  private static final int MOST = 30;

  private ScalingSection() {}

  static void append(StringBuilder out, Recording recording) {
    out.append("<h2 id=\"scaling\">Serial share and predicted scaling</h2>");
    List<SiteScaling> sites = new ArrayList<>(Scaling.of(recording));
    sites.sort(
        Comparator.comparing((SiteScaling site) -> site.law() == null)
            .thenComparing(site -> site.held() == null ? 0.0 : -site.held()));
    if (sites.isEmpty()) {
      out.append("<p>No operation was recorded.</p>");
      return;
    }
    out.append(
        "<p class=\"mute\">Held: the share of the recorded time in which the site's lock was");
    out.append(" held, and in brackets that of its busiest interval. Serial share, cost of each");
    out.append(" pair of threads and speed-up over one thread: by the Universal Scalability Law,");
    out.append(" fitted to this recording; off: how far the law is from it on average. Where the");
    out.append(" recording doesn't carry it there is a reason in the place of numbers.</p>");
    out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Scaling\">");
    out.append("<table><thead><tr><th>Site</th><th class=\"n\">Held</th>");
    out.append("<th class=\"n\">Serial</th><th class=\"n\">Per pair</th><th class=\"n\">Off</th>");
    for (int threads : SiteScaling.THREADS) {
      out.append("<th class=\"n\">").append(threads).append("</th>");
    }
    out.append("</tr></thead><tbody>\n");
    for (SiteScaling each : sites.subList(0, Math.min(MOST, sites.size()))) {
      row(out, recording, each);
    }
    out.append("</tbody></table></div>");
    if (sites.size() > MOST) {
      out.append("<p class=\"mute\">").append(MOST).append(" of ").append(sites.size());
      out.append(" sites are shown.</p>");
    }
  }

  private static void row(StringBuilder out, Recording recording, SiteScaling each) {
    Recording.RecordedSite site = recording.site(each.site());
    out.append("<tr><td class=\"w\">");
    out.append(HtmlReport.text(site == null ? "site " + each.site() : site.description()));
    out.append("</td><td class=\"n\">");
    if (each.held() != null && each.heldMost() != null) {
      out.append(percent(each.held())).append("<br><span class=\"mute\">(");
      out.append(percent(each.heldMost())).append(")</span>");
    }
    out.append("</td>");
    Usl law = each.law();
    if (law == null) {
      out.append("<td class=\"w\" colspan=\"").append(3 + SiteScaling.THREADS.size());
      out.append("\">no prediction: ").append(HtmlReport.text(each.silence())).append("</td>");
    } else {
      cell(out, percent(law.sigma()));
      cell(out, String.format(Locale.ROOT, "%.3f&nbsp;%%", 100 * law.kappa()));
      cell(out, percent(law.error()));
      for (int threads : SiteScaling.THREADS) {
        cell(out, String.format(Locale.ROOT, "%.1fx", law.speedup(threads)));
      }
    }
    out.append("</tr>\n");
  }

  private static void cell(StringBuilder out, String value) {
    out.append("<td class=\"n\">").append(value).append("</td>");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f&nbsp;%%" : "%.0f&nbsp;%%", 100 * share);
  }
}
