package io.unjam.runtime.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SlowWritesTest {

  private final Recorder recorder = new Recorder(new PagePool(32L << 20));

  SlowWritesTest() {
    recorder.open(0, 1);
    recorder.open(1, 1);
  }

  private void record(long... micros) {
    for (long duration : micros) {
      recorder.record(0, duration * 1_000);
    }
  }

  @Test
  void onlyWhatIsOverAThresholdIsASpikeAndHasOneLevel() {
    record(1, 200, 201, 500, 501, 2_000, 2_001);
    SiteSpikes spikes = recorder.next().spikes().get(0);
    assertThat(spikes.site()).isZero();
    assertThat(spikes.spikes(1)).isEqualTo(2);
    assertThat(spikes.spikes(2)).isEqualTo(2);
    assertThat(spikes.spikes(3)).isEqualTo(1);
    assertThat(recorder.next().spikes()).isEmpty();
  }

  @Test
  void threeInARowAtALevelAreARunAndOneQuickWriteBreaksIt() {
    record(600, 600, 1, 600, 600, 300, 600, 600, 3_000);
    SiteSpikes spikes = recorder.next().spikes().get(0);
    assertThat(spikes.runs(2)).isEqualTo(1);
    assertThat(spikes.runs(3)).isZero();
    record(3_000, 3_000, 3_000, 3_000, 3_000);
    spikes = recorder.next().spikes().get(0);
    // The slow one of before and the first two of these are the first run of level 3.
    assertThat(spikes.runs(3)).isEqualTo(2);
    assertThat(spikes.runs(2)).isEqualTo(1);
  }

  @Test
  void theWorstAreListedWorstFirstWithSiteThreadAndTime() {
    long before = System.currentTimeMillis();
    for (int i = 1; i <= 1_000; i++) {
      recorder.record(1, 1_000_000L + i);
    }
    Snapshot snapshot = recorder.next();
    assertThat(snapshot.worst()).hasSize(SlowWrites.KEPT);
    for (int i = 0; i < SlowWrites.KEPT; i++) {
      SlowWrite write = snapshot.worst().get(i);
      assertThat(write.nanos()).isEqualTo(1_001_000 - i);
      assertThat(write.site()).isEqualTo(1);
      assertThat(write.thread()).isEqualTo(Thread.currentThread().getName());
      assertThat(write.millis()).isBetween(before, System.currentTimeMillis());
      assertThat(write.stack()).isEmpty();
    }
    assertThat(recorder.next().worst()).isEmpty();
  }

  @Test
  void aStackShowsWhoWroteWhereAskedFor() {
    recorder.slow().setStacks(true);
    record(300);
    assertThat(recorder.next().worst().get(0).stack())
        .anyMatch(frame -> frame.getMethodName().equals("aStackShowsWhoWroteWhereAskedFor"));
  }

  @Test
  void spansAddUpSpikesAndKeepTheWorstOfBoth() {
    record(300, 600);
    Snapshot first = recorder.next();
    record(700);
    recorder.record(1, 300_000);
    Snapshot both = first.plus(recorder.next());
    assertThat(both.spikes()).hasSize(2);
    assertThat(both.spikes().get(0).spikes(2)).isEqualTo(2);
    assertThat(both.worst())
        .extracting(SlowWrite::nanos)
        .containsExactly(700_000L, 600_000L, 300_000L, 300_000L);
  }

  @Test
  void holdsAreNoSpikes() {
    recorder.recordHold(0, 5_000_000);
    Snapshot snapshot = recorder.next();
    assertThat(snapshot.spikes()).isEmpty();
    assertThat(snapshot.worst()).isEmpty();
    assertThat(snapshot.site(0, Measure.HOLD).max()).isEqualTo(5_000_000);
  }

  @Test
  void thresholdsThatDoNotAscendAreRefused() {
    assertThatThrownBy(() -> recorder.setLevels(0, 2, 1, 3))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(recorder.next().spikes()).isEmpty();
  }

  @Test
  void eachSiteHasLevelsOfItsOwnInBothStrata() {
    recorder.recordWait(0, 1, true, -1);
    recorder.setLevels(0, 10, 20, 30);
    recorder.record(0, 25);
    recorder.recordWait(0, 35, true, -1);
    recorder.record(1, 35);
    recorder.setLevels(1, 10, 20, 30);
    recorder.recordWait(1, 15, true, -1);
    Snapshot snapshot = recorder.next();
    assertThat(snapshot.spikes()).extracting(SiteSpikes::site).containsExactly(0, 1);
    assertThat(snapshot.spikes().get(0).spikes(2)).isEqualTo(1);
    assertThat(snapshot.spikes().get(0).spikes(3)).isEqualTo(1);
    assertThat(snapshot.spikes().get(1).spikes(1)).isEqualTo(1);
    assertThat(snapshot.spikes().get(1).spikes(3)).isZero();
  }
}
