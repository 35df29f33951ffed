package io.unjam.agent.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.Inside;
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

/** A class that is rewritten while threads are inside its sections. */
@ParameterizedClass(name = "{0}")
@MethodSource("io.unjam.agent.it.TestJdk#all")
class RewrittenInsideIT {

  @Parameter TestJdk jdk;

  @TempDir Path folder;

  @Test
  void eachHoldIsCountedByTheCodeItBeganWithAndNoneTwice() throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("rules.unjam.yaml"),
            """
            version: 1
            rules:
              - name: measure
                at: { class: com.acme.Inside }
                time: { sample: 1 }
            """);
    Path untimed =
        Files.writeString(
            folder.resolve("untimed.yaml"),
            """
            version: 1
            rules:
              - name: maps
                at: { class: com.acme.Inside }
                map: { variant: sharded, shards: 2 }
            """);
    Path report = folder.resolve("report.json");
    long started = System.nanoTime();
    ChildJvm.Result result =
        jdk.jvm(folder)
            .with("-Xmx64m")
            .agent("rules=" + rules + ",watch=on,report=" + report)
            .run(Inside.class, rules.toString(), untimed.toString());
    long took = System.nanoTime() - started;
    assertThat(result.out()).as(result.err()).isEqualToIgnoringNewLines("done");

    Map<String, Long> counts = new TreeMap<>();
    JsonObject summary = JsonParser.parseString(Files.readString(report)).getAsJsonObject();
    for (JsonElement element : summary.getAsJsonArray("latency")) {
      JsonObject each = element.getAsJsonObject();
      String method = each.get("method").getAsString();
      counts.merge(
          method.substring(0, method.indexOf('(')) + " " + each.get("measure").getAsString(),
          each.get("operations").getAsLong(),
          Long::sum);
      // A start that was taken for another's would end as a hold of hours.
      assertThat(each.get("max_ns").getAsLong())
          .isLessThan(Math.max(took, TimeUnit.SECONDS.toNanos(1)));
    }
    // One went in timed and came out after the change; one went in untimed; a hundred came after.
    assertThat(counts)
        .containsExactly(
            Map.entry("block hold", 101L),
            Map.entry("block operation", 101L),
            Map.entry("guarded hold", 101L),
            Map.entry("guarded operation", 101L),
            Map.entry("method hold", 101L));
  }
}
