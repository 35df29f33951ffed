package io.unjam.it.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.unjam.it.attach.RunningShop;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Desk;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which classes of the JDK Unjam is the first to initialise, and when. One whose initialiser runs
 * out of memory is lost to the application: so all are initialised at one time, in which the heap
 * has room, and after it none.
 *
 * <p>Told by the JVM's own log. What the same program initialises without Unjam is the program's.
 */
class InitialisedClassesIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Pattern ADDRESS =
      Pattern.compile("metrics are at (http://127\\.0\\.0\\.1:\\d+/metrics)");

  /** What has no initialiser can't fail in it, and says so. */
  private static final Pattern INITIALISED =
      Pattern.compile("Initializing '([^']+)'(?!\\(no method\\))");

  /** A form of method handles: a class that fails is made anew for the next handle. */
  private static final Pattern MADE_ANEW = Pattern.compile("java/lang/invoke/LambdaForm\\$.*\\+.*");

  /** Whoever lists the JVMs of a machine attaches to each, which takes classes too. */
  private static final String ALONE = "-XX:+DisableAttachMechanism";

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void writeRules() throws IOException {
    rules =
        Files.writeString(
            folder.resolve("desk.unjam.yaml"),
            """
            version: 1
            rules:
              - name: all
                at: { class: io.unjam.it.programs.Desk }
                time: { sample: 1 }
            """);
  }

  private static String log(Path file) {
    return "-Xlog:class+init=info:file=" + file;
  }

  private static List<String> initialised(Path log) throws IOException {
    List<String> names = new ArrayList<>();
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = INITIALISED.matcher(line);
      if (matcher.find()) {
        names.add(matcher.group(1));
      }
    }
    return names;
  }

  /** Some of everything that outputs tell of. */
  private static void work(RunningShop desk) throws Exception {
    for (int i = 0; i < 2; i++) {
      desk.order("write 500");
      desk.order("stall 3");
      desk.order("collect");
    }
  }

  private Set<String> initialisedByTheProgram(Jdk jdk) throws Exception {
    Path log = folder.resolve("plain.log");
    try (RunningShop desk = RunningShop.open(jdk, Desk.class, ALONE, log(log))) {
      work(desk);
      assertThat(desk.end().exit()).isZero();
    }
    return new HashSet<>(initialised(log));
  }

  private static List<String> ours(Path log, int from, Set<String> theirs) throws IOException {
    List<String> all = initialised(log);
    List<String> ours = new ArrayList<>();
    for (String name : all.subList(from, all.size())) {
      if (!theirs.contains(name)
          && !name.startsWith("io/unjam/")
          && !MADE_ANEW.matcher(name).matches()) {
        ours.add(name);
      }
    }
    return ours;
  }

  private String everyOutput() {
    return "log=debug,prometheus=0,jfr=on,jmx=on,spikes=log,watch=on,record="
        + folder.resolve("a.unjam")
        + ",hlog="
        + folder.resolve("a.hlog")
        + ",report="
        + folder.resolve("a.json")
        + ",rules="
        + rules;
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void outputsInitialiseNoneAfterTheyHaveRehearsed(int version) throws Exception {
    Jdk jdk = Jdk.require(version);
    Path log = folder.resolve("agent.log");
    try (RunningShop desk =
        RunningShop.open(
            jdk, Desk.class, ALONE, log(log), FinishedJar.UNJAM.agentOption(everyOutput()))) {
      await().atMost(SOON).until(() -> desk.stderr().contains("outputs have rehearsed"));
      int rehearsed = initialised(log).size();
      Matcher address = ADDRESS.matcher(desk.stderr());
      assertThat(address.find()).as(desk.stderr()).isTrue();
      URI metrics = URI.create(address.group(1));

      work(desk);
      await()
          .atMost(SOON)
          .untilAsserted(
              () ->
                  assertThat(
                          Scrape.of(metrics)
                              .value("unjam_spikes_total", "method=\"stall\"", "level=\"3\""))
                      .isEqualTo(6));
      // Two more snapshots: what was slow is put down to its cause an interval late.
      double seen = Scrape.of(metrics).value("unjam_snapshot_timestamp_seconds");
      await()
          .atMost(SOON)
          .until(() -> Scrape.of(metrics).value("unjam_snapshot_timestamp_seconds") > seen + 2);
      assertThat(desk.end().exit()).isZero();

      assertThat(ours(log, rehearsed, initialisedByTheProgram(jdk))).isEmpty();
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void theSummaryInitialisesNoneAfterItHasRehearsed(int version) throws Exception {
    Jdk jdk = Jdk.require(version);
    Path log = folder.resolve("agent.log");
    try (RunningShop desk =
        RunningShop.open(
            jdk,
            Desk.class,
            ALONE,
            log(log),
            FinishedJar.UNJAM.agentOption("log=debug,report=exit,rules=" + rules))) {
      await().atMost(SOON).until(() -> desk.stderr().contains("outputs have rehearsed"));
      int rehearsed = initialised(log).size();
      work(desk);
      assertThat(desk.end().exit()).isZero();
      assertThat(desk.stderr()).contains("Desk.stall:");
      assertThat(ours(log, rehearsed, initialisedByTheProgram(jdk))).isEmpty();
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void outputsInitialiseNoneWhileTheHeapHasNoRoom(int version) throws Exception {
    Jdk jdk = Jdk.require(version);
    Path log = folder.resolve("agent.log");
    try (RunningShop desk =
        RunningShop.open(
            jdk,
            Desk.class,
            ALONE,
            log(log),
            "-Xmx10m",
            "-XX:+UseSerialGC",
            FinishedJar.UNJAM.agentOption(everyOutput()))) {
      await()
          .atMost(SOON)
          .until(() -> desk.stderr().contains("what reads and writes files is initialised"));
      assertThat(initialised(log)).contains("sun/nio/ch/FileChannelImpl");
      int begun = initialised(log).size();
      work(desk);
      await().atMost(SOON).until(() -> desk.stderr().contains("outputs begin when"));
      assertThat(desk.stderr()).doesNotContain("metrics are at", "outputs have rehearsed");
      assertThat(ours(log, begun, initialisedByTheProgram(jdk))).isEmpty();

      // At the end there is nobody left whom it could harm, and nothing was lost.
      assertThat(desk.end().exit()).isZero();
      assertThat(folder.resolve("a.json")).content().contains("\"operations\": 1000");
    }
  }
}
