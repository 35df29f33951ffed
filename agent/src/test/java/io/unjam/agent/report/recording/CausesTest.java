package io.unjam.agent.report.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CausesTest {

  private static Recording.Slow slow(long nanos, long endMillis, Integer holder) {
    return new Recording.Slow(7, nanos, endMillis, "main", List.of(), holder);
  }

  private static Recording recording(Recording.Pause... pauses) {
    return new Recording(
        new Recording.Header("1", "17", "vm", 1, 2, 0, "rules"),
        List.of(),
        List.of(),
        List.of(),
        List.of(pauses),
        List.of(),
        List.of());
  }

  @Test
  void aPauseThatFellIntoTheOperationIsNamedAndNoOther() {
    Recording recording =
        recording(
            new Recording.Pause(100, 5_000_000, "before", "c"),
            new Recording.Pause(195, 10_000_000, "within", "c"),
            new Recording.Pause(230, 5_000_000, "after", "c"));
    assertThat(Causes.of(recording, slow(20_000_000, 210, null)))
        .containsExactly("a GC pause of 10 ms fell into it (within, c)");
  }

  @Test
  void theHolderIsNamedAndWhatIsUnknownIsNotGuessed() {
    assertThat(Causes.of(recording(), slow(1_000_000, 10, 3)))
        .containsExactly("the lock was last taken by site 3");
    assertThat(Causes.of(recording(), slow(1_000_000, 10, null))).isEmpty();
  }
}
