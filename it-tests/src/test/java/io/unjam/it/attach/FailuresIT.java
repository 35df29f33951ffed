package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unjam.it.jvm.AgentReport;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.AtItsLimits;
import io.unjam.it.programs.LoadsUnderLocks;
import io.unjam.it.programs.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What runs out, breaks off or turns to garbage around the agent, and not in the application. */
class FailuresIT {

  private static final String SHORT = ShopRules.HEAD + ShopRules.COLLECTIONS;
  private static final String LONG =
      ShopRules.HEAD + ShopRules.COLLECTIONS + ShopRules.MAPS + ShopRules.WRITES;

  /** Every hook that code which runs out of something can be in. */
  private static final String AT_LIMITS =
      """
        - name: maps
          at: { class: "io.unjam.it.programs.AtItsLimits", field: written }
          map: { variant: sharded, shards: 4 }
        - name: looks
          at: { class: "io.unjam.it.programs.AtItsLimits" }
          map: get-first
        - name: table
          at: { class: "io.unjam.it.programs.AtItsLimits" }
          lock: reader-sharded
      """
          + ShopRules.YIELDS
          + ShopRules.WRITES;

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @TempDir Path folder;
  private Path rules;

  @BeforeEach
  void writeRules() throws Exception {
    rules = Files.writeString(folder.resolve("app.unjam.yaml"), ShopRules.ALL);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aFullDiskUnderTheRecordingIsSaidOnce(int version) throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "this system has no /dev/full");
    try (RunningShop shop =
        RunningShop.open(
            version, FinishedJar.UNJAM.agentOption("record=/dev/full,rules=" + rules))) {
      assertThat(shop.said(1)).anyMatch(line -> line.contains("/dev/full"));
      assertThat(shop.order("write 100")).isEqualTo("101 entries of 101");
      assertThat(shop.said(2).stream().filter(line -> line.contains("/dev/full"))).hasSize(1);
      assertThat(shop.end().exit()).isZero();
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aCommandThatIsKilledHalfwayLeavesTheApplicationAndTheNextCommandUnharmed(int version)
      throws Exception {
    try (RunningShop shop = RunningShop.open(version)) {
      String pid = Long.toString(shop.pid());
      for (int i = 0; i < 4; i++) {
        Process attach =
            new ProcessBuilder(
                    Jdk.require(version).java().toString(),
                    "-jar",
                    FinishedJar.UNJAM.path().toString(),
                    "attach",
                    pid,
                    "rules=" + rules)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("killed" + i).toFile())
                .start();
        // Wherever it has got to by then: at its own start, at the signal, at the load.
        boolean ended = attach.waitFor(250L * i, TimeUnit.MILLISECONDS);
        attach.destroyForcibly();
        assertThat(attach.waitFor()).isEqualTo(ended ? attach.exitValue() : 128 + 9);
        assertThat(shop.order("write 10"))
            .isEqualTo((11 + 10 * i) + " entries of " + (11 + 10 * i));
      }
      CommandLine unjam = CommandLine.of(version);
      Result again = unjam.run("attach", pid, "rules=" + rules);
      if (again.exit() != 0) {
        assertThat(again.stderr()).as(again::describe).contains("already runs Unjam");
      }
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      unjam.done("detach", pid);
      assertThat(shop.order("shelf")).isEqualTo("ConcurrentHashMap [a]");
      assertThat(shop.end().exit()).isZero();
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aFileThatIsWrittenWhileItIsReadIsAppliedWholeOrNotAtAll(int version) throws Exception {
    Files.writeString(rules, SHORT);
    try (RunningShop shop = RunningShop.open(version)) {
      Requests unjam = new Requests(shop.pid(), folder);
      assertThat(unjam.send("attach log=off,rules=" + rules)).startsWith("ok");
      AtomicBoolean stop = new AtomicBoolean();
      Thread writer =
          new Thread(
              () -> {
                String[] texts = {LONG, "\0garbage: [" + LONG, SHORT, "", "version: 1\nrules:"};
                try {
                  for (int i = 0; !stop.get(); i++) {
                    // In place, so that a reader finds any part of it.
                    Files.writeString(rules, texts[i % texts.length]);
                  }
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      writer.start();
      try {
        for (int i = 0; i < 40; i++) {
          String reply = unjam.send("reload");
          assertThat(reply).startsWith(reply.startsWith("ok") ? "ok" : "error\n" + rules);
          assertThat(shop.order("write 5")).doesNotContain("lost");
        }
      } finally {
        stop.set(true);
        writer.join();
      }
      Files.writeString(rules, LONG);
      assertThat(unjam.send("reload")).startsWith("ok").contains("\"count\": 3");
      assertThat(shop.order("shelf")).isEqualTo("ShardedConcurrentHashMap [a]");
      assertThat(shop.end().exit()).isZero();
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aProgramAtItsLimitsOfStackAndHeapHoldsWhatItHeld(int version) throws Exception {
    Path report = folder.resolve("report.json");
    Files.writeString(rules, ShopRules.HEAD + AT_LIMITS);
    JavaProcess.Builder plain = atItsLimits(version);
    JavaProcess.Builder edited =
        atItsLimits(version).agent("log=debug,rules=" + rules + ",report=" + report);
    for (JavaProcess.Builder each : List.of(plain, edited)) {
      Result result = atItsLimits(each, each == edited);
      assertThat(result.exit()).as(result::describe).isZero();
      assertThat(result.stdout()).as(result::describe).isEqualTo(AtItsLimits.OUTPUT);
      assertThat(result.stderr())
          .as(result::describe)
          .doesNotContain("thread \"unjam-", "Could not initialize class", "the summary failed");
    }
    assertThat(AgentReport.read(report).applied()).isGreaterThanOrEqualTo(8);
    assertThat(AgentReport.read(report).failures()).isEmpty();
  }

  /** Whoever asks the JVMs of a machine attaches to each; the JVM says if it lacks the memory. */
  private static JavaProcess.Builder atItsLimits(int version) {
    return JavaProcess.of(Jdk.require(version))
        .options(JavaProcess.AS_USERS_HAVE_IT)
        .options("-Xmx32m", "-XX:+UseSerialGC", "-XX:+DisableAttachMechanism")
        .main(Programs.classPath(), AtItsLimits.class.getName(), List.of());
  }

  /**
   * The heap is filled when the outputs have rehearsed: until then the JDK's classes are at risk.
   */
  private static Result atItsLimits(JavaProcess.Builder jvm, boolean rehearses) throws Exception {
    try (JavaProcess program = jvm.start()) {
      if (rehearses) {
        await().atMost(AT_MOST).until(() -> program.stderr().contains("outputs have rehearsed"));
      }
      program.send("go on");
      return program.await(Duration.ofMinutes(3));
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void threadsThatLoadClassesUnderLocksGoOnWhileRulesChange(int version) throws Exception {
    Files.writeString(rules, SHORT);
    try (JavaProcess program =
        JavaProcess.of(Jdk.require(version))
            .main(Programs.classPath(), LoadsUnderLocks.class.getName(), List.of())
            .start()) {
      program.awaitStdout(Pattern.compile("^open$", Pattern.MULTILINE), AT_MOST);
      Requests unjam = new Requests(program.pid(), folder);
      assertThat(unjam.send("attach log=off,rules=" + rules)).startsWith("ok");
      for (int i = 1; i <= 6; i++) {
        program.send("go on");
        Files.writeString(rules, i % 2 == 0 ? SHORT : LONG);
        assertThat(unjam.send("reload")).startsWith("ok");
        assertThat(unjam.send("off")).startsWith("ok");
        assertThat(unjam.send("on")).startsWith("ok");
        // No round ends any more where two threads wait for each other.
        program.awaitStdout(Pattern.compile("^done " + 20 * i + "$", Pattern.MULTILINE), AT_MOST);
      }
      assertThat(unjam.send("detach")).startsWith("ok");
      program.send("");
      Result result = program.await(AT_MOST);
      assertThat(result.exit()).as(result::describe).isZero();
      assertThat(result.stdout()).endsWith("closed\n").doesNotContain("lost");
      assertThat(result.stderr()).doesNotContain("Error", "Exception");
    }
  }
}
