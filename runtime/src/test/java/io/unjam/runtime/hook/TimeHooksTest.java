package io.unjam.runtime.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unjam.runtime.bridge.Preload;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.bridge.Switches;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class TimeHooksTest {

  private static int site(String key, int interval) {
    return SiteTable.register(key, "put at " + key, "com.acme.A", "m()V", 7, "Map.put", interval);
  }

  private static SiteCounts counts(int site, Measure measure) {
    return Recorder.SHARED.next().site(site, measure);
  }

  @Test
  void theSameKeyHasTheSameNumberAndTakesTheNewInterval() {
    int id = site("hooks.same", 16);
    assertThat(site("hooks.same", 4)).isEqualTo(id);
    assertThat(SiteTable.sampleInterval(id)).isEqualTo(4);
    SiteTable.setSampleInterval(id, 2);
    assertThat(SiteTable.sampleInterval(id)).isEqualTo(2);
    assertThat(SiteTable.count()).isGreaterThan(id);
    assertThat(SiteTable.describe(id)).isEqualTo("put at hooks.same");
    assertThat(SiteTable.site(id).line()).isEqualTo(7);
    assertThatThrownBy(() -> SiteTable.setSampleInterval(id, -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SiteTable.setSampleInterval(SiteTable.count(), 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void numbersAreDenseAndEverySiteRecordsForItselfBeyondAnyFirstSize() {
    int first = SiteTable.count();
    for (int i = 0; i < 300; i++) {
      assertThat(site("hooks.dense." + i, 1)).isEqualTo(first + i);
    }
    for (int i = 0; i < 300; i++) {
      TimeHooks.end(TimeHooks.begin(first + i), null, null, first + i);
    }
    long all =
        Recorder.SHARED.next().sites().stream()
            .filter(counts -> counts.site() >= first && counts.site() < first + 300)
            .mapToLong(SiteCounts::operations)
            .sum();
    assertThat(all).isEqualTo(300);
  }

  @Test
  void everyOperationOfAnUnsampledSiteIsRecorded() {
    int id = site("hooks.every", 1);
    for (int i = 0; i < 1_000; i++) {
      long started = TimeHooks.begin(id);
      assertThat(started).isNotZero();
      TimeHooks.end(started, null, null, id);
    }
    assertThat(counts(id, Measure.OPERATION).operations()).isEqualTo(1_000);
  }

  @Test
  void aSampledSiteEstimatesItsOperationsAlsoUnderAPeriodicPattern() {
    int id = site("hooks.sampled", 16);
    int second = 0;
    for (int i = 0; i < 400_000; i++) {
      long started = TimeHooks.begin(id);
      if (started != 0 && i % 2 == 1) {
        second++;
      }
      TimeHooks.end(started, null, null, id);
    }
    SiteCounts counts = counts(id, Measure.OPERATION);
    // Eight standard deviations of a sum of independent choices: sqrt(400,000 * 15) = 2,450.
    assertThat(counts.operations()).isBetween(380_400L, 419_600L);
    assertThat(counts.sampled() * 16).isEqualTo(counts.operations());
    assertThat((double) second / counts.sampled()).isBetween(0.47, 0.53);
  }

  @Test
  void nothingIsRecordedAtZeroAtAnUnknownSiteOrWhileOff() {
    int id = site("hooks.off", 0);
    assertThat(TimeHooks.begin(id)).isZero();
    assertThat(TimeHooks.begin(-1)).isZero();
    assertThat(TimeHooks.begin(Integer.MAX_VALUE)).isZero();
    TimeHooks.end(1, null, null, Integer.MAX_VALUE);
    TimeHooks.end(0, null, null, id);
    assertThat(counts(id, Measure.OPERATION)).isNull();
    SiteTable.setSampleInterval(id, 1);
    Switches.setRecording(false);
    try {
      assertThat(Switches.recording()).isFalse();
      assertThat(TimeHooks.begin(id)).isZero();
    } finally {
      Switches.setRecording(true);
    }
    assertThat(TimeHooks.begin(id)).isNotZero();
  }

  @Test
  void methodReferencesDoWhatTheOriginalDoesAndAreTimed() {
    int id = site("hooks.references", 1);
    Map<Object, Object> map = new ConcurrentHashMap<>();
    assertThat(TimedMapReferences.put(id, map, "a", 1)).isNull();
    assertThat(TimedMapReferences.putIfAbsent(id, map, "a", 2)).isEqualTo(1);
    assertThat(TimedMapReferences.computeIfAbsent(id, map, "b", k -> 3)).isEqualTo(3);
    assertThat(TimedMapReferences.computeIfPresent(id, map, "b", (k, v) -> 4)).isEqualTo(4);
    assertThat(TimedMapReferences.compute(id, map, "c", (k, v) -> 5)).isEqualTo(5);
    assertThat(TimedMapReferences.merge(id, map, "c", 6, (v, w) -> 7)).isEqualTo(7);
    assertThat(TimedMapReferences.replace(id, map, "c", 8)).isEqualTo(7);
    assertThat(TimedMapReferences.replace(id, map, "c", 8, 9)).isTrue();
    assertThat(TimedMapReferences.remove(id, map, "c", 1)).isFalse();
    assertThat(TimedMapReferences.remove(id, map, "c")).isEqualTo(9);
    TimedMapReferences.putAll(id, map, new HashMap<>(Map.of("d", 10)));
    TimedMapReferences.replaceAll(id, map, (k, v) -> 0);
    assertThat(map).isEqualTo(Map.of("a", 0, "b", 0, "d", 0));
    TimedMapReferences.clear(id, map);
    assertThat(map).isEmpty();
    assertThatThrownBy(() -> TimedMapReferences.put(id, map, null, 1))
        .isInstanceOf(NullPointerException.class);
    assertThat(counts(id, Measure.OPERATION).operations()).isEqualTo(13);
  }

  @Test
  void preloadingLeavesNothingInTheSharedRecorder() {
    Recorder.SHARED.next();
    Preload.run();
    assertThat(Recorder.SHARED.next().sites()).isEmpty();
  }
}
