package io.unjam.agent.report.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.Page;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The documented metrics are those that are emitted, and named as Prometheus asks for. */
class MetricsPageTest {

  @Test
  void documentsEveryMetricWithItsTypeAndLabels() throws IOException {
    StringBuilder table = new StringBuilder("| metric | type | labels | what it says |\n");
    table.append("|---|---|---|---|\n");
    for (Map.Entry<String, Emitted.Family> entry : new Emitted().families.entrySet()) {
      Emitted.Family family = entry.getValue();
      String labels =
          family.labels().stream().map(it -> '`' + it + '`').collect(Collectors.joining(", "));
      table.append("| `").append(entry.getKey()).append("` | ").append(family.type());
      table.append(" | ").append(labels).append(" | ").append(family.help()).append(" |\n");
    }
    Page.assertTable("prometheus", table.toString());
  }

  @Test
  void namesThemByTheirUnitsAndTypes() throws IOException {
    assertThat(new Emitted().families)
        .allSatisfy(
            (name, family) -> {
              assertThat(name).matches("unjam_[a-z]+(_[a-z]+)*");
              assertThat(name.endsWith("_total")).isEqualTo(family.type().equals("counter"));
              assertThat(name).doesNotContainPattern("_(ns|us|ms|nanos|millis|micros|kb|mb)(_|$)");
              assertThat(family.help()).endsWith(".");
            });
  }
}
