package io.unjam.it.suggest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Batches;
import io.unjam.it.programs.Present;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that waits is recorded, rules are suggested, and the program runs with them. */
class SuggestIT {

  private static final Duration AT_MOST = Duration.ofMinutes(2);

  private static final String MEASURE =
      """
      version: 1
      rules:
        - name: measure
          at: { class: io.unjam.it.programs.Waiting }
          time: { sample: 1 }
      """;

  @TempDir Path folder;

  private static Result waiting(String options) throws Exception {
    return run(17, Waiting.class, options);
  }

  private static Result run(int jdk, Class<?> program, String options) throws Exception {
    return JavaProcess.of(Jdk.require(jdk))
        .agent(options)
        .main(Programs.classPath(), program.getName(), List.of())
        .run(AT_MOST);
  }

  private static Result unjam(Object... arguments) throws Exception {
    String[] words = new String[arguments.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = arguments[i].toString();
    }
    return JavaProcess.of(Jdk.require(17)).jar(FinishedJar.UNJAM.path(), words).run(AT_MOST);
  }

  private static JsonObject decision(JsonArray decisions, String action, String target) {
    for (JsonElement element : decisions) {
      JsonObject decision = element.getAsJsonObject();
      if (decision.get("action").getAsString().equals(action)
          && decision.get("target").getAsString().equals(target)
          && decision.get("verdict").getAsString().equals("applied")) {
        return decision;
      }
    }
    throw new AssertionError("no " + action + " at " + target + " in " + decisions);
  }

  @Test
  void rulesFromARecordingApplyAndChangeNoResult() throws Exception {
    Path rules = Files.writeString(folder.resolve("measure.yaml"), MEASURE);
    Path recording = folder.resolve("run.unjam");
    Path suggested = folder.resolve("suggested.yaml");
    Path classes = Programs.classPath().findFirst().orElseThrow();
    Result measured = waiting("rules=" + rules + ",record=" + recording);
    assertThat(measured.exit()).as(measured::describe).isZero();

    Result suggest = unjam("suggest", recording, "--classes", classes, "-o", suggested);

    assertThat(suggest.exit()).as(suggest::describe).isZero();
    assertThat(suggest.stdout()).contains("rules suggested in");
    String file = Files.readString(suggested);
    assertThat(file)
        .contains("lock: { variant: striped", "lock: { variant: unfair")
        .contains("# assume: [fairness-not-required]")
        .contains("field: hot }\n    map: { variant: hot-key }")
        .contains("field: grown }\n    map: { variant: sharded, shards: ");
    Result check = unjam("check", suggested);
    assertThat(check.exit()).as(check::describe).isZero();
    Result plan = unjam("plan", suggested, "--classes", classes);
    assertThat(plan.exit()).as(plan::describe).isZero();

    Files.writeString(suggested, file.replace("# assume: [fair", "assume: [fair"));
    Path report = folder.resolve("report.json");
    Result rewritten = waiting("rules=" + suggested + ",report=" + report);

    assertThat(rewritten.exit()).as(rewritten::describe).isZero();
    assertThat(rewritten.stdout()).isEqualTo(measured.stdout());
    JsonArray decisions =
        JsonParser.parseString(Files.readString(report))
            .getAsJsonObject()
            .getAsJsonArray("decisions");
    assertThat(decision(decisions, "lock", "ReentrantLock.lock").get("variant").getAsString())
        .isEqualTo("striped");
    assertThat(decisions)
        .filteredOn(
            it -> it.getAsJsonObject().get("target").getAsString().equals("new ReentrantLock"))
        .extracting(
            it ->
                it.getAsJsonObject().get("variant").getAsString()
                    + " "
                    + it.getAsJsonObject().get("verdict").getAsString())
        .containsExactlyInAnyOrder("striped applied", "unfair applied");
    assertThat(decisions)
        .filteredOn(
            it -> it.getAsJsonObject().get("target").getAsString().equals("new ConcurrentHashMap"))
        .extracting(
            it ->
                it.getAsJsonObject().get("variant").getAsString()
                    + " "
                    + it.getAsJsonObject().get("verdict").getAsString())
        .containsExactlyInAnyOrder("hot-key applied", "sharded applied");
  }

  private String suggested(Path recording, Path suggested) throws Exception {
    Path classes = Programs.classPath().findFirst().orElseThrow();
    Result suggest = unjam("suggest", recording, "--classes", classes, "-o", suggested);
    assertThat(suggest.exit()).as(suggest::describe).isZero();
    Result check = unjam("check", suggested);
    assertThat(check.exit()).as(check::describe).isZero();
    Result plan = unjam("plan", suggested, "--classes", classes);
    assertThat(plan.exit()).as(plan::describe).isZero();
    return Files.readString(suggested);
  }

  /** The decisions of a run with the suggested rules, which prints what the measured one did. */
  private JsonArray rewritten(int jdk, Class<?> program, Path suggested, Result measured)
      throws Exception {
    Path json = folder.resolve("report.json");
    Result rewritten = run(jdk, program, "rules=" + suggested + ",report=" + json);
    assertThat(rewritten.exit()).as(rewritten::describe).isZero();
    assertThat(rewritten.stdout()).isEqualTo(measured.stdout());
    return JsonParser.parseString(Files.readString(json))
        .getAsJsonObject()
        .getAsJsonArray("decisions");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void mapsOfOneSizeThatComeAndGoAreMadeWithRoomForIt(int jdk) throws Exception {
    Path rules =
        Files.writeString(
            folder.resolve("measure.yaml"),
            MEASURE.replace(
                "{ class: io.unjam.it.programs.Waiting }", "{ class: \"**.Batches$Batch\" }"));
    Path recording = folder.resolve("run.unjam");
    Path page = folder.resolve("page.html");
    Path suggested = folder.resolve("suggested.yaml");
    Result measured = run(jdk, Batches.class, "rules=" + rules + ",record=" + recording);
    assertThat(measured.exit()).as(measured::describe).isZero();

    String file = suggested(recording, suggested);

    Matcher presized =
        Pattern.compile("field: rows }\n    map: \\{ variant: presized, capacity: (\\d+) }")
            .matcher(file);
    assertThat(presized.find()).as(file).isTrue();
    // 120,000 and a few; a look may be an eighth behind, which is added.
    assertThat(Integer.parseInt(presized.group(1))).isBetween(118_000, 136_000);
    assertThat(file).contains("24 maps", "considered too: of one place there can be one variant");
    Result report = unjam("report", recording, "-o", page);
    assertThat(report.exit()).as(report::describe).isZero();
    assertThat(Files.readString(page)).contains("<h2 id=\"sizes\">").contains(">24</td>");

    JsonArray decisions = rewritten(jdk, Batches.class, suggested, measured);
    assertThat(decision(decisions, "map", "new ConcurrentHashMap").get("variant").getAsString())
        .isEqualTo("presized");
  }

  @ParameterizedTest
  @ValueSource(ints = {17, 25})
  void keysThatAreThereAreLookedForFirst(int jdk) throws Exception {
    Path rules =
        Files.writeString(folder.resolve("measure.yaml"), MEASURE.replace("Waiting", "Present"));
    Path recording = folder.resolve("run.unjam");
    Path suggested = folder.resolve("suggested.yaml");
    Result measured = run(jdk, Present.class, "rules=" + rules + ",record=" + recording);
    assertThat(measured.exit()).as(measured::describe).isZero();

    String file = suggested(recording, suggested);

    assertThat(file)
        .contains("method: look, call: computeIfAbsent }\n    map: { variant: get-first }");
    JsonArray decisions = rewritten(jdk, Present.class, suggested, measured);
    assertThat(
            decision(decisions, "map", "ConcurrentHashMap.computeIfAbsent")
                .get("variant")
                .getAsString())
        .isEqualTo("get-first");
  }
}
