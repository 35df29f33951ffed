package io.unjam.it.command;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.it.jvm.Settings;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/**
 * The command that runs all tests, in a copy of its own and with a Maven that only writes reports:
 * it says what is missing, counts what that skips, and takes no run for passed that wasn't.
 */
class AllTestsCommandIT {

  private static final String NO_ENGINE =
      "no container engine: it-tests/containers/up says what is missing";

  @TempDir Path folder;
  private Path project;
  private Path maven;

  /** How a command ended, with all that it said in the order in which it did. */
  private record Ended(int exit, String output) {}

  @BeforeEach
  void copyTheCommand() throws IOException {
    Path root = Settings.rules().getParent();
    project = folder.resolve("project");
    Path scripts = Files.createDirectories(project.resolve("it-tests/containers"));
    Files.copy(root.resolve("test"), project.resolve("test"));
    try (Stream<Path> files = Files.list(root.resolve("it-tests/containers"))) {
      for (Path file : files.toList()) {
        Files.copy(file, scripts.resolve(file.getFileName().toString()));
      }
    }
    // A browser is another matter, and would be installed.
    script(scripts.resolve("chromium"), "exit 0");
    maven = Files.createDirectory(folder.resolve("bin")).resolve("mvn");
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/usr/bin/env bash\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  /** What Maven leaves behind: unit tests, and integration tests some of which had no engine. */
  private void mavenThatReports(int unit, int integration, int failed, int skipped)
      throws IOException {
    Path surefire = project.resolve("runtime/target/surefire-reports");
    Path failsafe = project.resolve("it-tests/target/failsafe-reports");
    script(
        maven,
        """
        echo "arguments: $*"
        mkdir -p %1$s %2$s
        echo '<testsuite name="A" tests="%3$d" errors="0" skipped="0" failures="0">' > %1$s/TEST-A.xml
        for ((i = 0; i < %6$d; i++)); do
          echo '<skipped message="org.opentest4j.TestAbortedException: %7$s" type="x"/>'
        done > %2$s/TEST-B.xml
        cat > %2$s/failsafe-summary.xml <<'END'
        <failsafe-summary result="null" timeout="false">
            <completed>%4$d</completed>
            <errors>0</errors>
            <failures>%5$d</failures>
            <skipped>%6$d</skipped>
        </failsafe-summary>
        END
        """
            .formatted(surefire, failsafe, unit, integration, failed, skipped, NO_ENGINE));
  }

  private Ended run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(project.resolve("test").toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .merge("PATH", maven.getParent().toString(), (old, own) -> own + File.pathSeparator + old);
    builder.environment().put("DOCKER_HOST", "unix:///nowhere/docker.sock");
    return ended(builder);
  }

  private static Ended ended(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Ended(process.exitValue(), output);
  }

  @Test
  void saysWhatIsMissingAndCountsWhatIsSkippedForIt() throws Exception {
    mavenThatReports(30, 12, 0, 2);
    Ended ended = run();
    assertThat(ended.output())
        .contains(
            "containers: the engine at DOCKER_HOST=unix:///nowhere/docker.sock does not answer",
            "containers: none; tests that need them are skipped and counted",
            "arguments: -B verify -Dunjam.stress.alone -T 2\n",
            "tests: 40 run, 0 failed, 2 skipped\n",
            "  skipped 2: " + NO_ENGINE + "\n",
            "PASSED");
    assertThat(ended.exit()).isZero();
  }

  @Test
  void leavesContainersOutWhereAsked() throws Exception {
    mavenThatReports(30, 12, 0, 0);
    Ended ended = run("--no-containers", "-pl", "it-tests");
    assertThat(ended.output())
        .contains(
            "containers: left out by --no-containers",
            "arguments: -B verify -pl it-tests -Dunjam.it.containers=off\n",
            "tests: 42 run, 0 failed, 0 skipped\n")
        .doesNotContain("DOCKER_HOST");
    assertThat(ended.exit()).isZero();
  }

  @Test
  void takesNoRunForPassedInWhichATestFailed() throws Exception {
    mavenThatReports(30, 12, 1, 0);
    Ended ended = run("--no-containers");
    assertThat(ended.output()).contains("tests: 42 run, 1 failed, 0 skipped\n", "FAILED");
    assertThat(ended.exit()).isNotZero();
  }

  @Test
  void takesNoRunForPassedInWhichNoTestRan() throws Exception {
    script(maven, "exit 0");
    Ended ended = run("--no-containers");
    assertThat(ended.output()).contains("no test ran: that passes nothing", "FAILED");
    assertThat(ended.exit()).isNotZero();
  }

  @Test
  void takesNoRunForPassedThatMavenBrokeOff() throws Exception {
    mavenThatReports(30, 12, 0, 0);
    Files.writeString(maven, Files.readString(maven) + "exit 1\n");
    Ended ended = run("--no-containers");
    assertThat(ended.output()).contains("FAILED (exit 1)");
    assertThat(ended.exit()).isOne();
  }

  @Test
  void anImageThatIsThereIsNotBuiltAgain() throws Exception {
    if (Settings.containersOff()) {
      throw new TestAbortedException("container tests are left out (unjam.it.containers=off)");
    }
    Ended before = image();
    if (before.exit() != 0) {
      throw new TestAbortedException("no image unjam-it/jdk:17: it-tests/containers/up says why");
    }
    Path script = Settings.rules().resolveSibling("it-tests/containers/jdk-image");
    Ended again = ended(new ProcessBuilder(script.toString(), "17").redirectErrorStream(true));
    assertThat(again).isEqualTo(new Ended(0, ""));
    assertThat(image()).isEqualTo(before);
  }

  private static Ended image() throws IOException, InterruptedException {
    try {
      return ended(
          new ProcessBuilder("docker", "image", "inspect", "--format", "{{.Id}}", "unjam-it/jdk:17")
              .redirectErrorStream(true));
    } catch (IOException noDocker) {
      return new Ended(127, noDocker.toString());
    }
  }
}
