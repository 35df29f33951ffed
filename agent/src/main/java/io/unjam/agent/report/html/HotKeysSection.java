package io.unjam.agent.report.html;

import io.unjam.agent.report.recording.Recording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Which keys slow writes went to, site by site. */
final class HotKeysSection {

  /** How many keys of a site are shown. */
  private static final int MOST = 5;

  private HotKeysSection() {}

  static void append(StringBuilder out, Recording recording) {
    out.append("<h2 id=\"keys\">Hot keys</h2>");
    List<Recording.HotKeys> sites = new ArrayList<>(recording.hotKeys());
    sites.sort(Comparator.comparingLong(Recording.HotKeys::writes).reversed());
    if (sites.isEmpty()) {
      out.append("<p>No slow write with a key was recorded.</p>");
      return;
    }
    out.append("<p class=\"mute\">Of the slow writes of a site, the least share that went to one");
    out.append(" key. Keys are ids, the same within this recording; keys with equal hash codes");
    out.append(" are one.</p>");
    out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Hot keys\">");
    out.append("<table><thead><tr><th>Site</th><th class=\"n\">Slow writes</th>");
    out.append("<th>Key and share, at least</th></tr></thead><tbody>\n");
    for (Recording.HotKeys keys : sites) {
      Recording.RecordedSite site = recording.site(keys.site());
      out.append("<tr><td class=\"w\">");
      out.append(HtmlReport.text(site == null ? "site " + keys.site() : site.description()));
      out.append("</td><td class=\"n\">");
      out.append(String.format(Locale.ROOT, "%,d", keys.writes())).append("</td><td>");
      List<Recording.HotKey> hot = keys.hot();
      for (Recording.HotKey key : hot.subList(0, Math.min(MOST, hot.size()))) {
        out.append("<code>").append(HtmlReport.text(key.id())).append("</code> ");
        out.append(String.format(Locale.ROOT, "%.0f %%", 100 * keys.share(key))).append("<br>");
      }
      out.append(hot.isEmpty() ? "none stands out" : "").append("</td></tr>\n");
    }
    out.append("</tbody></table></div>");
  }
}
