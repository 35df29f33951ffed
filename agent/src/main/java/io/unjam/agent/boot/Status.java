package io.unjam.agent.boot;

import com.google.gson.stream.JsonWriter;
import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.json.JsonReport;
import io.unjam.agent.report.text.TextReport;
import io.unjam.runtime.bridge.ThreadPins;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Site;
import io.unjam.transformers.plan.SiteKind;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What {@code unjam status} shows, taken at one moment. */
final class Status {

  /**
   * An edit that came after its class was loaded, and what that means.
   *
   * @param decision an applied one
   * @param effect a sentence for people
   */
  private record Late(Decision decision, String effect) {}

  private final Agent agent;
  private final String state;
  private final @Nullable String metrics;
  private final @Nullable RunReport report;
  private final List<String> reshaped;
  private final List<Late> late = new ArrayList<>();
  private final List<Waits.Wait> waits = Waits.now();
  private final List<String> bound = ThreadPins.bound();

  Status(Agent agent) {
    this.agent = agent;
    Rewriting rewriting = agent.rewriting();
    if (rewriting == null) {
      state = "idle";
      metrics = null;
      report = null;
      reshaped = List.of();
    } else {
      state = rewriting.inForce().on() ? "on" : "off";
      metrics = rewriting.metrics();
      report = rewriting.report();
      reshaped = rewriting.reshaped();
      for (Decision decision : rewriting.decisions().late()) {
        String effect = effect(decision);
        if (effect != null) {
          late.add(new Late(decision, effect));
        }
      }
      late.sort(
          Comparator.comparing((Late it) -> it.decision.site().className())
              .thenComparing(it -> it.decision.site().line()));
    }
  }

  /** What an edit can't reach any more; {@code null} where it is in force from the next call on. */
  private static @Nullable String effect(Decision decision) {
    Site site = decision.site();
    if (site.method().equals("<clinit>")) {
      return "loaded before: takes effect at restart";
    }
    boolean makes =
        (site.kind() == SiteKind.ALLOCATION || site.kind() == SiteKind.REFERENCE)
            && !decision.rule().variant().action().equals("time");
    return makes ? "loaded before: objects made before stay as they are" : null;
  }

  /** As lines. */
  String text() throws IOException {
    StringWriter out = new StringWriter();
    out.append("Unjam ").append(agent.version()).append(" from ").append(agent.jar());
    out.append(", since ").append(Instant.ofEpochMilli(agent.since()).toString());
    out.append(agent.watching() ? ", watching its rule files" : "");
    out.append(metrics == null ? "" : ", metrics at " + metrics).append('\n');
    if (report == null) {
      out.append("idle: ").append(String.valueOf(agent.idle())).append('\n');
      return out.toString();
    }
    if (state.equals("off")) {
      out.append("OFF: every edit acts as the original\n");
    }
    out.append('\n').append(TextReport.of(report).replace(System.lineSeparator(), "\n"));
    if (!late.isEmpty()) {
      out.append("\nedits of classes that were loaded before them\n");
      for (Late it : late) {
        out.append("  ").append(place(it.decision.site())).append(' ');
        out.append(it.decision.site().target()).append(": ").append(it.effect).append('\n');
      }
    }
    if (!reshaped.isEmpty()) {
      out.append(
          "\nclasses loaded with blocks in place of synchronized methods, or fields made final\n");
      for (String it : reshaped) {
        out.append("  ").append(it).append('\n');
      }
    }
    if (!bound.isEmpty()) {
      out.append("\nthreads that are bound\n");
      for (String it : bound) {
        out.append("  ").append(it).append('\n');
      }
    }
    if (!waits.isEmpty()) {
      out.append("\nthreads that wait in Unjam's locks and maps\n");
      for (Waits.Wait wait : waits) {
        out.append("  \"").append(wait.thread()).append("\" ").append(lower(wait.state()));
        out.append(" in ").append(wait.in());
        out.append(wait.on() == null ? "" : " on " + wait.on());
        out.append(wait.heldBy() == null ? "" : ", held by " + wait.heldBy());
        out.append(wait.at() == null ? "" : ", called at " + wait.at()).append('\n');
      }
    }
    return out.toString();
  }

  private static String place(Site site) {
    String place = site.className() + '.' + site.method();
    return site.line() == 0 ? place : place + ':' + site.line();
  }

  /** As one JSON object. */
  String json() throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      json.name("version").value(agent.version());
      json.name("jar").value(agent.jar());
      json.name("since").value(Instant.ofEpochMilli(agent.since()).toString());
      json.name("state").value(state);
      json.name("watching").value(agent.watching());
      json.name("metrics").value(metrics);
      json.name("idle").value(report == null ? agent.idle() : null);
      if (report != null) {
        json.name("report").jsonValue(JsonReport.of(report).stripTrailing());
      }
      late(json);
      waits(json);
      json.name("reshaped").beginArray();
      for (String it : reshaped) {
        json.value(it);
      }
      json.endArray();
      json.name("bound").beginArray();
      for (String it : bound) {
        json.value(it);
      }
      json.endArray();
      json.endObject();
    }
    return text.append('\n').toString();
  }

  private void late(JsonWriter json) throws IOException {
    json.name("late").beginArray();
    for (Late it : late) {
      json.beginObject();
      json.name("class").value(it.decision.site().className());
      json.name("method").value(it.decision.site().method() + it.decision.site().descriptor());
      json.name("line").value(it.decision.site().line());
      json.name("target").value(it.decision.site().target());
      json.name("rule").value(it.decision.rule().name());
      json.name("effect").value(it.effect);
      json.endObject();
    }
    json.endArray();
  }

  private void waits(JsonWriter json) throws IOException {
    json.name("waits").beginArray();
    for (Waits.Wait wait : waits) {
      json.beginObject();
      json.name("thread").value(wait.thread());
      json.name("state").value(lower(wait.state()));
      json.name("in").value(wait.in());
      json.name("on").value(wait.on());
      json.name("held_by").value(wait.heldBy());
      json.name("at").value(wait.at());
      json.endObject();
    }
    json.endArray();
  }

  private static String lower(Thread.State state) {
    return state.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
