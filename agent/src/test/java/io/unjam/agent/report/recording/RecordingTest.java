package io.unjam.agent.report.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SiteCounts;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Site;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings written and read back, whole and otherwise. */
class RecordingTest {

  private static final Recording.Header HEADER =
      new Recording.Header("1.2", "17", "vm", 42, 2, 1000, "a.yaml");
  private static final int SITE =
      SiteTable.register(
          "com.acme.A.put()V@1", "put in com.acme.A", "com.acme.A", "put()V", 7, "Map.put", 4);

  @TempDir Path folder;

  @BeforeEach
  void drainsWhatOthersLeft() {
    Recorder.SHARED.next();
  }

  private static Snapshot snapshot(long... nanos) {
    for (long each : nanos) {
      Recorder.SHARED.record(SITE, each);
    }
    return Recorder.SHARED.next();
  }

  private static byte[] written(Snapshot... snapshots) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RecordingWriter writer = new RecordingWriter(out, HEADER)) {
      for (Snapshot snapshot : snapshots) {
        writer.append(
            snapshot,
            List.of(),
            new Coincidences(
                List.of(new Recording.Pause(5, 6, "G1", "why")),
                List.of(new Recording.Stall(1, 2, 3, 4)),
                List.of(new Recording.Delay(1, 2, "main", 3))),
            List.of(new Recording.Mark(7, "reload")));
      }
    }
    return out.toByteArray();
  }

  private Recording read(byte[] bytes) throws IOException {
    return RecordingReader.read(Files.write(folder.resolve("r.unjam"), bytes));
  }

  @Test
  void givesBackWhatWasRecorded() throws IOException {
    Snapshot first = snapshot(100, 3_000, 5_000_000);
    Snapshot second = snapshot(100, 900_000);
    SiteCounts exact = first.plus(second).site(SITE, Measure.OPERATION);
    Recording recording = read(written(first, second));
    assertThat(recording.problems()).isEmpty();
    assertThat(recording.header()).isEqualTo(HEADER);
    assertThat(recording.intervals()).hasSize(2);
    assertThat(recording.site(SITE).description()).isEqualTo("put in com.acme.A");
    Durations total = recording.totals().get(0);
    assertThat(total.operations()).isEqualTo(exact.operations()).isEqualTo(20);
    assertThat(total.sampled()).isEqualTo(5);
    assertThat(total.max()).isEqualTo(5_000_000);
    for (double percentile : new double[] {0, 40, 50, 80, 99, 100}) {
      assertThat(total.percentile(percentile)).isEqualTo(exact.percentile(percentile));
    }
    assertThat(recording.intervals().get(0).spikes())
        .containsExactly(new Recording.Spikes(SITE, 0, 0, 1));
    assertThat(recording.intervals().get(0).slow().get(0).nanos()).isEqualTo(5_000_000);
    assertThat(recording.pauses()).hasSize(2);
    assertThat(recording.stalls()).contains(new Recording.Stall(1, 2, 3, 4)).hasSize(2);
    assertThat(recording.delays()).contains(new Recording.Delay(1, 2, "main", 3)).hasSize(2);
    assertThat(recording.marks()).contains(new Recording.Mark(7, "reload"));
  }

  private static ClassPlan plan(String className, String rule) {
    Rule parsed =
        RuleParser.parse(
                "a.yaml",
                "version: 1\nrules:\n  - { name: "
                    + rule
                    + ", at: { package: com.acme }, time: { sample: 4 } }\n")
            .ruleFile()
            .rules()
            .get(0);
    Site site =
        new Site(SiteKind.MAP_WRITE, className, "put", "()V", 7, 3, "Map.put", "com.acme.A.routes");
    Decision decision = new Decision(site, parsed, Verdict.APPLIED, "timed", "");
    return new ClassPlan(className, "A.java", "digest", List.of(decision));
  }

  @Test
  void showsTheDecisionsThatStandAfterTheRulesChanged() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ClassPlan first = plan("com.acme.A", "old");
    ClassPlan stays = plan("com.acme.B", "old");
    ClassPlan changed = plan("com.acme.A", "new");
    try (RecordingWriter writer = new RecordingWriter(out, HEADER)) {
      for (List<ClassPlan> decided :
          List.of(
              List.of(first),
              List.of(first, stays),
              List.of(first, stays),
              List.of(stays, changed))) {
        writer.append(snapshot(100), decided, Coincidences.NONE, List.of());
      }
    }
    assertThat(read(out.toByteArray()).decisions())
        .extracting(it -> it.className() + " by " + it.rule())
        .containsExactly("com.acme.B by old", "com.acme.A by new");
  }

  @Test
  void saysWhatStandsAtADecidedSiteAndInWhichField() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RecordingWriter writer = new RecordingWriter(out, HEADER)) {
      writer.append(
          snapshot(100), List.of(plan("com.acme.A", "times")), Coincidences.NONE, List.of());
    }
    Recording.RecordedDecision decision = read(out.toByteArray()).decisions().get(0);
    assertThat(decision.kind()).isEqualTo("map write");
    assertThat(decision.field()).isEqualTo("com.acme.A.routes");
  }

  @Test
  void readsUpToTheLastWholeBlockWhereverTheFileEnds() throws IOException {
    byte[] one = written(snapshot(100));
    byte[] two = written(snapshot(100), snapshot(200));
    assertThat(two.length).isGreaterThan(one.length);
    byte[] header = written();
    for (int length = header.length; length < two.length; length++) {
      Recording recording = read(Arrays.copyOf(two, length));
      assertThat(recording.header()).isEqualTo(HEADER);
      assertThat(recording.intervals().size()).isBetween(0, 1);
      assertThat(recording.problems().size() + recording.intervals().size()).isBetween(0, 2);
    }
    assertThat(read(Arrays.copyOf(two, two.length - 1)).problems().get(0))
        .contains("ends in the middle of a block");
  }

  @Test
  void leavesOutADamagedBlockAndReadsOn() throws IOException {
    byte[] bytes = written(snapshot(100), snapshot(200));
    int headerLength = ByteBuffer.wrap(bytes, 12, 4).getInt();
    bytes[12 + 8 + headerLength + 8 + 5] ^= 1;
    Recording recording = read(bytes);
    assertThat(recording.problems()).hasSize(1);
    assertThat(recording.problems().get(0)).contains("damaged at byte");
    assertThat(recording.intervals()).hasSize(1);
  }

  @Test
  void readsWhatItKnowsOfANewerFile() throws IOException {
    byte[] bytes = written(snapshot(100));
    ByteBuffer.wrap(bytes).putInt(8, Block.FORMAT + 1);
    Recording recording = read(bytes);
    assertThat(recording.problems().get(0)).contains("newer Unjam (format 4");
    assertThat(recording.intervals()).hasSize(1);
  }

  private static final String HEADER_BLOCK =
      "{\"header\":{\"version\":\"1.2\",\"java\":\"17\",\"vm\":\"vm\",\"pid\":42,\"processors\":2,"
          + "\"startMillis\":1000,\"rules\":\"a.yaml\"}}";

  private static byte[] file(char format, String... blocks) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(
        ("UNJAMREC\0\0\0" + format).getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    for (String block : blocks) {
      ByteArrayOutputStream deflated = new ByteArrayOutputStream();
      try (DeflaterOutputStream deflater = new DeflaterOutputStream(deflated)) {
        deflater.write(block.getBytes(java.nio.charset.StandardCharsets.UTF_8));
      }
      CRC32 sum = new CRC32();
      sum.update(deflated.toByteArray());
      file.writeBytes(
          ByteBuffer.allocate(8).putInt(deflated.size()).putInt((int) sum.getValue()).array());
      file.writeBytes(deflated.toByteArray());
    }
    return file.toByteArray();
  }

  @Test
  void givesBackTheSizesOfMaps() throws IOException {
    Map<Integer, Integer> map = new ConcurrentHashMap<>(Map.of(1, 1, 2, 2));
    Recorder.SHARED.recordWrite(SITE, 0, 300_000, map, 2);
    Snapshot first = Recorder.SHARED.next();
    map.put(3, 3);
    Recorder.SHARED.recordWrite(SITE, 0, 300_000, map, 3);
    Recorder.SHARED.recordWrite(SITE, 0, 300_000, new ConcurrentHashMap<>(), 3);
    Recording recording = read(written(first, Recorder.SHARED.next(), snapshot(100)));
    Recording.MapSizes sizes = recording.mapSizes().get(0);
    assertThat(recording.intervals().get(2).mapSizes()).isEmpty();
    assertThat(sizes.site()).isEqualTo(SITE);
    assertThat(sizes.allListed()).isTrue();
    assertThat(sizes.count()).isEqualTo(2);
    assertThat(sizes.percentile(0)).isZero();
    assertThat(sizes.percentile(50)).isZero();
    assertThat(sizes.percentile(100)).isEqualTo(3);
  }

  @Test
  void leavesOutABlockWhoseSizesMakeNoSense() throws IOException {
    String interval =
        "{\"interval\":{\"fromMillis\":1,\"toMillis\":2,\"nanos\":3,\"capReached\":false,"
            + "\"durations\":[],\"spikes\":[],\"slow\":[],\"mapSizes\":[{\"site\":1,\"below\":9,"
            + "\"maps\":[%s],\"grown\":0}]}}";
    Recording recording =
        read(
            file(
                '\3',
                HEADER_BLOCK,
                interval.formatted("{\"id\":3,\"largest\":7},{\"id\":4,\"largest\":7}"),
                interval.formatted("{\"id\":4,\"largest\":7},{\"id\":3,\"largest\":7}"),
                interval.formatted("{\"id\":9,\"largest\":7}"),
                interval.formatted("null"),
                interval.formatted("{\"id\":3,\"largest\":-7}")));
    assertThat(recording.problems()).hasSize(4).allMatch(it -> it.contains("left out"));
    assertThat(recording.mapSizes().get(0).maps()).hasSize(2);
  }

  @Test
  void readsAFileOfFormat2() throws IOException {
    Recording recording =
        read(
            file(
                '\2',
                HEADER_BLOCK,
                "{\"interval\":{\"fromMillis\":1,\"toMillis\":2,\"nanos\":3,\"capReached\":false,"
                    + "\"durations\":[],\"spikes\":[],\"slow\":[],\"hotKeys\":[{\"site\":1,\"writes\":1,"
                    + "\"floor\":0,\"keys\":[]}]}}"));
    assertThat(recording.problems()).isEmpty();
    assertThat(recording.hotKeys()).hasSize(1);
    assertThat(recording.mapSizes()).isEmpty();
  }

  @Test
  void readsAFileOfFormat1() throws IOException {
    byte[] file =
        file(
            '\1',
            HEADER_BLOCK,
            "{\"interval\":{\"fromMillis\":1,\"toMillis\":2,\"nanos\":3,\"capReached\":false,"
                + "\"durations\":[],\"spikes\":[{\"site\":1,\"one\":1,\"two\":0,\"three\":0}],"
                + "\"slow\":[{\"site\":1,\"nanos\":300000,\"millis\":2,\"thread\":\"t\",\"stack\":[],"
                + "\"holder\":4}]},\"pauses\":[{\"millis\":1,\"nanos\":1000000,\"collector\":\"G1\","
                + "\"cause\":\"c\"}]}");
    Recording recording = read(file);
    assertThat(recording.problems()).isEmpty();
    assertThat(recording.header()).isEqualTo(HEADER);
    assertThat(recording.stalls()).isEmpty();
    Recording.Interval interval = recording.intervals().get(0);
    assertThat(interval.hotKeys()).isEmpty();
    assertThat(interval.slow())
        .containsExactly(new Recording.Slow(1, 300_000, 2, "t", List.of(), 4, null, null));
    assertThat(Causes.in(recording).of(interval.slow().get(0)))
        .extracting(Cause::kind)
        .containsExactly(Cause.Kind.GC_PAUSE, Cause.Kind.LOCK_HOLDER);
  }

  @Test
  void refusesAForeignFileAndOneThatEndsInItsHeader() throws IOException {
    assertThatThrownBy(() -> read("hello, world".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("is no recording of Unjam's");
    byte[] bytes = written();
    assertThatThrownBy(() -> read(Arrays.copyOf(bytes, 20)))
        .hasMessageContaining("holds nothing that can be read");
  }

  @Test
  void keepsWhatIsWrittenWhenTheDiskFills() throws IOException {
    ByteArrayOutputStream disk = new ByteArrayOutputStream();
    int room = written(snapshot(100)).length + 10;
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            if (disk.size() >= room) {
              throw new IOException("No space left on device");
            }
            disk.write(b);
          }
        };
    try (RecordingWriter writer = new RecordingWriter(full, HEADER)) {
      writer.append(snapshot(100), List.of(), Coincidences.NONE, List.of());
      Snapshot second = snapshot(200);
      assertThatThrownBy(
              () -> {
                while (true) {
                  writer.append(second, List.of(), Coincidences.NONE, List.of());
                }
              })
          .hasMessageContaining("No space left");
    }
    assertThat(read(disk.toByteArray()).intervals()).isNotEmpty();
  }
}
