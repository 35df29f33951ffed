package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.options.Options;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BoundsTest {

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final Console console =
      new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Options.Log.INFO);

  @Test
  void aSiteThatCostsMoreThanTheBudgetIsSampledLessAndRulesDecideWithoutOne() {
    int site = SiteTable.register("bounds@1", "put", "B", "put()V", 7, "Map.put", 1);
    Recorder.SHARED.next();
    for (int i = 0; i < 1_000_000; i++) {
      Recorder.SHARED.record(site, 100);
    }
    Snapshot snapshot = Recorder.SHARED.next();
    new Bounds(0, console).next(snapshot);
    assertThat(SiteTable.sampleInterval(site)).isEqualTo(1);
    // A ten-millionth of the processors' time: whatever the clock costs, it isn't enough.
    new Bounds(1e-7, console).next(snapshot);
    assertThat(SiteTable.sampleInterval(site)).isGreaterThan(100);
    SiteTable.setSampleInterval(site, 1);
    assertThat(said.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void theCapIsSaidOnceWhenItIsReached() {
    long cap = Recorder.SHARED.pool().cap();
    Recorder.SHARED.pool().setCap(Recorder.SHARED.pool().used());
    try {
      int site = SiteTable.register("bounds@2", "put", "B", "put()V", 8, "Map.put", 1);
      Recorder.SHARED.record(site, 100);
      Bounds bounds = new Bounds(0, console);
      Snapshot snapshot = Recorder.SHARED.next();
      assertThat(snapshot.capReached()).isTrue();
      bounds.next(snapshot);
      bounds.next(snapshot);
    } finally {
      Recorder.SHARED.pool().setCap(cap);
    }
    assertThat(said.toString(StandardCharsets.UTF_8)).containsOnlyOnce("has reached its cap of");
  }
}
