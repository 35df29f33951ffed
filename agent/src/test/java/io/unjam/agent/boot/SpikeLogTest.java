package io.unjam.agent.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.options.Options;
import io.unjam.agent.report.SampleRun;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of spikes. */
class SpikeLogTest {

  private static final int QUICK =
      SiteTable.register("spike@1", "put in spike", "Spike", "put()V", 7, "Map.put", 1);

  private final ByteArrayOutputStream said = new ByteArrayOutputStream();
  private final SpikeLog log =
      new SpikeLog(
          new Console(new PrintStream(said, true, StandardCharsets.UTF_8), Options.Log.INFO));

  @BeforeEach
  void drainsWhatOthersLeft() {
    Recorder.SHARED.next();
  }

  private List<String> lines() {
    return said.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static Snapshot spikes(int site, int rows) {
    for (int i = 0; i < 3 * rows; i++) {
      Recorder.SHARED.record(site, 700_000);
    }
    Recorder.SHARED.record(site, 10);
    return Recorder.SHARED.next();
  }

  @Test
  void namesTheWorstSiteByItsKeyAndWhoHadTheLock() {
    log.next(SampleRun.latency());
    assertThat(lines())
        .containsExactly(
            "[unjam] slow at com.acme.Live.take()V@5 LOCK_CALL (ReentrantLock.lock in"
                + " com.acme.Live.take): three in a row of level 3, once, the longest 3.0 ms; the"
                + " lock was last taken at com.acme.Live.add()V@3 MAP_WRITE");
  }

  @Test
  void saysNothingOfSpikesByThemselves() {
    Recorder.SHARED.record(QUICK, 700_000);
    Recorder.SHARED.record(QUICK, 700_000);
    Recorder.SHARED.record(QUICK, 10);
    log.next(Recorder.SHARED.next());
    log.end();
    assertThat(lines()).isEmpty();
  }

  @Test
  void keepsToALineASecondAndSaysHowMuchItLeftOut() {
    log.next(spikes(QUICK, 2));
    // Long before a second is over.
    log.next(spikes(SampleRun.WRITES, 1));
    log.next(spikes(QUICK, 1));
    log.end();
    assertThat(lines()).hasSize(2);
    assertThat(lines().get(0)).contains("slow at spike@1", "level 2, 2 times, the longest 0.7 ms");
    assertThat(lines().get(1)).contains("2 rows of three slow operations were not said");
  }
}
