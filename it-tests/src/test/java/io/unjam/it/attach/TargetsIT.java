package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Namesake;
import io.unjam.it.programs.Programs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that can't be attached to, and how a user gets to know. */
class TargetsIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  private final CommandLine unjam = CommandLine.of(17);

  @Test
  void aNumberThatNoProcessHas() throws Exception {
    assertThat(unjam.refused("status", "99999999")).contains("there is no process 99999999");
  }

  @Test
  void aNameThatNoJvmHas() throws Exception {
    assertThat(unjam.refused("status", "NoSuchProgram"))
        .contains("no JVM of this user is named 'NoSuchProgram'");
  }

  @Test
  void aProcessThatIsNoJvm() throws Exception {
    Process sleep = new ProcessBuilder("sleep", "600").start();
    try {
      assertThat(unjam.refused("attach", Long.toString(sleep.pid()))).contains("is no JVM");
      assertThat(sleep.isAlive()).as("it was sent no signal").isTrue();
    } finally {
      sleep.destroyForcibly();
    }
  }

  @Test
  void aJvmOfAnotherUser() throws Exception {
    assumeTrue(
        Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0),
        "only root can start a process of another user");
    Process foreign =
        new ProcessBuilder("setpriv", "--reuid=65534", "--clear-groups", "sleep", "600").start();
    try {
      assertThat(unjam.refused("attach", Long.toString(foreign.pid())))
          .contains("belongs to ", "only that user can attach to it");
    } finally {
      foreign.destroyForcibly();
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aJvmThatLetsNobodyIn(int version) throws Exception {
    try (RunningShop shop = RunningShop.open(version, "-XX:+DisableAttachMechanism")) {
      assertThat(unjam.refused("attach", Long.toString(shop.pid())))
          .contains("-XX:+DisableAttachMechanism");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aJvmThatTakesNoAgents(int version) throws Exception {
    try (RunningShop shop = RunningShop.open(version, "-XX:-EnableDynamicAgentLoading")) {
      assertThat(unjam.refused("attach", Long.toString(shop.pid())))
          .contains("-XX:-EnableDynamicAgentLoading");
    }
  }

  @Test
  void aJavaThatCannotAttach() throws Exception {
    Result result =
        JavaProcess.of(Jdk.require(17))
            .options("--limit-modules", "java.base,java.instrument,java.logging,java.sql")
            .jar(FinishedJar.UNJAM.path(), "list")
            .run(AT_MOST);
    assertThat(result.exit()).as(result::describe).isEqualTo(1);
    assertThat(result.stderr()).as(result::describe).contains("has no module jdk.attach");
  }

  @Test
  void aNameThatSeveralJvmsHave() throws Exception {
    try (RunningShop one = RunningShop.open(Jdk.require(17), Namesake.class);
        JavaProcess other =
            JavaProcess.of(Jdk.require(17))
                .main(Programs.classPath(), Namesake.class.getName(), List.of())
                .start()) {
      other.awaitStdout(Pattern.compile("open"), AT_MOST);
      assertThat(unjam.refused("status", "Namesake"))
          .contains("several JVMs are named 'Namesake'", one.pid() + " (", other.pid() + " (");
      other.close();
      assertThat(unjam.refused("status", "io.unjam.it.programs.Namesake"))
          .contains("process " + one.pid() + ": this JVM does not run Unjam");
    }
  }
}
