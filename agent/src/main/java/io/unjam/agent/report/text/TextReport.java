package io.unjam.agent.report.text;

import io.unjam.agent.report.JudgedClass;
import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.SizeSentence;
import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Causes;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.agent.report.scaling.ScalingSentence;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.agent.report.scaling.Usl;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.SiteSpikes;
import io.unjam.transformers.catalog.Variant;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.RuleUse;
import io.unjam.transformers.plan.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The summary as text. */
public final class TextReport {

  private static final String NEW_LINE = System.lineSeparator();

  /** Class loaders that are named where several have a class. */
  private static final int LOADERS = 8;

  /** How many of the worst cases are listed. */
  private static final int WORST = 5;

  /** The share of the time in which a lock must have been held to be worth a line on scaling. */
  private static final double WORTH_A_LINE = 0.01;

  /** Mappings of a map that is worth a line: smaller tables grow in no time. */
  private static final long WORTH_A_SIZE = 1_000;

  private final StringBuilder out = new StringBuilder();

  private TextReport() {}

  /** The whole text, ending in a line break. */
  public static String of(RunReport report) {
    TextReport text = new TextReport();
    text.head(report);
    text.decisions(report);
    text.rules(report);
    text.failures(report);
    text.latency(report);
    return text.out.toString();
  }

  private void head(RunReport report) {
    out.append("Unjam ").append(report.version()).append(", rules from ").append(report.ruleFile());
    out.append(": ").append(report.count(Verdict.APPLIED)).append(" applied, ");
    out.append(report.count(Verdict.REFUSED)).append(" refused, ");
    out.append(report.count(Verdict.NOT_APPLICABLE)).append(" not applicable").append(NEW_LINE);
  }

  private void decisions(RunReport report) {
    for (JudgedClass judged : report.plans()) {
      out.append(NEW_LINE).append(judged.plan().className()).append(NEW_LINE);
      loaders(judged.loaders());
      for (Decision decision : judged.decisions()) {
        String verdict = decision.verdict().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        out.append("  ").append(verdict).append(" ".repeat(16 - verdict.length()));
        out.append(decision.site().method()).append(':').append(decision.site().line());
        out.append(' ').append(decision.site().target()).append(NEW_LINE);
        out.append(" ".repeat(18)).append(wish(decision.rule().variant())).append(", rule '");
        out.append(decision.rule().name()).append("' (").append(decision.rule().location());
        out.append("): ").append(decision.reason()).append(NEW_LINE);
      }
    }
    if (report.dropped() > 0) {
      out.append(NEW_LINE).append("and ").append(report.dropped());
      out.append(" decisions more, which were counted and not kept").append(NEW_LINE);
    }
  }

  private void loaders(List<String> loaders) {
    if (loaders.isEmpty()) {
      return;
    }
    out.append("  in ").append(loaders.size());
    out.append(loaders.size() == 1 ? " class loader: " : " class loaders: ");
    out.append(String.join(", ", loaders.subList(0, Math.min(LOADERS, loaders.size()))));
    if (loaders.size() > LOADERS) {
      out.append(" and ").append(loaders.size() - LOADERS).append(" more");
    }
    out.append(NEW_LINE);
  }

  private static String wish(Variant variant) {
    return variant.action().equals(variant.name())
        ? variant.action()
        : variant.action() + ": " + variant.name();
  }

  private void rules(RunReport report) {
    for (RuleUse use : report.uses()) {
      if (!use.complaint().isEmpty()) {
        out.append(NEW_LINE).append(use.complaint()).append(NEW_LINE);
      }
    }
  }

  private void failures(RunReport report) {
    for (Map.Entry<String, String> failure : new TreeMap<>(report.failures()).entrySet()) {
      out.append(NEW_LINE).append(failure.getKey()).append(" kept its original bytes: ");
      out.append(failure.getValue()).append(NEW_LINE);
    }
  }

  /** Sites by the time lost in them; the waits and the holds of a lock stand together. */
  private void latency(RunReport report) {
    Map<Integer, Long> lost = new HashMap<>();
    List<SiteCounts> ranked = new ArrayList<>();
    for (SiteCounts counts : report.latency().sites()) {
      if (RunReport.site(counts.site()) != null) {
        ranked.add(counts);
        // Who holds a lock loses nothing by it.
        lost.merge(counts.site(), counts.measure() == Measure.HOLD ? 0 : counts.sum(), Long::sum);
      }
    }
    ranked.sort(
        Comparator.comparing((SiteCounts each) -> lost.get(each.site()))
            .reversed()
            .thenComparing(SiteCounts::site)
            .thenComparing(each -> each.measure() == Measure.HOLD));
    if (!ranked.isEmpty()) {
      out.append(NEW_LINE);
      row("write latency, in microseconds", "operations", "p50", "p99", "p99.9", "max", "sum");
    }
    for (SiteCounts counts : ranked) {
      row(
          name(counts.site()) + suffix(counts),
          Long.toString(counts.operations()),
          micros(counts.percentile(50)),
          micros(counts.percentile(99)),
          micros(counts.percentile(99.9)),
          micros(counts.max()),
          micros(counts.sum()));
    }
    slow(report);
    if (report.latency().capReached()) {
      out.append("the recorder reached its cap on memory: some durations are not in the table");
      out.append(NEW_LINE);
    }
    if (Recorder.SHARED.distressed()) {
      out.append("memory or a thread's stack was exhausted: some durations are not in the table");
      out.append(NEW_LINE);
    }
  }

  private static String suffix(SiteCounts counts) {
    Site site = RunReport.site(counts.site());
    return counts.measure() == Measure.HOLD
        ? ", held"
        : site != null && site.isLock() ? ", waited" : "";
  }

  /** Spikes by site, and the worst cases with what is known of their cause. */
  private void slow(RunReport report) {
    boolean first = true;
    for (SiteSpikes spikes : report.latency().spikes()) {
      if (first) {
        out.append(NEW_LINE);
        row("slow operations, by level", "1", "2", "3", "rows of 2", "rows of 3");
        first = false;
      }
      row(
          name(spikes.site()),
          Long.toString(spikes.spikes(1)),
          Long.toString(spikes.spikes(2)),
          Long.toString(spikes.spikes(3)),
          Long.toString(spikes.runs(2)),
          Long.toString(spikes.runs(3)));
    }
    Recording.Interval all = RecordingWriter.interval(report.latency());
    Causes causes = new Causes(report.meanwhile(), TextReport::name);
    for (Recording.Slow write : all.slow().subList(0, Math.min(WORST, all.slow().size()))) {
      out.append("  ").append(micros(write.nanos())).append(" us at ");
      out.append(Instant.ofEpochMilli(write.millis())).append(" in ").append(name(write.site()));
      out.append(write.key() == null ? "" : ", key " + write.key()).append(NEW_LINE);
      List<Cause> found = causes.of(write);
      for (Cause cause : found) {
        out.append("    ").append(cause.sure() ? "measured, " : "likely, at most ");
        out.append(micros(cause.nanos())).append(" us: ").append(cause.text()).append(NEW_LINE);
      }
      out.append(found.isEmpty() ? "    cause unknown" + NEW_LINE : "");
    }
    keys(all.hotKeys());
    sizes(all.mapSizes());
    scaling(report.scaling());
  }

  private void keys(List<Recording.HotKeys> sites) {
    boolean first = true;
    for (Recording.HotKeys keys : sites) {
      for (Recording.HotKey key : keys.hot()) {
        out.append(first ? NEW_LINE + "keys of slow writes" + NEW_LINE : "");
        first = false;
        out.append(
            String.format(
                Locale.ROOT,
                "  %s: at least %.0f %% of %d to key %s%n",
                name(keys.site()),
                100 * keys.share(key),
                keys.writes(),
                key.id()));
      }
    }
  }

  private void sizes(List<Recording.MapSizes> sites) {
    boolean first = true;
    for (Recording.MapSizes sizes : sites) {
      if (sizes.percentile(100) < WORTH_A_SIZE && sizes.grown() == 0) {
        continue;
      }
      out.append(first ? NEW_LINE + "map sizes, the largest seen of each map" + NEW_LINE : "");
      first = false;
      out.append("  ").append(name(sizes.site())).append(": ");
      out.append(SizeSentence.of(sizes)).append(NEW_LINE);
    }
  }

  private void scaling(List<SiteScaling> sites) {
    boolean first = true;
    int idle = 0;
    for (SiteScaling site : sites) {
      Usl law = site.law();
      Double held = site.held();
      if (law == null && held == null) {
        continue;
      }
      if (law == null && Math.max(zero(held), zero(site.heldMost())) < WORTH_A_LINE) {
        idle++;
        continue;
      }
      out.append(first ? NEW_LINE + "serial share and predicted scaling" + NEW_LINE : "");
      first = false;
      out.append("  ").append(name(site.site())).append(": ");
      if (held != null) {
        out.append(String.format(Locale.ROOT, "held %.1f %% of the time; ", 100 * held));
      }
      if (law == null) {
        out.append("no prediction: ").append(site.silence());
      } else {
        out.append(ScalingSentence.of(law));
      }
      out.append(NEW_LINE);
    }
    if (idle > 0) {
      out.append(first ? NEW_LINE + "serial share and predicted scaling" + NEW_LINE : "");
      out.append("  ").append(idle).append(first ? "" : " more");
      out.append(idle == 1 ? " site was" : " sites were")
          .append(" held for less than 1 % of the time");
      out.append(NEW_LINE);
    }
  }

  private static double zero(@Nullable Double unknown) {
    return unknown == null ? 0 : unknown;
  }

  private static String name(int number) {
    Site site = RunReport.site(number);
    return site == null ? "site " + number : site.description();
  }

  private void row(String name, String... figures) {
    StringBuilder line =
        new StringBuilder(String.format(Locale.ROOT, "%-70s %12s", name, figures[0]));
    for (int i = 1; i < figures.length; i++) {
      line.append(String.format(Locale.ROOT, " %9s", figures[i]));
    }
    out.append(line.toString().stripTrailing()).append(NEW_LINE);
  }

  private static String micros(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e3);
  }
}
