package io.unjam.agent.report.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.SlowTotals;
import io.unjam.agent.report.recording.Cause.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Each slow operation is put down to one cause, once, by what its own and the nearest intervals
 * tell.
 */
class CauseTotalsTest {

  private static final long MILLI = 1_000_000;

  private final CauseTotals totals = new CauseTotals();

  private static Recording.Slow slow(
      int site, long nanos, long endMillis, @Nullable Integer holder) {
    return new Recording.Slow(site, nanos, endMillis, "main", List.of(), holder, null, null);
  }

  private static Coincidences pause(long millis, long nanos) {
    return new Coincidences(
        List.of(new Recording.Pause(millis, nanos, "G1", "cause")), List.of(), List.of());
  }

  @Test
  void whatIsKnownAnIntervalLaterCounts() {
    totals.add(List.of(slow(7, 20 * MILLI, 990, null)), Coincidences.NONE);
    assertThat(totals.all()).isEmpty();
    totals.add(List.of(), pause(972, 15 * MILLI));
    assertThat(totals.all()).containsExactly(new SlowTotals(7, Kind.GC_PAUSE, 1, 20 * MILLI));
  }

  @Test
  void whatWasKnownAnIntervalEarlierCountsForOperationsThatBeganThen() {
    totals.add(List.of(), pause(990, 15 * MILLI));
    totals.add(List.of(slow(7, 30 * MILLI, 1_010, null)), Coincidences.NONE);
    totals.add(List.of(), Coincidences.NONE);
    assertThat(totals.all()).containsExactly(new SlowTotals(7, Kind.GC_PAUSE, 1, 30 * MILLI));
  }

  @Test
  void theRestIsUnknownAndEachIsCountedOnceUpToTheEnd() {
    totals.add(
        List.of(slow(7, MILLI, 100, null), slow(7, 2 * MILLI, 101, null)), Coincidences.NONE);
    totals.add(List.of(slow(7, 3 * MILLI, 1_100, 9), slow(8, MILLI, 1_100, 9)), Coincidences.NONE);
    totals.end();
    totals.end();
    assertThat(totals.all())
        .containsExactlyInAnyOrder(
            new SlowTotals(7, null, 2, 3 * MILLI),
            new SlowTotals(7, Kind.LOCK_HOLDER, 1, 3 * MILLI),
            new SlowTotals(8, Kind.LOCK_HOLDER, 1, MILLI));
  }
}
