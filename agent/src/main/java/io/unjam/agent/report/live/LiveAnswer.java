package io.unjam.agent.report.live;

import com.google.gson.stream.JsonWriter;
import io.unjam.agent.report.MeasureName;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.agent.report.recording.SiteDecisions;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.agent.report.scaling.Usl;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.SiteSpikes;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.plan.ClassPlan;
import java.io.IOException;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sites of a running JVM as one JSON object, in all and since the answer before; durations in
 * nanoseconds. Pure.
 */
public final class LiveAnswer {

  private LiveAnswer() {}

  /**
   * The whole document.
   *
   * @param state {@code on} or {@code off}
   * @param rules rule files as the user named them
   * @param total what was recorded since the start
   * @param recent what was recorded since the answer before; part of {@code total}
   * @param scaling how far sites are from scaling
   * @param plans the decisions that stand
   * @throws IOException never in practice: nothing is written outside memory
   */
  public static String of(
      String version,
      String state,
      String rules,
      Snapshot total,
      Snapshot recent,
      List<SiteScaling> scaling,
      List<ClassPlan> plans)
      throws IOException {
    Map<Integer, SiteScaling> scalings = new HashMap<>();
    for (SiteScaling each : scaling) {
      scalings.put(each.site(), each);
    }
    Map<Integer, Recording.HotKeys> keys = new HashMap<>();
    for (Recording.HotKeys each : RecordingWriter.hotKeys(recent)) {
      keys.put(each.site(), each);
    }
    SiteDecisions decisions = new SiteDecisions(RecordingWriter.decisions(plans));
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.beginObject();
      json.name("version").value(version);
      json.name("state").value(state);
      json.name("rules").value(rules);
      json.name("millis").value(total.toMillis());
      json.name("span_ns").value(total.nanos());
      json.name("recent_ns").value(recent.nanos());
      json.name("cap_reached").value(total.capReached());
      json.name("sites").beginArray();
      for (SiteCounts counts : total.sites()) {
        Site site = SiteTable.site(counts.site());
        if (site != null) {
          json.beginObject();
          site(json, site, counts);
          json.name("recent").beginObject();
          recent(json, recent.site(counts.site(), counts.measure()));
          json.endObject();
          boolean hold = counts.measure() == Measure.HOLD;
          spikes(json, "spikes", hold ? null : spikes(total, counts.site()));
          spikes(json, "recent_spikes", hold ? null : spikes(recent, counts.site()));
          keys(json, hold ? null : keys.get(counts.site()));
          scaling(json, scalings.get(counts.site()));
          rules(json, decisions.about(RecordingWriter.site(site)));
          json.endObject();
        }
      }
      json.endArray();
      json.endObject();
    }
    return text.append('\n').toString();
  }

  private static void site(JsonWriter json, Site site, SiteCounts counts) throws IOException {
    json.name("site").value(counts.site());
    json.name("key").value(site.key());
    json.name("name").value(site.description());
    json.name("class").value(site.owner());
    json.name("method").value(site.member());
    json.name("line").value(site.line());
    json.name("operation").value(site.operation());
    json.name("measure").value(MeasureName.of(counts));
    json.name("operations").value(counts.operations());
    json.name("time_ns").value(counts.sum());
    json.name("max_ns").value(counts.max());
  }

  private static void recent(JsonWriter json, @Nullable SiteCounts counts) throws IOException {
    json.name("operations").value(counts == null ? 0 : counts.operations());
    json.name("sampled").value(counts == null ? 0 : counts.sampled());
    json.name("time_ns").value(counts == null ? 0 : counts.sum());
    json.name("p50_ns").value(counts == null ? 0 : counts.percentile(50));
    json.name("p99_ns").value(counts == null ? 0 : counts.percentile(99));
    json.name("max_ns").value(counts == null ? 0 : counts.max());
  }

  private static @Nullable SiteSpikes spikes(Snapshot snapshot, int site) {
    for (SiteSpikes spikes : snapshot.spikes()) {
      if (spikes.site() == site) {
        return spikes;
      }
    }
    return null;
  }

  private static void spikes(JsonWriter json, String name, @Nullable SiteSpikes spikes)
      throws IOException {
    json.name(name).beginArray();
    for (int level = 1; level <= SiteSpikes.LEVELS; level++) {
      json.value(spikes == null ? 0 : spikes.spikes(level));
    }
    json.endArray();
  }

  /** The keys of the span's slow writes; nothing where there were none. */
  private static void keys(JsonWriter json, Recording.@Nullable HotKeys keys) throws IOException {
    if (keys == null) {
      return;
    }
    json.name("recent_keys").beginObject();
    json.name("writes").value(keys.writes());
    json.name("keys").beginArray();
    for (Recording.HotKey key : keys.keys()) {
      json.beginObject();
      json.name("id").value(key.id());
      json.name("at_least").value(key.atLeast());
      json.name("at_most").value(key.count());
      json.endObject();
    }
    json.endArray();
    json.endObject();
  }

  /** Nothing where nothing is said of the site. */
  private static void scaling(JsonWriter json, @Nullable SiteScaling site) throws IOException {
    if (site == null) {
      return;
    }
    json.name("scaling").beginObject();
    Usl law = site.law();
    if (law == null) {
      json.name("silence").value(site.silence());
    } else {
      json.name("serial_share").value(law.sigma());
      json.name("per_pair").value(law.kappa());
      json.name("off").value(law.error());
      json.name("speedup").beginObject();
      for (int threads : SiteScaling.THREADS) {
        json.name(Integer.toString(threads)).value(law.speedup(threads));
      }
      json.endObject();
    }
    json.endObject();
  }

  private static void rules(JsonWriter json, List<Recording.RecordedDecision> decisions)
      throws IOException {
    json.name("rules").beginArray();
    for (Recording.RecordedDecision decision : decisions) {
      json.beginObject();
      json.name("verdict").value(decision.verdict());
      json.name("action").value(decision.action());
      json.name("variant").value(decision.variant());
      json.name("rule").value(decision.rule());
      json.name("location").value(decision.location());
      json.name("reason").value(decision.reason());
      json.endObject();
    }
    json.endArray();
  }
}
