package io.unjam.agent.report.scaling;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** From recorded durations to what is said of a site. */
class ScalingTest {

  private static final long SECOND = 1_000_000_000;
  private static final int LOCK =
      SiteTable.register("com.acme.S.a()V@1", "lock in S", "com.acme.S", "a()V", 7, "lock", 1);
  private static final int HOLD_ONLY =
      SiteTable.register("com.acme.S.b()V@1", "method S.b", "com.acme.S", "b()V", 8, "sync", 1);

  /** What was recorded just now, as a second. */
  private static Recording.Interval second() {
    Recording.Interval real = RecordingWriter.interval(Recorder.SHARED.next());
    return new Recording.Interval(
        real.fromMillis(),
        real.toMillis(),
        SECOND,
        false,
        real.durations(),
        real.spikes(),
        real.slow(),
        real.hotKeys(),
        real.mapSizes());
  }

  private static SiteScaling of(int site, Scaling scaling) {
    return scaling.sites().stream().filter(it -> it.site() == site).findFirst().orElseThrow();
  }

  @Test
  void aLockWithMoreAndMoreWaitersIsSerialAndItsHoldsAreAShareOfTheTime() {
    Recorder.SHARED.next();
    Scaling scaling = new Scaling(site -> false);
    for (int threads = 1; threads <= 12; threads++) {
      // Each holds for 1 ms after the others ahead of it have: 1,000 operations a second.
      for (int i = 0; i < 1_000; i++) {
        Recorder.SHARED.recordWait(LOCK, (threads - 1) * 1_000_000L, true, -1);
        Recorder.SHARED.recordHold(LOCK, 1_000_000);
      }
      scaling.add(second());
    }
    SiteScaling found = of(LOCK, scaling);
    assertThat(found.held()).isCloseTo(1, Offset.offset(0.01));
    assertThat(found.heldMost()).isCloseTo(1, Offset.offset(0.01));
    assertThat(found.silence()).isNull();
    assertThat(found.law().sigma()).isCloseTo(1, Offset.offset(0.05));
    assertThat(found.law().speedup(16)).isBetween(0.8, 1.3);
  }

  @Test
  void whereOnlyHoldsAreTimedTheShareOfTheTimeIsAllThatIsSaid() {
    Recorder.SHARED.next();
    Scaling scaling = new Scaling(site -> false);
    for (int i = 0; i < 20; i++) {
      Recorder.SHARED.recordHold(HOLD_ONLY, 250_000_000);
      scaling.add(second());
    }
    SiteScaling found = of(HOLD_ONLY, scaling);
    assertThat(found.held()).isCloseTo(0.25, Offset.offset(0.01));
    assertThat(found.law()).isNull();
    assertThat(found.silence()).contains("are not timed", "method-waits");
  }

  @Test
  void aMapsSiteHasNoHolds() {
    Recorder.SHARED.next();
    Scaling scaling = new Scaling(site -> false);
    Recorder.SHARED.record(LOCK, 100);
    scaling.add(second());
    SiteScaling found = of(LOCK, scaling);
    assertThat(found.held()).isNull();
    assertThat(found.silence()).contains("too few intervals");
  }

  @Test
  void whereALockIsTakenAgainNothingIsSaid() {
    Recorder.SHARED.next();
    Scaling scaling = new Scaling(site -> site == LOCK);
    for (int i = 0; i < 100; i++) {
      Recorder.SHARED.recordWait(LOCK, 1_000_000, true, -1);
      Recorder.SHARED.recordHold(HOLD_ONLY, 1_000_000);
    }
    scaling.add(second());
    assertThat(scaling.sites()).extracting(SiteScaling::site).containsExactly(HOLD_ONLY);
  }
}
