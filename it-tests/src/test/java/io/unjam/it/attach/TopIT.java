package io.unjam.it.attach;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.Jdk;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code unjam top} on a running JVM: for scripts, through a pipe, and on a terminal. */
class TopIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  @TempDir Path folder;

  private Path rules;

  @BeforeEach
  void writesRules() throws IOException {
    rules = Files.writeString(folder.resolve("shop.yaml"), ShopRules.ALL);
  }

  private RunningShop shop(int version) throws Exception {
    return RunningShop.open(version, FinishedJar.UNJAM.agentOption("rules=" + rules));
  }

  private static JsonObject write(JsonObject answer) {
    for (JsonElement site : answer.getAsJsonArray("sites")) {
      if (site.getAsJsonObject().get("name").getAsString().contains("Shop.write")) {
        return site.getAsJsonObject();
      }
    }
    throw new AssertionError("no write in " + answer);
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void showsOneIntervalToAScript(int version) throws Exception {
    try (RunningShop shop = shop(version)) {
      shop.order("write 100");

      JsonObject answer =
          CommandLine.of(version)
              .json("top", Long.toString(shop.pid()), "--once", "--json", "-i", "0.2")
              .getAsJsonObject();

      assertThat(answer.get("state").getAsString()).isEqualTo("on");
      assertThat(answer.get("rules").getAsString()).isEqualTo(rules.toString());
      assertThat(write(answer).get("operations").getAsLong()).isEqualTo(101);
      // Nothing was written while it was looked at.
      assertThat(write(answer).get("rate").getAsDouble()).isZero();
      assertThat(write(answer).has("p99_ns")).isFalse();
      assertThat(write(answer).getAsJsonArray("rules").get(0).getAsString())
          .isEqualTo("map: sharded");
    }
  }

  @Test
  void tellsEachOperationInOneIntervalAlone() throws Exception {
    try (RunningShop shop = shop(17);
        JavaProcess top =
            JavaProcess.of(Jdk.require(17))
                .jar(
                    FinishedJar.UNJAM.path(),
                    "top",
                    Long.toString(shop.pid()),
                    "--json",
                    "-i",
                    "0.2")
                .start()) {
      top.awaitStdout(Pattern.compile("\"pid\".*\n"), AT_MOST);
      int orders = 20;
      for (int i = 0; i < orders; i++) {
        shop.order("write 50");
      }
      await()
          .atMost(AT_MOST)
          .untilAsserted(
              () -> assertThat(top.stdout()).contains("\"operations\":" + (1 + 50 * orders)));
      shop.end();
      JavaProcess.Result result = top.await(AT_MOST);

      assertThat(result.exit()).as(result::describe).isZero();
      assertThat(result.stderr()).contains("has ended");
      double counted = 0;
      for (String line : result.stdout().lines().toList()) {
        JsonObject answer = JsonParser.parseString(line).getAsJsonObject();
        counted += write(answer).get("rate").getAsDouble() * answer.get("seconds").getAsDouble();
      }
      assertThat(Math.round(counted)).isEqualTo(50L * orders);
    }
  }

  @Test
  void leavesNoThreadAndNoFileBehind() throws Exception {
    Path exchange = Files.createDirectory(folder.resolve("exchange"));
    try (RunningShop shop = shop(17)) {
      JavaProcess.Result result =
          JavaProcess.of(Jdk.require(17))
              .options("-Djava.io.tmpdir=" + exchange)
              .jar(
                  FinishedJar.UNJAM.path(), "top", Long.toString(shop.pid()), "--once", "-i", "0.2")
              .run(AT_MOST);

      assertThat(result.exit()).as(result::describe).isZero();
      assertThat(result.stdout())
          .contains("RATE", "ConcurrentHashMap.put in")
          .doesNotContain("\u001b");
      assertThat(exchange).isEmptyDirectory();
      await()
          .atMost(AT_MOST)
          .untilAsserted(() -> assertThat(shop.order("threads")).doesNotContain("unjam-top"));
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void whoeverEndsMakesRoomForTheNextAtOnce(int version) throws Exception {
    Path exchange = Files.createDirectory(folder.resolve("exchange"));
    try (RunningShop shop = shop(version)) {
      // So many that none but the next could watch, if the killed and interrupted ones counted
      // still.
      for (int ended = 0; ended < 6; ended++) {
        try (JavaProcess top =
            JavaProcess.of(Jdk.require(version))
                .options("-Djava.io.tmpdir=" + exchange)
                .jar(
                    FinishedJar.UNJAM.path(),
                    "top",
                    Long.toString(shop.pid()),
                    "--json",
                    "-i",
                    "0.2")
                .start()) {
          top.awaitStdout(Pattern.compile("\"pid\".*\n"), AT_MOST);
          if (ended % 2 == 0) {
            top.terminate();
            top.await(AT_MOST);
          }
          // Otherwise killed by the end of this block.
        }
      }
      CommandLine.of(version)
          .json("top", Long.toString(shop.pid()), "--once", "--json", "-i", "0.2");

      await()
          .atMost(AT_MOST)
          .untilAsserted(() -> assertThat(shop.order("threads")).doesNotContain("unjam-top"));
      assertThat(exchange).isEmptyDirectory();
    }
  }

  @Test
  void endsWithAReasonWhenTheAgentIsDetached() throws Exception {
    CommandLine unjam = CommandLine.of(17);
    try (RunningShop shop = shop(17);
        JavaProcess top =
            JavaProcess.of(Jdk.require(17))
                .jar(FinishedJar.UNJAM.path(), "top", Long.toString(shop.pid()), "-i", "0.2")
                .start()) {
      top.awaitStdout(Pattern.compile("ConcurrentHashMap.put in"), AT_MOST);
      unjam.done("detach", Long.toString(shop.pid()));

      JavaProcess.Result result = top.await(AT_MOST);

      assertThat(result.exit()).as(result::describe).isEqualTo(1);
      assertThat(result.stderr()).contains("does not run Unjam").doesNotContain("\tat ");
      assertThat(shop.order("threads")).doesNotContain("unjam-top");
    }
  }

  @Test
  void saysWhomItCantWatch() throws Exception {
    CommandLine unjam = CommandLine.of(17);
    try (RunningShop shop = RunningShop.open(17)) {
      assertThat(unjam.refused("top", Long.toString(shop.pid()), "--once"))
          .contains("does not run Unjam");
    }
    assertThat(unjam.run("top", "1", "-i", "0").exit()).isEqualTo(2);
  }

  /** A shell on a terminal of its own, which notes the terminal's modes before and after. */
  private Process terminal(long pid) throws IOException {
    return terminal(pid, System.getenv("PATH"));
  }

  private Process terminal(long pid, String searched) throws IOException {
    Path script = Path.of("/usr/bin/script");
    assumeTrue(Files.isExecutable(script), "no script(1), which makes terminals, is installed");
    String top =
        "%s -jar %s top %d -i 0.2".formatted(Jdk.require(17).java(), FinishedJar.UNJAM.path(), pid);
    String shell =
        "stty rows 20 columns 100; stty -g > before; trap : INT; %s; echo $? > exit; stty -g > after"
            .formatted(top);
    ProcessBuilder builder =
        // Tests that a shell runs in the background have interrupts ignored, and so would this.
        new ProcessBuilder(
                "/usr/bin/env", "--default-signal=INT", script.toString(), "-qefc", shell, "screen")
            .directory(folder.toFile())
            .redirectOutput(folder.resolve("copy").toFile())
            .redirectErrorStream(true);
    builder.environment().put("TERM", "xterm");
    builder.environment().put("PATH", searched);
    builder.environment().remove("NO_COLOR");
    return builder.start();
  }

  /**
   * A {@code stty} before the system's own: it interrupts the command in the middle of a look at
   * the terminal's size, and waits there a while for the modes to be put back, which must not
   * happen before the look is over.
   *
   * @param first whether in the first look, by which the terminal is taken, or in a later one
   */
  private String sttyThatInterrupts(boolean first) throws IOException {
    if (first) {
      Files.createFile(folder.resolve("asked"));
    }
    Path stty = Files.createDirectory(folder.resolve("bin")).resolve("stty");
    Files.writeString(
        stty,
        """
        #!/bin/sh
        case $1 in
          -icanon)
            if [ -e asked ] && [ ! -e interrupted ]; then
              : > interrupted
              kill -INT $PPID
              tries=0
              while [ ! -e restored ] && [ $tries -lt 20 ]; do
                sleep 0.1
                tries=$((tries + 1))
              done
            fi
            : > asked ;;
          rows | -g) ;;
          *) : > restored ;;
        esac
        exec /bin/stty "$@"
        """);
    Files.setPosixFilePermissions(stty, PosixFilePermissions.fromString("rwxr-xr-x"));
    return stty.getParent() + ":" + System.getenv("PATH");
  }

  private String screen() throws IOException {
    return Files.readString(folder.resolve("copy"), UTF_8);
  }

  private void assertGivenBack(Process terminal) throws Exception {
    assertThat(terminal.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(screen()).contains("\u001b[?1049h").endsWith("\u001b[?25h\u001b[?1049l");
    assertThat(folder.resolve("after")).hasSameTextualContentAs(folder.resolve("before"));
  }

  private static void press(Process terminal, char key) throws IOException {
    OutputStream keys = terminal.getOutputStream();
    keys.write(key);
    keys.flush();
  }

  @Test
  void sortsByKeyAndGivesTheTerminalBackOnQ() throws Exception {
    try (RunningShop shop = shop(17)) {
      Process terminal = terminal(shop.pid());
      try {
        await().atMost(AT_MOST).until(() -> screen().contains("Shop.write"));
        assertThat(screen()).contains("[w wait]").doesNotContain("[r rate]");
        press(terminal, 'r');
        await().atMost(AT_MOST).until(() -> screen().contains("[r rate]"));
        // A hundred columns have none for rules, which details say then.
        assertThat(screen()).doesNotContain("map: sharded");
        press(terminal, 'd');
        await().atMost(AT_MOST).until(() -> screen().contains("rules: map: sharded"));
        press(terminal, 'q');
        assertGivenBack(terminal);
        assertThat(folder.resolve("exit")).hasContent("0");
      } finally {
        terminal.destroyForcibly();
      }
      // Lines are cut at the terminal's width.
      assertThat(
              screen()
                  .replaceAll("\u001b\\[[0-9;]*H", "\n")
                  .replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "")
                  .lines())
          .allMatch(line -> line.length() <= 100);
    }
  }

  @Test
  void givesTheTerminalBackOnInterrupt() throws Exception {
    try (RunningShop shop = shop(17)) {
      Process terminal = terminal(shop.pid());
      try {
        await().atMost(AT_MOST).until(() -> screen().contains("Shop.write"));
        press(terminal, '\u0003');
        assertGivenBack(terminal);
      } finally {
        terminal.destroyForcibly();
      }
    }
  }

  @Test
  void givesTheTerminalBackWhenInterruptedWhileItAsksForItsSize() throws Exception {
    try (RunningShop shop = shop(17)) {
      Process terminal = terminal(shop.pid(), sttyThatInterrupts(false));
      try {
        assertGivenBack(terminal);
        assertThat(folder.resolve("interrupted")).exists();
      } finally {
        terminal.destroyForcibly();
      }
    }
  }

  @Test
  void leavesTheTerminalAloneWhenInterruptedWhileItIsTaken() throws Exception {
    try (RunningShop shop = shop(17)) {
      Process terminal = terminal(shop.pid(), sttyThatInterrupts(true));
      try {
        assertThat(terminal.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(screen()).endsWith("\u001b[?25h\u001b[?1049l");
        assertThat(folder.resolve("after")).hasSameTextualContentAs(folder.resolve("before"));
        assertThat(folder.resolve("interrupted")).exists();
      } finally {
        terminal.destroyForcibly();
      }
    }
  }
}
