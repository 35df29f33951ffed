package io.unjam.agent.report.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The dashboard asks for nothing that the exporter doesn't emit. */
class DashboardTest {

  /** What Prometheus itself puts onto every series. */
  private static final Set<String> SCRAPED = Set.of("job", "instance");

  private static final Pattern NAME = Pattern.compile("\\bunjam_[a-z_]+");
  private static final Pattern SELECTOR = Pattern.compile("\\b(unjam_[a-z_]+)\\{([^}]*)}");
  private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\"");
  private static final Pattern GROUPING = Pattern.compile("\\bby \\(([^)]*)\\)");
  private static final Pattern VARIABLE = Pattern.compile("label_values\\((.*), ([a-z]+)\\)");
  private static final Pattern LEGEND = Pattern.compile("\\{\\{([a-z]+)}}");

  private final List<JsonObject> targets = new ArrayList<>();
  private final List<String> variables = new ArrayList<>();
  private Emitted emitted;

  @BeforeEach
  void read() throws IOException {
    emitted = new Emitted();
    JsonObject dashboard =
        JsonParser.parseString(Files.readString(Path.of("..", "docs", "grafana-dashboard.json")))
            .getAsJsonObject();
    for (JsonElement panel : dashboard.getAsJsonArray("panels")) {
      JsonArray of = panel.getAsJsonObject().getAsJsonArray("targets");
      if (of != null) {
        of.forEach(target -> targets.add(target.getAsJsonObject()));
      }
    }
    JsonArray all = dashboard.getAsJsonObject("templating").getAsJsonArray("list");
    for (JsonElement variable : all) {
      JsonElement query = variable.getAsJsonObject().get("query");
      if (query.isJsonObject()) {
        variables.add(query.getAsJsonObject().get("query").getAsString());
      }
    }
    assertThat(targets).hasSizeGreaterThan(15);
    assertThat(variables).hasSize(3);
  }

  private void assertEmitted(String query) {
    Set<String> labels = new TreeSet<>(SCRAPED);
    Matcher name = NAME.matcher(query);
    assertThat(name.find()).as(query).isTrue();
    do {
      assertThat(emitted.series).as(query).containsKey(name.group());
      labels.addAll(emitted.series.get(name.group()));
    } while (name.find());
    Matcher selector = SELECTOR.matcher(query);
    while (selector.find()) {
      Matcher matcher = MATCHER.matcher(selector.group(2));
      while (matcher.find()) {
        if (!SCRAPED.contains(matcher.group(1))) {
          assertThat(emitted.series.get(selector.group(1))).as(query).contains(matcher.group(1));
        }
      }
    }
    Matcher grouping = GROUPING.matcher(query);
    while (grouping.find()) {
      assertThat(labels).as(query).containsAll(Arrays.asList(grouping.group(1).split(", ", -1)));
    }
  }

  @Test
  void asksOnlyForMetricsAndLabelsThatAreEmitted() {
    for (JsonObject target : targets) {
      assertEmitted(target.get("expr").getAsString());
    }
    for (String query : variables) {
      Matcher variable = VARIABLE.matcher(query);
      assertThat(variable.matches()).as(query).isTrue();
      assertEmitted(variable.group(1) + " by (" + variable.group(2) + ")");
    }
  }

  @Test
  void namesItsCurvesByLabelsThatTheQueryKeeps() {
    for (JsonObject target : targets) {
      String query = target.get("expr").getAsString();
      Set<String> kept = new TreeSet<>();
      Matcher grouping = GROUPING.matcher(query);
      if (grouping.find()) {
        kept.addAll(Arrays.asList(grouping.group(1).split(", ", -1)));
      } else {
        kept.addAll(SCRAPED);
        Matcher name = NAME.matcher(query);
        while (name.find()) {
          kept.addAll(emitted.series.get(name.group()));
        }
      }
      Matcher legend = LEGEND.matcher(target.get("legendFormat").getAsString());
      while (legend.find()) {
        assertThat(kept).as(query).contains(legend.group(1));
      }
    }
  }

  @Test
  void showsEveryMetricButThoseThatOnlyExplainAnother() {
    Set<String> used = new TreeSet<>();
    for (JsonObject target : targets) {
      Matcher name = NAME.matcher(target.get("expr").getAsString());
      while (name.find()) {
        used.add(name.group().replaceFirst("_(bucket|count|sum)$", ""));
      }
    }
    Set<String> unused = new TreeSet<>(emitted.families.keySet());
    unused.removeAll(used);
    assertThat(unused).containsExactly("unjam_decisions_dropped", "unjam_recorder_limit_reached");
  }
}
