package io.unjam.agent.cli.top;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.scaling.ScalingSentence;
import io.unjam.agent.report.scaling.Usl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is known of a site beyond its row of the table, in sentences. Pure. */
final class LiveDetails {

  /** How many keys of a site are named. */
  private static final int KEYS = 3;

  private LiveDetails() {}

  /**
   * Spikes by level, hot keys, serial share and predicted scaling, a sentence each; none where
   * nothing is known.
   *
   * @param withRules whether what rules do there is said, too
   */
  static List<String> of(LiveSite site, boolean withRules) {
    List<String> sentences = new ArrayList<>();
    if (withRules && !site.rules().isEmpty()) {
      sentences.add("rules: " + String.join(", ", site.rules()));
    }
    if (site.spikeCount() > 0) {
      StringBuilder spikes = new StringBuilder();
      for (int level = 1; level <= site.spikes().size(); level++) {
        spikes.append(level == 1 ? "spikes: " : ", ").append(site.spikes().get(level - 1));
        spikes.append(" of level ").append(level);
      }
      sentences.add(spikes.toString());
    }
    JsonObject keys = site.hotKeys();
    if (keys != null) {
      sentences.add(keys(keys));
    }
    JsonObject scaling = site.scaling();
    if (scaling != null && scaling.has("serial_share")) {
      sentences.add("scaling: " + ScalingSentence.of(law(scaling)));
    } else if (scaling != null && scaling.has("silence") && !site.idle()) {
      sentences.add("scaling: no prediction: " + scaling.get("silence").getAsString());
    }
    return sentences;
  }

  private static String keys(JsonObject said) {
    List<Recording.HotKey> all = new ArrayList<>();
    for (JsonElement element : said.getAsJsonArray("keys")) {
      JsonObject key = element.getAsJsonObject();
      long most = key.get("at_most").getAsLong();
      all.add(
          new Recording.HotKey(
              key.get("id").getAsString(), most, most - key.get("at_least").getAsLong()));
    }
    Recording.HotKeys keys = new Recording.HotKeys(0, said.get("writes").getAsLong(), 0, all);
    List<Recording.HotKey> hot = keys.hot();
    StringBuilder sentence = new StringBuilder();
    sentence.append("keys: of ").append(keys.writes());
    sentence.append(keys.writes() == 1 ? " slow write" : " slow writes");
    if (hot.isEmpty()) {
      return sentence.append(" none stands out").toString();
    }
    String before = " at least ";
    for (Recording.HotKey key : hot.subList(0, Math.min(KEYS, hot.size()))) {
      sentence.append(before);
      sentence.append(String.format(Locale.ROOT, "%.0f %%", 100 * keys.share(key)));
      sentence.append(" to ").append(key.id());
      before = ", ";
    }
    return sentence.toString();
  }

  private static Usl law(JsonObject scaling) {
    return new Usl(
        scaling.get("serial_share").getAsDouble(),
        scaling.get("per_pair").getAsDouble(),
        scaling.get("off").getAsDouble(),
        0,
        0);
  }
}
