package io.unjam.agent.report.json;

import com.google.gson.stream.JsonWriter;
import io.unjam.agent.report.JudgedClass;
import io.unjam.agent.report.RunReport;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.RuleUse;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** The summary as one JSON object; durations in nanoseconds. Pure. */
public final class JsonReport {

  private JsonReport() {}

  /**
   * The whole document.
   *
   * @throws IOException never in practice: nothing is written outside memory
   */
  public static String of(RunReport report) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      json.name("version").value(report.version());
      json.name("rules").value(report.ruleFile());
      uses(json, report);
      decisions(json, report);
      json.name("dropped").value(report.dropped());
      json.name("failures").beginObject();
      for (Map.Entry<String, String> failure : new TreeMap<>(report.failures()).entrySet()) {
        json.name(failure.getKey()).value(failure.getValue());
      }
      json.endObject();
      latency(json, report);
      SlowJson.write(json, report);
      json.endObject();
    }
    return text.append('\n').toString();
  }

  private static void uses(JsonWriter json, RunReport report) throws IOException {
    json.name("use").beginArray();
    for (RuleUse use : report.uses()) {
      json.beginObject();
      json.name("rule").value(use.rule().name());
      json.name("location").value(use.rule().location().toString());
      json.name("classes").value(use.classes());
      json.name("sites").value(use.sites());
      json.endObject();
    }
    json.endArray();
  }

  private static void decisions(JsonWriter json, RunReport report) throws IOException {
    json.name("decisions").beginArray();
    for (JudgedClass judged : report.plans()) {
      for (Decision decision : judged.decisions()) {
        json.beginObject();
        json.name("class").value(decision.site().className());
        json.name("method").value(decision.site().method() + decision.site().descriptor());
        json.name("line").value(decision.site().line());
        json.name("kind").value(lower(decision.site().kind().name()));
        json.name("target").value(decision.site().target());
        json.name("field").value(decision.site().field());
        json.name("verdict").value(lower(decision.verdict().name()));
        json.name("action").value(decision.rule().variant().action());
        json.name("variant").value(decision.rule().variant().name());
        json.name("rule").value(decision.rule().name());
        json.name("location").value(decision.rule().location().toString());
        json.name("reason").value(decision.reason());
        json.name("loaders").beginArray();
        for (String loader : judged.loaders()) {
          json.value(loader);
        }
        json.endArray();
        json.endObject();
      }
    }
    json.endArray();
  }

  private static void latency(JsonWriter json, RunReport report) throws IOException {
    json.name("latency").beginArray();
    for (SiteCounts counts : report.latency().sites()) {
      Site site = RunReport.site(counts.site());
      if (site == null) {
        continue;
      }
      json.beginObject();
      json.name("site").value(counts.site());
      json.name("class").value(site.owner());
      json.name("method").value(site.member());
      json.name("line").value(site.line());
      json.name("operation").value(site.operation());
      json.name("measure").value(lower(counts.measure().name()));
      json.name("operations").value(counts.operations());
      json.name("sampled").value(counts.sampled());
      json.name("p50_ns").value(counts.percentile(50));
      json.name("p99_ns").value(counts.percentile(99));
      json.name("p999_ns").value(counts.percentile(99.9));
      json.name("max_ns").value(counts.max());
      json.endObject();
    }
    json.endArray();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
