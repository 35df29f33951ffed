package io.unjam.agent.report.json;

import com.google.gson.stream.JsonWriter;
import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Causes;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.agent.report.scaling.Usl;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.record.SiteSpikes;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was slow and why, which keys it was, how large maps became, and how far sites are from
 * scaling. Pure.
 */
final class SlowJson {

  private SlowJson() {}

  /** Writes the members of an object that is open. */
  static void write(JsonWriter json, RunReport report) throws IOException {
    Recording.Interval all = RecordingWriter.interval(report.latency());
    memory(json, report.latency());
    spikes(json, report);
    slow(json, all, new Causes(report.meanwhile(), SlowJson::name));
    keys(json, all);
    sizes(json, all);
    scaling(json, report);
  }

  private static String name(int number) {
    Site site = RunReport.site(number);
    return site == null ? "site " + number : site.description();
  }

  private static void memory(JsonWriter json, Snapshot latency) throws IOException {
    json.name("memory").beginObject();
    json.name("used").value(latency.poolUsed());
    json.name("cap").value(latency.poolCap());
    json.name("capReached").value(latency.capReached());
    json.endObject();
  }

  private static void spikes(JsonWriter json, RunReport report) throws IOException {
    json.name("spikes").beginArray();
    for (SiteSpikes spikes : report.latency().spikes()) {
      json.beginObject();
      json.name("site").value(spikes.site());
      for (int level = 1; level <= SiteSpikes.LEVELS; level++) {
        json.name("level" + level).value(spikes.spikes(level));
      }
      json.name("rows2").value(spikes.runs(2));
      json.name("rows3").value(spikes.runs(3));
      json.endObject();
    }
    json.endArray();
  }

  private static void slow(JsonWriter json, Recording.Interval all, Causes causes)
      throws IOException {
    json.name("slow").beginArray();
    for (Recording.Slow slow : all.slow()) {
      json.beginObject();
      json.name("site").value(slow.site());
      json.name("operation").value(name(slow.site()));
      json.name("ns").value(slow.nanos());
      json.name("millis").value(slow.millis());
      json.name("thread").value(slow.thread());
      json.name("key").value(slow.key());
      json.name("causes").beginArray();
      for (Cause cause : causes.of(slow)) {
        json.beginObject();
        json.name("kind").value(cause.kind().name().toLowerCase(Locale.ROOT));
        json.name("sure").value(cause.sure());
        json.name("ns").value(cause.nanos());
        json.name("text").value(cause.text());
        json.endObject();
      }
      json.endArray();
      json.endObject();
    }
    json.endArray();
  }

  private static void keys(JsonWriter json, Recording.Interval all) throws IOException {
    json.name("hotKeys").beginArray();
    for (Recording.HotKeys keys : all.hotKeys()) {
      json.beginObject();
      json.name("site").value(keys.site());
      json.name("writes").value(keys.writes());
      json.name("keys").beginArray();
      for (Recording.HotKey key : keys.keys()) {
        json.beginObject();
        json.name("id").value(key.id());
        json.name("atLeast").value(key.atLeast());
        json.name("atMost").value(key.count());
        json.endObject();
      }
      json.endArray();
      json.endObject();
    }
    json.endArray();
  }

  private static void sizes(JsonWriter json, Recording.Interval all) throws IOException {
    json.name("mapSizes").beginArray();
    for (Recording.MapSizes sizes : all.mapSizes()) {
      json.beginObject();
      json.name("site").value(sizes.site());
      json.name("maps").value(sizes.count());
      json.name("exact").value(sizes.allListed());
      json.name("grown").value(sizes.grown());
      json.name("largest").beginArray();
      for (Recording.MapSize map : sizes.maps()) {
        json.value(map.largest());
      }
      json.endArray();
      json.endObject();
    }
    json.endArray();
  }

  private static void scaling(JsonWriter json, RunReport report) throws IOException {
    json.name("scaling").beginArray();
    for (SiteScaling site : report.scaling()) {
      json.beginObject();
      json.name("site").value(site.site());
      json.name("held").value(site.held());
      json.name("heldMost").value(site.heldMost());
      json.name("silence").value(site.silence());
      law(json, site.law());
      json.endObject();
    }
    json.endArray();
  }

  private static void law(JsonWriter json, @Nullable Usl law) throws IOException {
    if (law == null) {
      return;
    }
    json.name("sigma").value(law.sigma());
    json.name("kappa").value(law.kappa());
    json.name("error").value(law.error());
    json.name("intervals").value(law.intervals());
    json.name("threadsMost").value(law.most());
    json.name("speedup").beginObject();
    for (int threads : SiteScaling.THREADS) {
      json.name(Integer.toString(threads)).value(law.speedup(threads));
    }
    json.endObject();
  }
}
