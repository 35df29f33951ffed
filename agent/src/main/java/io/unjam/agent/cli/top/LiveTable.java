package io.unjam.agent.cli.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.agent.report.Amounts;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;

/**
 * Sites as a table for people, or as an object for scripts. Pure.
 *
 * @param sort their order
 * @param limit how many of them at most
 * @param details whether each site is followed by its hot keys, serial share and predicted scaling;
 *     objects always have them
 */
public record LiveTable(SortKey sort, int limit, boolean details) {

  private static final int RULE_WIDTH = 20;

  /** In tables of so many rows each site has one, whether something happened there or not. */
  private static final int WITH_IDLE = 20;

  /** Columns make room for so much of a site's name. */
  private static final int NAME_WIDTH = 24;

  private static final String INDENT = "    ";

  /** What a row tells beside the site's name, from left to right. */
  private enum Column {
    RATE(8),
    P50(8),
    P99(8),
    MAX(8),
    WAIT(7),
    HELD(7),
    SPIKES(6),
    RULE(RULE_WIDTH);

    private final int width;

    Column(int width) {
      this.width = width;
    }

    private String of(LiveSite site) {
      return switch (this) {
        case RATE -> Amounts.count(site.rate()) + "/s";
        case P50 -> duration(site, site.p50());
        case P99 -> duration(site, site.p99());
        case MAX -> duration(site, site.max());
        case WAIT -> share(site.waitShare());
        case HELD -> share(site.heldShare());
        case SPIKES -> site.spikeCount() == 0 ? "" : Long.toString(site.spikeCount());
        case RULE -> cut(String.join(", ", site.rules()), RULE_WIDTH);
      };
    }

    /** Figures stand at the right, words at the left and further away. */
    private String padded(String text) {
      return this == RULE
          ? " " + String.format(Locale.ROOT, "%-" + width + "s ", text)
          : String.format(Locale.ROOT, "%" + width + "s ", text);
    }
  }

  /** Those that go on a narrow terminal, the first first. */
  private static final List<Column> DISPENSABLE =
      List.of(Column.RULE, Column.P50, Column.HELD, Column.MAX);

  /** Those that leave room for a site's name. */
  private static Set<Column> columns(int width) {
    Set<Column> columns = EnumSet.allOf(Column.class);
    for (Column column : DISPENSABLE) {
      int taken = 0;
      for (Column each : columns) {
        taken += each.padded("").length();
      }
      if (width == 0 || width - taken >= NAME_WIDTH) {
        break;
      }
      columns.remove(column);
    }
    return columns;
  }

  /** The sites to show, in their order. */
  List<LiveSite> shown(LiveView view) {
    List<LiveSite> sorted = new ArrayList<>(view.sites());
    sorted.sort(sort.order());
    return sorted.subList(0, Math.min(limit, sorted.size()));
  }

  /**
   * A headline, the columns' names, a line per site. Beyond a screenful, sites where nothing
   * happened are counted. On a narrow terminal some columns make room for the sites' names; of
   * those, details say what rules do.
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
    Set<Column> columns = columns(width);
    lines.add(cut(row(columns, Column::name, "SITE", width), width));
    List<LiveSite> shown = shown(view);
    long room = WITH_IDLE - shown.stream().filter(site -> !site.idle()).count();
    int left = 0;
    for (LiveSite site : shown) {
      if (site.idle() && room-- <= 0) {
        left++;
      } else {
        lines.add(cut(row(columns, column -> column.of(site), site.name(), width), width));
        if (details) {
          for (String sentence : LiveDetails.of(site, !columns.contains(Column.RULE))) {
            wrap(sentence, width, lines);
          }
        }
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

  private static String duration(LiveSite site, long nanos) {
    return site.timed() ? Amounts.duration(nanos) : "-";
  }

  private static String share(double share) {
    return share == 0 ? "" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
  }

  private static String row(
      Set<Column> columns, Function<Column, String> cells, String site, int width) {
    StringBuilder row = new StringBuilder();
    for (Column column : columns) {
      row.append(column.padded(cells.apply(column)));
    }
    // A name's end tells more than its beginning.
    int room = width - row.length();
    return width == 0 || site.length() <= room || room < 2
        ? row + site
        : row.toString() + '…' + site.substring(site.length() - room + 1);
  }

  /** Adds a sentence below a row, in as many lines as it takes. */
  private static void wrap(String sentence, int width, List<String> lines) {
    StringBuilder line = new StringBuilder(INDENT);
    String between = "";
    for (String word : sentence.split(" ", -1)) {
      if (width > 0 && !between.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(cut(line.toString(), width));
        line = new StringBuilder(INDENT).append("  ");
        between = "";
      }
      line.append(between).append(word);
      between = " ";
    }
    lines.add(cut(line.toString(), width));
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
