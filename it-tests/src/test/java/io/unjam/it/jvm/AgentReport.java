package io.unjam.it.jvm;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the agent decided in one run, from the summary it writes at exit.
 *
 * @param applied sites that were rewritten
 * @param effective names of the rules by which they were
 * @param refused sites that could be but must not be
 * @param failures what went wrong, empty where nothing did
 */
public record AgentReport(long applied, Set<String> effective, long refused, String failures) {

  private static final String APPLIED = "applied";

  /** Reads what {@code report=FILE.json} left. */
  public static AgentReport read(Path file) throws IOException {
    JsonObject report = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    return new AgentReport(
        count(report, APPLIED),
        effective(report),
        count(report, "refused"),
        failures(report.get("failures")));
  }

  private static Set<String> effective(JsonObject report) {
    Set<String> rules = new TreeSet<>();
    for (JsonElement each : report.getAsJsonArray("decisions")) {
      JsonObject decision = each.getAsJsonObject();
      if (decision.get("verdict").getAsString().equals(APPLIED)) {
        rules.add(decision.get("rule").getAsString());
      }
    }
    return rules;
  }

  private static long count(JsonObject report, String verdict) {
    long count = 0;
    for (JsonElement decision : report.getAsJsonArray("decisions")) {
      if (decision.getAsJsonObject().get("verdict").getAsString().equals(verdict)) {
        count++;
      }
    }
    return count;
  }

  private static String failures(JsonElement failures) {
    boolean none =
        failures.isJsonArray()
            ? failures.getAsJsonArray().isEmpty()
            : failures.getAsJsonObject().size() == 0;
    return none ? "" : failures.toString();
  }
}
