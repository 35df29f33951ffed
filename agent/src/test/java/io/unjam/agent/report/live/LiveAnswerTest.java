package io.unjam.agent.report.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.unjam.agent.report.SampleRun;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.agent.report.scaling.Scaling;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class LiveAnswerTest {

  private static JsonObject site(int number, String measure, Snapshot total, Snapshot recent)
      throws IOException {
    Scaling scaling = new Scaling(site -> site == SampleRun.LOCKS);
    scaling.add(RecordingWriter.interval(total));
    String text = LiveAnswer.of("1", "on", "a.yaml", total, recent, scaling.sites(), List.of());
    for (JsonElement element :
        JsonParser.parseString(text).getAsJsonObject().getAsJsonArray("sites")) {
      JsonObject site = element.getAsJsonObject();
      if (site.get("site").getAsInt() == number
          && site.get("measure").getAsString().equals(measure)) {
        return site;
      }
    }
    throw new AssertionError("no site " + number + " in " + text);
  }

  @Test
  void namesTheKeysOfTheSpansSlowWritesByTheirIds() throws IOException {
    Map<String, String> map = new ConcurrentHashMap<>();
    Recorder.SHARED.next();
    Recorder.SHARED.recordWrite(SampleRun.WRITES, 0, 5_000_000, map, "before");
    Snapshot before = Recorder.SHARED.next();
    for (int i = 0; i < 3; i++) {
      Recorder.SHARED.recordWrite(SampleRun.WRITES, 0, 5_000_000, map, "hot");
    }
    Snapshot recent = Recorder.SHARED.next();
    JsonObject keys =
        site(SampleRun.WRITES, "write", before.plus(recent), recent).getAsJsonObject("recent_keys");

    assertThat(keys.get("writes").getAsLong()).isEqualTo(3);
    assertThat(keys.getAsJsonArray("keys")).hasSize(1);
    JsonObject key = keys.getAsJsonArray("keys").get(0).getAsJsonObject();
    assertThat(key.get("id").getAsString()).matches("[0-9a-f]{16}");
    assertThat(key.get("at_least").getAsLong()).isEqualTo(3);
    assertThat(key.get("at_most").getAsLong()).isEqualTo(3);
  }

  @Test
  void saysWhyThereIsNoPredictionAndNothingWhereThereWillBeNone() throws IOException {
    Snapshot all = SampleRun.latency();
    JsonObject writes = site(SampleRun.WRITES, "write", all, all);
    assertThat(writes.has("recent_keys")).isFalse();
    assertThat(writes.getAsJsonObject("scaling").get("silence").getAsString())
        .contains("too few intervals");
    assertThat(site(SampleRun.LOCKS, "wait", all, all).has("scaling")).isFalse();
  }
}
