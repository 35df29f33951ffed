package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Doors;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** How long a synchronized method is waited for, where a rule asks for it. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class MethodWaitsIT {

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  private JsonObject run(String options, String out) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.unjam.yaml"),
            """
            version: 1
            rules:
              - name: measure
                at: { class: com.acme.Doors }
                time: { OPTIONS }
            """
                .replace("OPTIONS", options));
    Path report = folder.resolve("report.json");
    ChildJvm.Result result =
        jdk.jvm(folder)
            .with("-Xmx64m")
            .agent("rules=" + rules + ",report=" + report)
            .run(Doors.class);
    assertThat(result.out()).as(result.err()).isEqualToIgnoringNewLines(out);
    return JsonParser.parseString(Files.readString(report)).getAsJsonObject();
  }

  private static Map<String, Long> values(JsonObject summary, String name) {
    Map<String, Long> values = new TreeMap<>();
    for (JsonElement element : summary.getAsJsonArray("latency")) {
      JsonObject each = element.getAsJsonObject();
      String method = each.get("method").getAsString();
      values.put(
          method.substring(0, method.indexOf('(')) + " " + each.get("measure").getAsString(),
          each.get(name).getAsLong());
    }
    return values;
  }

  @Test
  void isTimedFromTheBlockThatTheMethodWasLoadedWith() throws Exception {
    JsonObject summary = run("sample: 1, method-waits: true", "done, 0 synchronized");

    assertThat(values(summary, "operations"))
        .containsExactly(
            Map.entry("enter hold", 2L),
            Map.entry("enter operation", 2L),
            Map.entry("enterAny hold", 2L),
            Map.entry("enterAny operation", 2L),
            Map.entry("fail hold", 1L),
            Map.entry("fail operation", 1L));
    long least = TimeUnit.MILLISECONDS.toNanos(5);
    assertThat(values(summary, "max_ns").get("enter operation")).isGreaterThanOrEqualTo(least);
    assertThat(values(summary, "max_ns").get("enterAny operation")).isGreaterThanOrEqualTo(least);
  }

  @Test
  void isNotKnownOtherwiseAndTheMethodKeepsItsFlag() throws Exception {
    assertThat(values(run("sample: 1", "done, 3 synchronized"), "operations"))
        .containsExactly(
            Map.entry("enter hold", 2L),
            Map.entry("enterAny hold", 2L),
            Map.entry("fail hold", 1L));
  }
}
