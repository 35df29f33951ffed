package io.unjam.agent.report.html;

import io.unjam.agent.report.SizeSentence;
import io.unjam.agent.report.recording.Recording;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How large the maps became that sites wrote to. */
final class MapSizesSection {

  private MapSizesSection() {}

  static void append(StringBuilder out, Recording recording) {
    out.append("<h2 id=\"sizes\">Map sizes</h2>");
    List<Recording.MapSizes> sites = new ArrayList<>(recording.mapSizes());
    sites.removeIf(each -> each.maps().isEmpty());
    sites.sort(
        Comparator.comparingLong((Recording.MapSizes each) -> each.percentile(100)).reversed());
    if (sites.isEmpty()) {
      out.append("<p>No size of a map was recorded.</p>");
      return;
    }
    out.append("<p class=\"mute\">Of the maps that a site wrote to, the most mappings that each");
    out.append(" was seen with: it may have had more. Looked at are some of the timed writes and");
    out.append(" all slow ones, of maps of type ConcurrentHashMap; where there were more than 32");
    out.append(" maps, the sizes are those of a fair sample of 32.</p>");
    out.append("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Map sizes\">");
    out.append("<table><thead><tr><th>Site</th><th class=\"n\">Maps</th>");
    out.append("<th class=\"n\">Smallest</th><th class=\"n\">Median</th>");
    out.append("<th class=\"n\">Largest</th><th class=\"n\">Slow writes that met growth</th>");
    out.append("</tr></thead><tbody>\n");
    for (Recording.MapSizes sizes : sites) {
      Recording.RecordedSite site = recording.site(sizes.site());
      out.append("<tr><td class=\"w\">");
      out.append(HtmlReport.text(site == null ? "site " + sizes.site() : site.description()));
      out.append("</td>");
      number(out, sizes.allListed() ? "" : "about ", sizes.count());
      number(out, "", sizes.percentile(0));
      number(out, "", sizes.percentile(50));
      number(out, "", sizes.percentile(100));
      number(out, "", sizes.grown());
      out.append("</tr>\n");
    }
    out.append("</tbody></table></div>");
  }

  private static void number(StringBuilder out, String before, long value) {
    out.append("<td class=\"n\">").append(before).append(SizeSentence.number(value));
    out.append("</td>");
  }
}
