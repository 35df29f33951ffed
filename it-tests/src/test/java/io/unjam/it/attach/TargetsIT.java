package io.unjam.it.attach;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.JavaProcess.Result;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Namesake;
import io.unjam.it.programs.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes that can't be attached to, and how a user gets to know. */
class TargetsIT {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  private final CommandLine unjam = CommandLine.of(17);

  @TempDir Path folder;

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
    // Where everybody can read it, as that user can't read what lies around us.
    Path module = Files.createDirectory(folder.resolve("program"));
    for (Path file : List.of(folder, module)) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    Files.writeString(
        module.resolve("Sleeps.java"),
        """
        public class Sleeps {
          public static void main(String[] arguments) throws Exception {
            System.out.println("open");
            System.in.read();
          }
        }
        """);
    Process foreign =
        new ProcessBuilder(
                "setpriv",
                "--reuid=65534",
                "--clear-groups",
                Jdk.require(17).java().toString(),
                module.resolve("Sleeps.java").toString())
            .start();
    try {
      assertThat(foreign.inputReader().readLine()).isEqualTo("open");
      String pid = Long.toString(foreign.pid());
      for (String command : List.of("attach", "status", "detach")) {
        assertThat(unjam.refused(command, pid))
            .contains("belongs to ", "only that user can attach to it");
      }
      assertThat(foreign.isAlive()).isTrue();
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

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aJvmThatIsStopped(int version) throws Exception {
    try (RunningShop shop = RunningShop.open(version)) {
      signal("STOP", shop.pid());
      Result result =
          JavaProcess.of(Jdk.require(version))
              .options("-Dsun.tools.attach.attachTimeout=200")
              .jar(FinishedJar.UNJAM.path(), "attach", Long.toString(shop.pid()))
              .run(AT_MOST);
      signal("CONT", shop.pid());
      assertThat(result.exit()).as(result::describe).isEqualTo(1);
      assertThat(result.stderr())
          .as(result::describe)
          .contains("does not answer: it is stopped, or too busy")
          .doesNotContain("\tat ");
      assertThat(shop.order("write 1")).isEqualTo("2 entries of 2");
    }
  }

  @ParameterizedTest(name = "on {0}")
  @ValueSource(ints = {17, 25})
  void aJvmThatIsKilledWhileItIsAttachedTo(int version) throws Exception {
    assumeTrue(Files.isReadable(Path.of("/proc/net/unix")), "this system has no /proc/net/unix");
    try (RunningShop shop = RunningShop.open(version)) {
      CommandLine commands = CommandLine.of(version);
      // It listens from now on, so that the next command is connected to it and waits.
      commands.done("list", "--ask");
      signal("STOP", shop.pid());
      try (JavaProcess attach =
          JavaProcess.of(Jdk.require(version))
              .jar(FinishedJar.UNJAM.path(), "attach", Long.toString(shop.pid()))
              .start()) {
        await().atMost(AT_MOST).until(() -> connections(shop.pid()) > 1);
        signal("KILL", shop.pid());
        Result result = attach.await(AT_MOST);
        assertThat(result.exit()).as(result::describe).isEqualTo(1);
        assertThat(result.stderr())
            .as(result::describe)
            .contains("process " + shop.pid() + " has ended")
            .doesNotContain("\tat ");
      }
    }
  }

  /**
   * How many sockets the system knows of a JVM's for those who attach, its own included: by the
   * name that it was made under.
   */
  private static long connections(long pid) throws IOException {
    try (Stream<String> sockets = Files.lines(Path.of("/proc/net/unix"))) {
      return sockets.filter(it -> it.contains(".java_pid" + pid + ".")).count();
    }
  }

  private static void signal(String name, long pid) throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor())
        .isZero();
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
