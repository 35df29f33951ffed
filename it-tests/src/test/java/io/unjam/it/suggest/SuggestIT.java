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
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.Waiting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  private Result waiting(String options) throws Exception {
    return JavaProcess.of(Jdk.require(17))
        .agent(options)
        .main(Programs.classPath(), Waiting.class.getName(), List.of())
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
        .contains("lock: striped", "lock: unfair", "# assume: [fairness-not-required]")
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
}
