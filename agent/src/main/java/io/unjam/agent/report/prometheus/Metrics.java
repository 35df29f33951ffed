package io.unjam.agent.report.prometheus;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.prometheus.metrics.model.snapshots.Unit;
import io.unjam.agent.report.JudgedClass;
import io.unjam.agent.report.MeasureName;
import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.SiteKey;
import io.unjam.agent.report.SlowTotals;
import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.agent.report.scaling.Usl;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.record.HotKeys;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.SiteSpikes;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/** Every metric there is; {@code docs/metrics.md} is tested against them. For one thread. */
final class Metrics {

  /*
   * A series of a site is named by what never changes while the JVM runs: key, class, method, line and
   * operation. Kind and rule may change by a reload, which would end a counter and begin another, so
   * they stand in an info metric beside it, to be joined by the key.
   *
   * Prometheus pays for each series, and a wide rule finds ten thousand sites. The first MOST that
   * recorded something get series of their own and keep them for good (where one scrape meets more new
   * ones than there is room for, those with the most time in them); all others are added up in one.
   * A site never moves from the common series to its own, so that no counter ever falls.
   *
   * The id of a key is no label: there may be sixteen a site, others tomorrow, and others in the next
   * run, so that every restart would leave thousands of dead series. How much goes to one key is what an
   * alert needs; which key it is says a recording.
   */

  /** How many sites have series of their own. */
  static final int MOST = 200;

  private static final String OTHER = "other";

  private final int most;
  private final Set<Integer> own = new HashSet<>();

  Metrics() {
    this(MOST);
  }

  Metrics(int most) {
    this.most = most;
  }

  /** All of them, of one moment. */
  MetricSnapshots of(RunReport report, boolean on) {
    Snapshot latency = report.latency();
    admit(latency);
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        histogram(
            latency,
            MeasureName.WRITE,
            "unjam_write_duration_seconds",
            "How long writes to maps took; a timed one counts as often as the sampling of its site"
                + " says."));
    all.add(
        histogram(
            latency,
            MeasureName.WAIT,
            "unjam_lock_wait_duration_seconds",
            "How long locks and monitors were waited for; a timed wait counts as often as the"
                + " sampling of its site says, and once where the lock showed that it was taken, or"
                + " where it is what was left of an await or wait after the signal."));
    all.add(
        histogram(
            latency,
            MeasureName.HOLD,
            "unjam_lock_hold_duration_seconds",
            "How long locks and monitors were held; a timed hold counts as its wait does."));
    all.add(longest(latency));
    all.add(timed(latency));
    all.add(spikes(latency));
    all.add(runs(latency));
    all.add(slow(report));
    all.add(slowSeconds(report));
    all.add(keyed(latency));
    all.add(hotKey(latency));
    all.add(
        law(
            report,
            "unjam_serial_share_ratio",
            "The share of a site that is serial, by the Universal Scalability Law; no series where"
                + " what was recorded carries no prediction.",
            Usl::sigma));
    all.add(
        law(
            report,
            "unjam_pair_cost_ratio",
            "What each pair of threads costs a site by exchanging data, by the same law.",
            Usl::kappa));
    all.add(
        law(
            report,
            "unjam_scaling_error_ratio",
            "How far the law is off what was recorded, on average.",
            Usl::error));
    all.add(speedup(report));
    all.add(sites(report));
    all.add(decisions(report));
    all.add(
        gauge(
            "unjam_decisions_dropped",
            "Decisions past the agent's bound, which were counted and not kept.",
            report.dropped()));
    all.add(
        gauge(
            "unjam_failed_classes",
            "Classes that kept their original bytes because something went wrong.",
            report.failures().size()));
    all.add(
        gauge(
            "unjam_edits_on",
            "Whether edits are in force: 1, or 0 where they act as the original.",
            on ? 1 : 0));
    all.add(
        gauge(
            "unjam_recorder_memory_bytes",
            "Memory that the counters of the recorder take.",
            (double) latency.poolUsed()));
    all.add(
        gauge(
            "unjam_recorder_memory_limit_bytes",
            "The most that the counters of the recorder may take.",
            (double) latency.poolCap()));
    all.add(
        gauge(
            "unjam_recorder_limit_reached",
            "Whether the counters of the recorder have reached their limit: 1; what had no room is"
                + " then beyond the last bound of its histogram.",
            latency.capReached() ? 1 : 0));
    all.add(
        gauge(
            "unjam_snapshot_timestamp_seconds",
            "When what was recorded was read last, in seconds since 1970.",
            latency.toMillis() / 1e3));
    all.add(
        InfoSnapshot.builder()
            .name("unjam_build")
            .help("Which Unjam runs.")
            .dataPoint(
                InfoSnapshot.InfoDataPointSnapshot.builder()
                    .labels(Labels.of("version", report.version()))
                    .build())
            .build());
    return new MetricSnapshots(all);
  }

  private void admit(Snapshot latency) {
    if (own.size() == most) {
      return;
    }
    Map<Integer, Long> nanos = new HashMap<>();
    for (SiteCounts counts : latency.sites()) {
      if (RunReport.site(counts.site()) != null && !own.contains(counts.site())) {
        nanos.merge(counts.site(), counts.sum(), Long::sum);
      }
    }
    List<Map.Entry<Integer, Long>> ranked = new ArrayList<>(nanos.entrySet());
    ranked.sort(Map.Entry.<Integer, Long>comparingByValue().reversed());
    for (Map.Entry<Integer, Long> entry :
        ranked.subList(0, Math.min(ranked.size(), most - own.size()))) {
      own.add(entry.getKey());
    }
  }

  private Labels labels(int number) {
    Site site = own.contains(number) ? RunReport.site(number) : null;
    if (site == null) {
      return Labels.of("site", OTHER, "class", "", "method", "", "line", "", "operation", "");
    }
    int descriptor = site.member().indexOf('(');
    return Labels.of(
        "site",
        site.key(),
        "class",
        site.owner(),
        "method",
        descriptor < 0 ? site.member() : site.member().substring(0, descriptor),
        "line",
        site.line() == 0 ? "" : Integer.toString(site.line()),
        "operation",
        site.operation());
  }

  private MetricSnapshot histogram(Snapshot latency, String measure, String name, String help) {
    Map<Labels, Distribution> series = new LinkedHashMap<>();
    for (SiteCounts counts : latency.sites()) {
      if (MeasureName.of(counts).equals(measure)) {
        Labels labels = labels(counts.site());
        Distribution distribution = series.get(labels);
        if (distribution == null) {
          distribution = new Distribution();
          series.put(labels, distribution);
        }
        distribution.add(counts);
      }
    }
    HistogramSnapshot.Builder histogram =
        HistogramSnapshot.builder().name(name).help(help).unit(Unit.SECONDS);
    for (Map.Entry<Labels, Distribution> one : series.entrySet()) {
      histogram.dataPoint(
          HistogramSnapshot.HistogramDataPointSnapshot.builder()
              .labels(one.getKey())
              .classicHistogramBuckets(one.getValue().buckets())
              .sum(one.getValue().seconds())
              .build());
    }
    return histogram.build();
  }

  private MetricSnapshot longest(Snapshot latency) {
    Map<Labels, Long> series = new LinkedHashMap<>();
    for (SiteCounts counts : latency.sites()) {
      series.merge(
          labels(counts.site()).add("measure", MeasureName.of(counts)), counts.max(), Math::max);
    }
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("unjam_longest_duration_seconds")
            .help("The longest duration since the start, by measure: write, wait or hold.")
            .unit(Unit.SECONDS);
    for (Map.Entry<Labels, Long> one : series.entrySet()) {
      gauge.dataPoint(point(one.getKey(), one.getValue() / 1e9));
    }
    return gauge.build();
  }

  private MetricSnapshot timed(Snapshot latency) {
    Map<Labels, Long> series = new LinkedHashMap<>();
    for (SiteCounts counts : latency.sites()) {
      series.merge(
          labels(counts.site()).add("measure", MeasureName.of(counts)),
          counts.sampled(),
          Long::sum);
    }
    return counter(
        "unjam_timed_operations",
        "Operations that were timed, each counted once, by measure: write, wait or hold.",
        series);
  }

  private MetricSnapshot spikes(Snapshot latency) {
    Map<Labels, Long> series = new LinkedHashMap<>();
    for (SiteSpikes spikes : latency.spikes()) {
      for (int level = 1; level <= SiteSpikes.LEVELS; level++) {
        series.merge(
            labels(spikes.site()).add("level", Integer.toString(level)),
            spikes.spikes(level),
            Long::sum);
      }
    }
    return counter(
        "unjam_spikes",
        "Timed writes and waits of a level and no higher: 1 above 200 us, 2 above 500 us, 3 above"
            + " 2 ms, where the rule sets no others.",
        series);
  }

  private MetricSnapshot runs(Snapshot latency) {
    Map<Labels, Long> series = new LinkedHashMap<>();
    for (SiteSpikes spikes : latency.spikes()) {
      for (int level = 2; level <= SiteSpikes.LEVELS; level++) {
        series.merge(
            labels(spikes.site()).add("level", Integer.toString(level)),
            spikes.runs(level),
            Long::sum);
      }
    }
    return counter(
        "unjam_spike_runs",
        "How often three timed writes or waits in a row reached a level, 2 or 3.",
        series);
  }

  private MetricSnapshot slow(RunReport report) {
    Map<Labels, Long> series = new LinkedHashMap<>();
    for (SlowTotals slow : report.slow()) {
      series.merge(bySiteAndCause(slow), slow.operations(), Long::sum);
    }
    return counter(
        "unjam_slow_operations",
        "Slow writes and waits, the 64 worst of each second, by what explains most of each:"
            + " gc_pause, safepoint, table_growth, lock_holder, run_queue or unknown.",
        series);
  }

  private MetricSnapshot slowSeconds(RunReport report) {
    Map<Labels, Long> series = new LinkedHashMap<>();
    for (SlowTotals slow : report.slow()) {
      series.merge(bySiteAndCause(slow), slow.nanos(), Long::sum);
    }
    return counter(
        CounterSnapshot.builder()
            .name("unjam_slow_operation_seconds")
            .help("How long those took, by the same.")
            .unit(Unit.SECONDS),
        series,
        1e9);
  }

  private MetricSnapshot keyed(Snapshot latency) {
    Map<Labels, Long> series = new LinkedHashMap<>();
    for (HotKeys keys : latency.hotKeys()) {
      series.merge(labels(keys.site()), keys.writes(), Long::sum);
    }
    return counter("unjam_keyed_slow_writes", "Slow writes whose key was looked at.", series);
  }

  private MetricSnapshot hotKey(Snapshot latency) {
    Map<Labels, Double> series = new LinkedHashMap<>();
    for (HotKeys keys : latency.hotKeys()) {
      long most = 0;
      for (int i = 0; i < keys.size(); i++) {
        most = Math.max(most, keys.count(i) - keys.error(i));
      }
      boolean hot = Recording.HotKeys.standsOut(most, keys.writes());
      series.merge(
          labels(keys.site()), hot ? (double) most / (double) keys.writes() : 0, Math::max);
    }
    return ratio(
        "unjam_hot_key_share_ratio",
        "The least share of those since the start that went to one key, the key with the most; 0"
            + " where none had three and a twentieth; of site=\"other\", the largest of its sites.",
        series);
  }

  /** A parameter of the law of each site that has series of its own: laws don't add up. */
  private MetricSnapshot law(
      RunReport report, String name, String help, ToDoubleFunction<Usl> parameter) {
    Map<Labels, Double> series = new LinkedHashMap<>();
    for (SiteScaling site : report.scaling()) {
      Usl law = site.law();
      if (law != null && own.contains(site.site())) {
        series.put(labels(site.site()), parameter.applyAsDouble(law));
      }
    }
    return ratio(name, help, series);
  }

  private MetricSnapshot speedup(RunReport report) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("unjam_predicted_speedup")
            .help("How many times as much as one thread so many threads get done, by the law.");
    for (SiteScaling site : report.scaling()) {
      Usl law = site.law();
      if (law != null && own.contains(site.site())) {
        for (int threads : SiteScaling.THREADS) {
          gauge.dataPoint(
              point(
                  labels(site.site()).add("threads", Integer.toString(threads)),
                  law.speedup(threads)));
        }
      }
    }
    return gauge.build();
  }

  private static MetricSnapshot ratio(String name, String help, Map<Labels, Double> series) {
    GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help).unit(Unit.RATIO);
    for (Map.Entry<Labels, Double> one : series.entrySet()) {
      gauge.dataPoint(point(one.getKey(), one.getValue()));
    }
    return gauge.build();
  }

  private Labels bySiteAndCause(SlowTotals slow) {
    Cause.Kind kind = slow.kind();
    return labels(slow.site()).add("cause", kind == null ? "unknown" : lower(kind.name()));
  }

  /** Kind and rule of the sites that are timed. */
  private MetricSnapshot sites(RunReport report) {
    Set<String> keys = new HashSet<>();
    for (int number : own) {
      Site site = RunReport.site(number);
      if (site != null) {
        keys.add(site.key());
      }
    }
    // Copies of a class in several loaders share a site, and may fall under one rule twice.
    Set<Labels> points = new HashSet<>();
    InfoSnapshot.Builder info =
        InfoSnapshot.builder()
            .name("unjam_site")
            .help("What a site is, and the rule that has it timed.");
    for (JudgedClass judged : report.plans()) {
      for (Decision decision : judged.decisions()) {
        String key = SiteKey.of(decision.site());
        if (decision.verdict() == Verdict.APPLIED
            && decision.rule().variant().action().equals("time")
            && keys.contains(key)) {
          Labels labels =
              Labels.of(
                  "site",
                  key,
                  "kind",
                  lower(decision.site().kind().name()),
                  "rule",
                  decision.rule().name());
          if (points.add(labels)) {
            info.dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(labels).build());
          }
        }
      }
    }
    return info.build();
  }

  private static MetricSnapshot decisions(RunReport report) {
    Map<Labels, Long> series = new LinkedHashMap<>();
    for (JudgedClass judged : report.plans()) {
      for (Decision decision : judged.decisions()) {
        series.merge(
            Labels.of(
                "verdict",
                lower(decision.verdict().name()),
                "rule",
                decision.rule().name(),
                "action",
                decision.rule().variant().action(),
                "variant",
                decision.rule().variant().name()),
            1L,
            Long::sum);
      }
    }
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("unjam_decisions")
            .help("Sites by what was decided about them: applied, refused or not_applicable.");
    for (Map.Entry<Labels, Long> one : series.entrySet()) {
      gauge.dataPoint(point(one.getKey(), one.getValue()));
    }
    return gauge.build();
  }

  private static MetricSnapshot counter(String name, String help, Map<Labels, Long> series) {
    return counter(CounterSnapshot.builder().name(name).help(help), series, 1);
  }

  /** Finishes a counter; so much of what is counted makes a unit. */
  private static MetricSnapshot counter(
      CounterSnapshot.Builder counter, Map<Labels, Long> series, double perUnit) {
    for (Map.Entry<Labels, Long> one : series.entrySet()) {
      counter.dataPoint(
          CounterSnapshot.CounterDataPointSnapshot.builder()
              .labels(one.getKey())
              .value(one.getValue() / perUnit)
              .build());
    }
    return counter.build();
  }

  private static MetricSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name(name)
        .help(help)
        .dataPoint(point(Labels.EMPTY, value))
        .build();
  }

  private static GaugeSnapshot.GaugeDataPointSnapshot point(Labels labels, double value) {
    return GaugeSnapshot.GaugeDataPointSnapshot.builder().labels(labels).value(value).build();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
