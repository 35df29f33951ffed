package io.unjam.agent.cli.top;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * All sites over the span between two answers of an agent.
 *
 * @param version of the agent
 * @param state {@code on} or {@code off}
 * @param rules rule files as the user named them
 * @param seconds length of the span, by the JVM's monotonic clock
 * @param capReached whether the recorder ran out of its memory: some durations are missing
 * @param sites in no order
 */
public record LiveView(
    String version,
    String state,
    String rules,
    double seconds,
    boolean capReached,
    List<LiveSite> sites) {

  private static final double NANOS = 1e9;

  public LiveView {
    sites = List.copyOf(sites);
  }

  /** What a site recorded: its operations, its holds, or both. */
  private record Both(@Nullable JsonObject operations, @Nullable JsonObject holds) {}

  /** Reads an answer. */
  public static LiveView of(String answer) {
    JsonObject object = JsonParser.parseString(answer).getAsJsonObject();
    double seconds = Math.max(object.get("recent_ns").getAsDouble() / NANOS, 1 / NANOS);
    Map<String, Both> byKey = new LinkedHashMap<>();
    for (JsonElement element : object.getAsJsonArray("sites")) {
      JsonObject site = element.getAsJsonObject();
      boolean hold = site.get("measure").getAsString().equals("hold");
      Both before = byKey.getOrDefault(site.get("key").getAsString(), new Both(null, null));
      byKey.put(
          site.get("key").getAsString(),
          hold ? new Both(before.operations, site) : new Both(site, before.holds));
    }
    List<LiveSite> sites = new ArrayList<>();
    byKey.forEach((key, both) -> sites.add(site(key, both, seconds)));
    return new LiveView(
        object.get("version").getAsString(),
        object.get("state").getAsString(),
        object.get("rules").getAsString(),
        seconds,
        object.get("cap_reached").getAsBoolean(),
        sites);
  }

  private static LiveSite site(String key, Both both, double seconds) {
    JsonObject main = both.operations == null ? both.holds : both.operations;
    if (main == null) {
      throw new IllegalArgumentException("a site without any measure: " + key);
    }
    JsonObject recent = main.getAsJsonObject("recent");
    // A method that is synchronized shows its hold alone: its wait lies before its first line.
    boolean waits = both.operations != null;
    List<Long> spikes = new ArrayList<>();
    for (JsonElement count : main.getAsJsonArray("recent_spikes")) {
      spikes.add(count.getAsLong());
    }
    return new LiveSite(
        key,
        main.get("name").getAsString(),
        recent.get("operations").getAsDouble() / seconds,
        waits ? recent.get("p50_ns").getAsLong() : 0,
        waits ? recent.get("p99_ns").getAsLong() : 0,
        waits ? recent.get("max_ns").getAsLong() : 0,
        share(both.operations, seconds),
        share(both.holds, seconds),
        spikes,
        main.get("operations").getAsLong(),
        waits && recent.get("sampled").getAsLong() > 0,
        rules(main.getAsJsonArray("rules")),
        main.getAsJsonObject("recent_keys"),
        main.getAsJsonObject("scaling"));
  }

  private static double share(@Nullable JsonObject site, double seconds) {
    return site == null
        ? 0
        : site.getAsJsonObject("recent").get("time_ns").getAsDouble() / NANOS / seconds;
  }

  /** Those that are applied, else those that were wished for. */
  private static List<String> rules(JsonArray decisions) {
    Set<String> applied = new LinkedHashSet<>();
    Set<String> refused = new LinkedHashSet<>();
    for (JsonElement element : decisions) {
      JsonObject decision = element.getAsJsonObject();
      String action = decision.get("action").getAsString();
      String variant = decision.get("variant").getAsString();
      String wish = action.equals(variant) ? action : action + ": " + variant;
      switch (decision.get("verdict").getAsString()) {
        case "applied" -> applied.add(wish);
        case "refused" -> refused.add("refused " + wish);
        default -> {}
      }
    }
    return List.copyOf(applied.isEmpty() ? refused : applied);
  }
}
