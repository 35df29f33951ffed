package io.unjam.agent.report.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.unjam.agent.report.recording.Cause.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CausesTest {

  private static final long MILLI = 1_000_000;

  private static Recording.Slow slow(long nanos, long endMillis) {
    return slow(nanos, endMillis, null, null);
  }

  private static Recording.Slow slow(
      long nanos, long endMillis, @Nullable Integer holder, Recording.@Nullable Growth growth) {
    return new Recording.Slow(7, nanos, endMillis, "main", List.of(), holder, null, growth);
  }

  private static List<Cause> causes(Coincidences coincidences, Recording.Slow slow) {
    return new Causes(coincidences, number -> "site " + number).of(slow);
  }

  private static Coincidences pauses(Recording.Pause... pauses) {
    return new Coincidences(List.of(pauses), List.of(), List.of());
  }

  private static Coincidences delays(Recording.Delay... delays) {
    return new Coincidences(List.of(), List.of(), List.of(delays));
  }

  @Test
  void aPauseThatFellIntoTheOperationIsNamedAndNoOther() {
    Coincidences coincidences =
        pauses(
            new Recording.Pause(100, 5 * MILLI, "before", "c"),
            new Recording.Pause(195, 10 * MILLI, "within", "c"),
            new Recording.Pause(230, 5 * MILLI, "after", "c"));
    assertThat(causes(coincidences, slow(20 * MILLI, 210)))
        .containsExactly(
            new Cause(
                Kind.GC_PAUSE, true, 8 * MILLI, "a GC pause of 10 ms fell into it (within, c)"));
  }

  @Test
  void aPauseThatOnlyTheClocksInaccuracyPutsIntoTheOperationIsLikelyAtMost() {
    List<Cause> causes =
        causes(pauses(new Recording.Pause(209, MILLI, "edge", "c")), slow(3 * MILLI, 210));
    assertThat(causes).hasSize(1);
    assertThat(causes.get(0).sure()).isFalse();
    assertThat(causes.get(0).nanos()).isEqualTo(2 * MILLI);
  }

  @Test
  void standingStillForOtherReasonsThanCollectionsIsTheSafepointsPart() {
    Recording.Stall stall = new Recording.Stall(150, 250, 30 * MILLI, 2);
    Recording.Pause pause = new Recording.Pause(160, 9 * MILLI, "g", "c");
    Coincidences both = new Coincidences(List.of(pause), List.of(stall), List.of());
    List<Cause> causes = causes(both, slow(25 * MILLI, 230));
    assertThat(causes).hasSize(1);
    assertThat(causes.get(0).kind()).isEqualTo(Kind.SAFEPOINT);
    assertThat(causes.get(0).sure()).isFalse();
    assertThat(causes.get(0).nanos()).isEqualTo(20 * MILLI);
    Recording.Stall collectionAlone = new Recording.Stall(150, 250, 9 * MILLI, 1);
    Coincidences one = new Coincidences(List.of(pause), List.of(collectionAlone), List.of());
    assertThat(causes(one, slow(25 * MILLI, 230))).isEmpty();
  }

  @Test
  void aPauseIsTakenOffTheLookInWhichItEndedAndNoOther() {
    Recording.Pause pause = new Recording.Pause(128, 372 * MILLI, "g", "c");
    Recording.Stall collecting = new Recording.Stall(100, 500, 372 * MILLI, 1);
    Recording.Stall looking = new Recording.Stall(500, 850, 300 * MILLI, 1);
    Coincidences coincidences =
        new Coincidences(List.of(pause), List.of(collecting, looking), List.of());
    assertThat(causes(coincidences, slow(320 * MILLI, 840)))
        .extracting(Cause::kind, Cause::nanos)
        .containsExactly(tuple(Kind.SAFEPOINT, 300 * MILLI));
  }

  @Test
  void aPauseAtTheEdgeOfTwoLooksIsInTheOneThatCanHoldIt() {
    Recording.Pause pause = new Recording.Pause(428, 72 * MILLI, "g", "c");
    Recording.Stall brief = new Recording.Stall(400, 499, 20 * MILLI, 1);
    Recording.Stall collecting = new Recording.Stall(499, 600, 72 * MILLI, 1);
    Coincidences coincidences =
        new Coincidences(List.of(pause), List.of(brief, collecting), List.of());
    assertThat(causes(coincidences, slow(100 * MILLI, 590)))
        .extracting(Cause::kind, Cause::nanos)
        .containsExactly(tuple(Kind.GC_PAUSE, 8 * MILLI), tuple(Kind.SAFEPOINT, 20 * MILLI));
  }

  @Test
  void standingStillInManyLooksIsOneCauseOfALongOperation() {
    Coincidences coincidences =
        new Coincidences(
            List.of(),
            List.of(
                new Recording.Stall(100, 200, 9 * MILLI, 3),
                new Recording.Stall(200, 300, 9 * MILLI, 3),
                new Recording.Stall(300, 400, 9 * MILLI, 3)),
            List.of());
    assertThat(causes(coincidences, slow(270 * MILLI, 390)))
        .extracting(Cause::kind, Cause::nanos, Cause::text)
        .containsExactly(
            tuple(
                Kind.SAFEPOINT,
                27 * MILLI,
                "all threads stood still for 27 ms within 300 ms around it, for other reasons"
                    + " than GC"));
    assertThat(causes(coincidences, slow(280 * MILLI, 390))).isEmpty();
  }

  @Test
  void aThreadsOwnWaitForAProcessorIsLikelyWhereItMayHaveBeenBeforeTheOperation() {
    Coincidences coincidences =
        delays(
            new Recording.Delay(100, 200, "main", 4 * MILLI),
            new Recording.Delay(100, 200, "other", 90 * MILLI));
    assertThat(causes(coincidences, slow(5 * MILLI, 190)))
        .containsExactly(
            new Cause(
                Kind.RUN_QUEUE,
                false,
                4 * MILLI,
                "its thread waited 4.0 ms for a processor within 100 ms around it"));
  }

  @Test
  void aWaitForAProcessorThatFitsNowhereElseIsMeasured() {
    List<Cause> causes =
        causes(
            delays(
                new Recording.Delay(0, 100, "main", 90 * MILLI),
                new Recording.Delay(100, 200, "main", 95 * MILLI)),
            slow(180 * MILLI, 190));
    assertThat(causes).hasSize(1);
    assertThat(causes.get(0).sure()).isTrue();
    // Of 185 ms at most 202 - 180 lay outside.
    assertThat(causes.get(0).nanos()).isEqualTo(163 * MILLI);
  }

  @Test
  void whatExplainsLessThanATenthOfTheDurationIsNoCause() {
    assertThat(causes(delays(new Recording.Delay(100, 200, "main", MILLI)), slow(11 * MILLI, 190)))
        .isEmpty();
  }

  @Test
  void growthOfTheTableIsMeasuredWhereItWasSeen() {
    assertThat(
            causes(
                Coincidences.NONE,
                slow(4 * MILLI, 10, null, new Recording.Growth(true, 3 * MILLI))))
        .containsExactly(
            new Cause(
                Kind.TABLE_GROWTH, true, 3 * MILLI, "the map's table grew for 3.0 ms meanwhile"));
    assertThat(
            causes(
                Coincidences.NONE,
                slow(4 * MILLI, 10, null, new Recording.Growth(false, 9 * MILLI))))
        .containsExactly(
            new Cause(
                Kind.TABLE_GROWTH,
                false,
                4 * MILLI,
                "the map had just passed a size at which its table grows"));
  }

  @Test
  void theHolderIsNamedAndWhatIsUnknownIsNotGuessed() {
    assertThat(causes(Coincidences.NONE, slow(MILLI, 10, 3, null)))
        .containsExactly(
            new Cause(Kind.LOCK_HOLDER, false, MILLI, "the lock was last taken by site 3"));
    assertThat(causes(Coincidences.NONE, slow(MILLI, 10))).isEmpty();
  }

  @Test
  void whatIsSureComesFirstThenWhatExplainsMost() {
    Coincidences coincidences =
        new Coincidences(
            List.of(new Recording.Pause(190, 6 * MILLI, "g", "c")),
            List.of(),
            List.of(new Recording.Delay(100, 200, "main", 15 * MILLI)));
    assertThat(causes(coincidences, slow(20 * MILLI, 200, 3, null)))
        .extracting(Cause::kind)
        .containsExactly(Kind.GC_PAUSE, Kind.LOCK_HOLDER, Kind.RUN_QUEUE);
  }
}
