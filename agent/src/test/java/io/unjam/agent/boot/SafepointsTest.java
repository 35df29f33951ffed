package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.recording.Recording;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Against a bean that counts what a test tells it. */
class SafepointsTest {

  /** Public, as the JVM's bean is asked by reflection. */
  public static final class Bean {
    long count = 5;
    long millis = 40;

    public long getSafepointCount() {
      return count;
    }

    public long getTotalSafepointTime() {
      return millis;
    }
  }

  private final Bean bean = new Bean();

  private Safepoints safepoints() throws ReflectiveOperationException {
    return new Safepoints(
        bean,
        Bean.class.getMethod("getSafepointCount"),
        Bean.class.getMethod("getTotalSafepointTime"));
  }

  @Test
  void whatWasCountedBeforeIsNoStall() throws ReflectiveOperationException {
    assertThat(safepoints().look(() -> 1_000)).isNull();
  }

  @Test
  void aStallLiesBetweenTheBeginningOfTheLastLookAndTheEndOfThisOne()
      throws ReflectiveOperationException {
    Safepoints safepoints = safepoints();
    safepoints.look(() -> 1_000);
    bean.count += 2;
    bean.millis += 300;
    AtomicLong clock = new AtomicLong(1_000);
    // All threads stand still between the steps of a look, too: each reads the clock 100 ms later.
    assertThat(safepoints.look(() -> clock.addAndGet(100)))
        .isEqualTo(new Recording.Stall(1_000, 1_200, 300_000_000, 2));
    bean.count++;
    bean.millis += 7;
    assertThat(safepoints.look(() -> 1_300))
        .isEqualTo(new Recording.Stall(1_100, 1_300, 7_000_000, 1));
    bean.count++;
    assertThat(safepoints.look(() -> 1_400)).isNull();
  }

  @Test
  void timeThatComesALookLaterIsThatOfTheSafepointsCountedBefore()
      throws ReflectiveOperationException {
    Safepoints safepoints = safepoints();
    safepoints.look(() -> 1_000);
    bean.count++;
    assertThat(safepoints.look(() -> 1_100)).isNull();
    bean.millis += 80;
    assertThat(safepoints.look(() -> 1_200))
        .isEqualTo(new Recording.Stall(1_000, 1_200, 80_000_000, 1));
    bean.count++;
    bean.millis += 5;
    assertThat(safepoints.look(() -> 1_300))
        .isEqualTo(new Recording.Stall(1_200, 1_300, 5_000_000, 1));
  }

  @Test
  void timeThatComesWithThatOfALaterSafepointIsThatOfBoth() throws ReflectiveOperationException {
    Safepoints safepoints = safepoints();
    safepoints.look(() -> 1_000);
    bean.count++;
    assertThat(safepoints.look(() -> 1_100)).isNull();
    bean.count++;
    bean.millis += 120;
    assertThat(safepoints.look(() -> 1_200))
        .isEqualTo(new Recording.Stall(1_000, 1_200, 120_000_000, 2));
  }

  @Test
  void timeThatComesAfterThatOfAnEarlierSafepointIsCountedOnceMore()
      throws ReflectiveOperationException {
    Safepoints safepoints = safepoints();
    safepoints.look(() -> 1_000);
    bean.count += 2;
    bean.millis += 3;
    assertThat(safepoints.look(() -> 1_100))
        .isEqualTo(new Recording.Stall(1_000, 1_100, 3_000_000, 2));
    bean.millis += 90;
    assertThat(safepoints.look(() -> 1_200))
        .isEqualTo(new Recording.Stall(1_000, 1_200, 90_000_000, 1));
  }
}
