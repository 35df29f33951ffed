package io.unjam.agent.report.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.agent.report.Live;
import io.unjam.agent.report.SampleRun;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a recording holds, read back by the JDK's own reader. */
class FlightEventsTest {

  private static final Live LIVE = SampleRun.live(SampleRun.report(), true);

  @TempDir Path folder;

  private List<RecordedEvent> recorded(Snapshot... snapshots) throws IOException {
    Path file = folder.resolve("a.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("unjam.WriteLatency").with("period", "1 h");
      recording.start();
      try (FlightEvents events = new FlightEvents(LIVE, Recorder.SHARED)) {
        assertThat(events.wantsStacks()).isTrue();
        for (Snapshot snapshot : snapshots) {
          events.next(snapshot);
        }
      }
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file);
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    List<RecordedEvent> found = new ArrayList<>();
    for (RecordedEvent event : events) {
      if (event.getEventType().getName().equals(name)) {
        found.add(event);
      }
    }
    return found;
  }

  @Test
  void tellsSlowWritesAndDecisionsWithTheirSitesAndLeavesNoEventRegistered() throws IOException {
    Snapshot snapshot = SampleRun.latency();
    List<RecordedEvent> events = recorded(snapshot);
    assertEveryDecisionIsThere(events);
    List<RecordedEvent> slow = named(events, "unjam.SlowWrite");
    assertThat(slow).hasSize(3);
    RecordedEvent worst = slow.get(0);
    assertThat(worst.getString("site")).isEqualTo("com.acme.Live.take()V@5 LOCK_CALL");
    assertThat(worst.getString("className")).isEqualTo("com.acme.Live");
    assertThat(worst.getString("method")).isEqualTo("take()V");
    assertThat(worst.getDuration("latency")).isEqualTo(Duration.ofMillis(3));
    assertThat(worst.getInstant("ended"))
        .isBetween(
            Instant.ofEpochMilli(snapshot.fromMillis()), Instant.ofEpochMilli(snapshot.toMillis()));
    assertThat(worst.getInt("level")).isEqualTo(3);
    assertThat(worst.getString("holder")).isEqualTo("com.acme.Live.add()V@3 MAP_WRITE");
    assertThat(worst.getString("cause"))
        .isEqualTo("the lock was last taken by com.acme.Live.add()V@3 MAP_WRITE");
    assertThat(worst.getString("writer")).isEqualTo(Thread.currentThread().getName());
    assertThat(slow.get(2).getString("holder")).isNull();
    assertThat(slow.get(2).getString("cause")).isNull();
    assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
        .extracting(EventType::getName)
        .isNotEmpty()
        .noneMatch(name -> name.startsWith("unjam."));
  }

  @Test
  void addsUpTheSnapshotsOfAPeriod() throws IOException {
    List<RecordedEvent> latency =
        named(recorded(SampleRun.latency(), SampleRun.latency()), "unjam.WriteLatency");
    assertThat(latency)
        .extracting(it -> it.getString("operation") + " " + it.getString("measure"))
        .containsExactly(
            "ConcurrentHashMap.put write", "ReentrantLock.lock wait", "ReentrantLock.lock hold");
    RecordedEvent write = latency.get(0);
    assertThat(write.getLong("operations")).isEqualTo(60);
    assertThat(write.getLong("timed")).isEqualTo(6);
    assertThat(write.getDuration("max")).isEqualTo(Duration.ofNanos(1_000));
    assertThat(latency.get(1).getDuration("p50").toNanos())
        .isBetween(2_998_000L * 127 / 128, 3_000_000L);
  }

  private static void assertEveryDecisionIsThere(List<RecordedEvent> events) {
    List<RecordedEvent> decisions = named(events, "unjam.Decision");
    assertThat(decisions)
        .extracting(it -> it.getString("verdict") + ": " + it.getString("reason"))
        .containsExactly(
            "applied: timed", "applied: timed", "refused: because", "not applicable: no map");
    assertThat(decisions.get(2).getString("site")).isEqualTo("com.acme.Live.add()V@3 MAP_WRITE");
    assertThat(decisions.get(2).getString("location")).isEqualTo("live.yaml:6:5");
    assertThat(decisions.get(2).getString("variant")).isEqualTo("sharded");
  }
}
