package io.unjam.agent.cli.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.agent.report.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sites as a table for people, or as an object for scripts. Pure.
 *
 * @param sort their order
 * @param limit how many of them at most
 */
public record LiveTable(SortKey sort, int limit) {

  private static final int RULE_WIDTH = 20;

  /** In tables of so many rows each site has one, whether something happened there or not. */
  private static final int WITH_IDLE = 20;

  /** The sites to show, in their order. */
  List<LiveSite> shown(LiveView view) {
    List<LiveSite> sorted = new ArrayList<>(view.sites());
    sorted.sort(sort.order());
    return sorted.subList(0, Math.min(limit, sorted.size()));
  }

  /**
   * A headline, the columns' names, a line per site. Beyond a screenful, sites where nothing
   * happened are counted.
   *
   * @param width of the longest line; 0 for as wide as need be
   * @param height how many lines at most; 0 for as many as need be
   */
  public List<String> lines(LiveView view, String who, int width, int height) {
    List<String> lines = new ArrayList<>();
    lines.add(
        cut(
            String.format(
                Locale.ROOT,
                "%s: Unjam %s, %s, rules: %s; %d sites over %.1f s%s",
                who,
                view.version(),
                view.state(),
                view.rules(),
                view.sites().size(),
                view.seconds(),
                view.capReached() ? "; memory cap reached, durations are missing" : ""),
            width));
    lines.add(
        cut(
            row("RATE", "P50", "P99", "MAX", "WAIT", "HELD", "SPIKES", "RULE", "SITE", width),
            width));
    List<LiveSite> shown = shown(view);
    long room = WITH_IDLE - shown.stream().filter(site -> !site.idle()).count();
    int left = 0;
    for (LiveSite site : shown) {
      if (site.idle() && room-- <= 0) {
        left++;
      } else {
        lines.add(cut(row(site, width), width));
      }
    }
    if (view.sites().isEmpty()) {
      lines.add(cut("nothing was recorded yet: is there a rule with 'time'?", width));
    }
    if (left > 0) {
      lines.add(
          cut("and " + left + (left == 1 ? " site" : " sites") + " without an operation", width));
    }
    return height > 0 && lines.size() > height ? lines.subList(0, height) : lines;
  }

  private static String row(LiveSite site, int width) {
    return row(
        Amounts.count(site.rate()) + "/s",
        duration(site, site.p50()),
        duration(site, site.p99()),
        duration(site, site.max()),
        share(site.waitShare()),
        share(site.heldShare()),
        site.spikeCount() == 0 ? "" : Long.toString(site.spikeCount()),
        String.join(", ", site.rules()),
        site.name(),
        width);
  }

  private static String duration(LiveSite site, long nanos) {
    return site.timed() ? Amounts.duration(nanos) : "-";
  }

  private static String share(double share) {
    return share == 0 ? "" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  private static String row(
      String rate,
      String p50,
      String p99,
      String max,
      String wait,
      String held,
      String spikes,
      String rule,
      String site,
      int width) {
    String row =
        String.format(
            Locale.ROOT,
            "%8s %8s %8s %8s %7s %7s %6s  %-" + RULE_WIDTH + "s ",
            rate,
            p50,
            p99,
            max,
            wait,
            held,
            spikes,
            cut(rule, RULE_WIDTH));
    // A name's end tells more than its beginning.
    int room = width - row.length();
    return width == 0 || site.length() <= room || room < 2
        ? row + site
        : row + '…' + site.substring(site.length() - room + 1);
  }

  private static String cut(String line, int width) {
    return width == 0 || line.length() <= width ? line : line.substring(0, Math.max(0, width));
  }

  /**
   * Durations in nanoseconds, rates in operations a second, shares of one thread's time. A site of
   * which nothing was timed has no durations.
   */
  public JsonObject json(LiveView view, long pid) {
    JsonObject object = new JsonObject();
    object.addProperty("pid", pid);
    object.addProperty("version", view.version());
    object.addProperty("state", view.state());
    object.addProperty("rules", view.rules());
    object.addProperty("seconds", view.seconds());
    object.addProperty("cap_reached", view.capReached());
    JsonArray sites = new JsonArray();
    for (LiveSite site : shown(view)) {
      JsonObject item = new JsonObject();
      item.addProperty("key", site.key());
      item.addProperty("name", site.name());
      item.addProperty("rate", site.rate());
      if (site.timed()) {
        item.addProperty("p50_ns", site.p50());
        item.addProperty("p99_ns", site.p99());
        item.addProperty("max_ns", site.max());
      }
      item.addProperty("wait_share", site.waitShare());
      item.addProperty("held_share", site.heldShare());
      JsonArray spikes = new JsonArray();
      site.spikes().forEach(spikes::add);
      item.add("spikes", spikes);
      item.addProperty("operations", site.operations());
      JsonArray rules = new JsonArray();
      site.rules().forEach(rules::add);
      item.add("rules", rules);
      if (site.hotKeys() != null) {
        item.add("hot_keys", site.hotKeys().deepCopy());
      }
      if (site.scaling() != null) {
        item.add("scaling", site.scaling().deepCopy());
      }
      sites.add(item);
    }
    object.add("sites", sites);
    return object;
  }
}
