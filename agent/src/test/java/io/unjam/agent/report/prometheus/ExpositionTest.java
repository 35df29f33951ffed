package io.unjam.agent.report.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.SampleRun;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

/** What a scraper reads. */
class ExpositionTest {

  private static final String PUT =
      "class=\"com.acme.Live\",line=\"7\",method=\"add\",operation=\"ConcurrentHashMap.put\","
          + "site=\"com.acme.Live.add()V@3 MAP_WRITE\"";
  private static final String LOCK =
      "class=\"com.acme.Live\",line=\"\",method=\"take\",operation=\"ReentrantLock.lock\","
          + "site=\"com.acme.Live.take()V@5 LOCK_CALL\"";

  private static final String MERGE =
      "class=\"com.acme.Live\",line=\"9\",method=\"sum\",operation=\"ConcurrentHashMap.merge\","
          + "site=\"com.acme.Live.sum()V@4 MAP_WRITE\"";

  private static String text(RunReport report) throws IOException {
    return new String(new Exposition().page(report, true, null).body(), StandardCharsets.UTF_8);
  }

  @Test
  void countsOperationsByTheWeightOfSamplingAndTimedOnesAsTheyAre() throws IOException {
    assertThat(text(SampleRun.report()))
        .contains(
            "# TYPE unjam_write_duration_seconds histogram\n",
            "unjam_write_duration_seconds_bucket{" + PUT + ",le=\"5.0E-7\"} 0\n",
            "unjam_write_duration_seconds_bucket{" + PUT + ",le=\"1.0E-6\"} 30\n",
            "unjam_write_duration_seconds_bucket{" + PUT + ",le=\"+Inf\"} 30\n",
            "unjam_write_duration_seconds_count{" + PUT + "} 30\n",
            "# TYPE unjam_timed_operations_total counter\n",
            series("unjam_timed_operations_total", PUT, "measure=\"write\"") + " 3.0\n");
  }

  /** Labels stand in alphabetical order. */
  private static String series(String name, String labels, String more) {
    List<String> all = new java.util.ArrayList<>(List.of(labels.split(",(?=[a-z]+=)")));
    all.add(more);
    java.util.Collections.sort(all);
    return name + "{" + String.join(",", all) + "}";
  }

  @Test
  void tellsWaitsFromHoldsAndWritesAndSpikesByLevel() throws IOException {
    assertThat(text(SampleRun.report()))
        .contains(
            "unjam_lock_wait_duration_seconds_bucket{" + LOCK + ",le=\"0.002\"} 0\n",
            "unjam_lock_wait_duration_seconds_bucket{" + LOCK + ",le=\"0.005\"} 3\n",
            "unjam_lock_hold_duration_seconds_bucket{" + LOCK + ",le=\"5.0E-5\"} 0\n",
            "unjam_lock_hold_duration_seconds_bucket{" + LOCK + ",le=\"1.0E-4\"} 1\n",
            series("unjam_longest_duration_seconds", LOCK, "measure=\"wait\"") + " 0.003\n",
            series("unjam_longest_duration_seconds", LOCK, "measure=\"hold\"") + " 6.0E-5\n",
            series("unjam_spikes_total", LOCK, "level=\"3\"") + " 3.0\n",
            series("unjam_spikes_total", LOCK, "level=\"2\"") + " 0.0\n",
            series("unjam_spike_runs_total", LOCK, "level=\"3\"") + " 1.0\n");
  }

  @Test
  void tellsWhatSlowOperationsWerePutDownTo() throws IOException {
    assertThat(text(SampleRun.report()))
        .contains(
            series("unjam_slow_operations_total", LOCK, "cause=\"lock_holder\"") + " 2.0\n",
            series("unjam_slow_operations_total", LOCK, "cause=\"unknown\"") + " 1.0\n",
            series("unjam_slow_operation_seconds_total", LOCK, "cause=\"lock_holder\"")
                + " 0.005997\n");
  }

  @Test
  void saysHowMuchGoesToOneKeyAndNamesNone() throws IOException {
    String text = text(SampleRun.report());
    assertThat(text)
        .contains(
            "unjam_keyed_slow_writes_total{" + MERGE + "} 10.0\n",
            "unjam_hot_key_share_ratio{" + MERGE + "} 0.6\n");
    // Nothing that would be another key's, or another run's.
    assertThat(text).doesNotContain("hot\"").doesNotContainPattern("\"[0-9a-f]{16}\"");
  }

  @Test
  void takesNoKeyOfOneWriteForHot() throws IOException {
    Recorder.SHARED.next();
    Recorder.SHARED.recordWrite(
        SampleRun.KEYED, 0, 300_000, new ConcurrentHashMap<>(), "the only one");
    assertThat(text(SampleRun.report(Recorder.SHARED.next())))
        .contains(
            "unjam_keyed_slow_writes_total{" + MERGE + "} 1.0\n",
            "unjam_hot_key_share_ratio{" + MERGE + "} 0.0\n");
  }

  @Test
  void predictsForSitesThatCarryItAndIsSilentOnTheOthers() throws IOException {
    String text = text(SampleRun.report());
    assertThat(text)
        .contains(
            "unjam_serial_share_ratio{" + LOCK + "} 0.1\n",
            "unjam_pair_cost_ratio{" + LOCK + "} 0.001\n",
            "unjam_scaling_error_ratio{" + LOCK + "} 0.04\n")
        .doesNotContain("unjam_serial_share_ratio{" + PUT, "unjam_predicted_speedup{" + PUT)
        .containsPattern("unjam_predicted_speedup\\{[^}]*,threads=\"2\"} 1\\.8");
    assertThat(text.lines().filter(line -> line.startsWith("unjam_predicted_speedup{"))).hasSize(6);
  }

  @Test
  void givesNoPredictionForSitesThatAreAddedUp() {
    Metrics metrics = new Metrics(0);
    assertThat(metrics.of(SampleRun.report(), true).stream())
        .filteredOn(metric -> metric.getMetadata().getName().equals("unjam_predicted_speedup"))
        .singleElement()
        .satisfies(metric -> assertThat(metric.getDataPoints()).isEmpty());
    assertThat(metrics.of(SampleRun.report(), true).stream())
        .filteredOn(metric -> metric.getMetadata().getName().equals("unjam_hot_key_share_ratio"))
        .flatExtracting(MetricSnapshot::getDataPoints)
        .singleElement()
        .satisfies(point -> assertThat(point.getLabels().get("site")).isEqualTo("other"));
  }

  @Test
  void countsDecisionsByRuleAndSaysWhatASiteIs() throws IOException {
    assertThat(text(SampleRun.report()))
        .contains(
            "unjam_decisions{action=\"time\",rule=\"time \\\"all\\\"\",variant=\"time\","
                + "verdict=\"applied\"} 2.0\n",
            "unjam_decisions{action=\"map\",rule=\"shards\",variant=\"sharded\","
                + "verdict=\"not_applicable\"} 1.0\n",
            "unjam_site_info{kind=\"lock_call\",rule=\"time \\\"all\\\"\","
                + "site=\"com.acme.Live.take()V@5 LOCK_CALL\"} 1\n",
            "unjam_build_info{version=\"1.2.3\"} 1\n",
            "unjam_failed_classes 1.0\n",
            "unjam_decisions_dropped 2.0\n",
            "unjam_edits_on 1.0\n");
  }

  @Test
  void speaksOpenMetricsToThoseWhoAskForIt() throws IOException {
    Exposition.Page page =
        new Exposition()
            .page(
                SampleRun.report(), false, "application/openmetrics-text;version=1.0.0,*/*;q=0.1");
    assertThat(page.contentType()).startsWith("application/openmetrics-text");
    assertThat(new String(page.body(), StandardCharsets.UTF_8))
        .contains("# UNIT unjam_write_duration_seconds seconds\n", "unjam_edits_on 0.0\n")
        .endsWith("# EOF\n");
    assertThat(new Exposition().page(SampleRun.report(), true, "*/*").contentType())
        .startsWith("text/plain");
  }

  @Test
  void givesNoMoreSitesThanItsBoundSeriesOfTheirOwnAndNeverTakesOneAway() {
    Metrics metrics = new Metrics(2);
    int first = site("first");
    int second = site("second");
    int third = site("third");
    Recorder.SHARED.next();
    Recorder.SHARED.record(first, 100);
    Snapshot one = Recorder.SHARED.next();
    assertThat(counts(metrics, one)).containsExactly("first 1");
    Recorder.SHARED.record(second, 100);
    Recorder.SHARED.record(third, 100_000);
    Snapshot two = one.plus(Recorder.SHARED.next());
    assertThat(counts(metrics, two)).containsExactlyInAnyOrder("first 1", "other 1", "third 1");
    for (int i = 0; i < 10; i++) {
      Recorder.SHARED.record(second, 1_000_000);
    }
    Snapshot three = two.plus(Recorder.SHARED.next());
    assertThat(counts(metrics, three)).containsExactlyInAnyOrder("first 1", "other 11", "third 1");
  }

  private static int site(String key) {
    return SiteTable.register(key, key, "com.acme.Many", "put()V", 1, "Map.put", 1);
  }

  private static List<String> counts(Metrics metrics, Snapshot latency) {
    return metrics.of(SampleRun.report(latency), true).stream()
        .filter(metric -> metric.getMetadata().getName().equals("unjam_timed_operations"))
        .flatMap(metric -> metric.getDataPoints().stream())
        .map(
            point ->
                point.getLabels().get("site")
                    + " "
                    + (long)
                        ((io.prometheus.metrics.model.snapshots.CounterSnapshot
                                    .CounterDataPointSnapshot)
                                point)
                            .getValue())
        .toList();
  }

  @Test
  void countsWhatTheRecorderHadNoRoomForBeyondTheLastBound() throws IOException {
    long cap = Recorder.SHARED.pool().cap();
    int site = site("no room");
    Recorder.SHARED.next();
    Recorder.SHARED.pool().setCap(0);
    try {
      Recorder.SHARED.record(site, 100);
    } finally {
      Recorder.SHARED.pool().setCap(cap);
    }
    assertThat(text(SampleRun.report(Recorder.SHARED.next())))
        .containsPattern("_duration_seconds_bucket\\{[^}]*no room\",le=\"10.0\"} 0\n")
        .containsPattern("_duration_seconds_count\\{[^}]*no room\"} 1\n")
        .contains("unjam_recorder_limit_reached 1.0\n");
  }
}
