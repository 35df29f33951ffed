package io.unjam.stress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.opentest4j.TestAbortedException;

/**
 * A JVM that runs a checker on this class path, in a folder of its own under the build folder,
 * where its output stays to be read.
 *
 * @param folder where it ran, empty but for what it left
 * @param exit its exit code
 * @param output what it wrote to either stream
 */
public record CheckerJvm(Path folder, int exit, String output) {

  /**
   * Runs a main class to its end.
   *
   * @param jdk major version; the calling test is skipped where there is none
   * @param folder name of the folder, emptied first
   * @param atMost after which the JVM is killed and the test fails
   * @param arguments JVM options, main class and its arguments
   */
  public static CheckerJvm run(int jdk, String folder, Duration atMost, List<String> arguments)
      throws IOException, InterruptedException {
    Path home = target().resolve(folder);
    deleteAll(home);
    Files.createDirectories(home);
    Path output = home.resolve("output.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                java(jdk),
                "-Dunjam.stress.effort=" + System.getProperty("unjam.stress.effort"),
                "-cp",
                System.getProperty("java.class.path")));
    command.addAll(arguments);
    Process process =
        new ProcessBuilder(command)
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = false;
    try {
      ended = process.waitFor(atMost.toMillis(), MILLISECONDS);
    } finally {
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
    }
    String text = Files.readString(output);
    assertThat(ended).as("ended within %s: %s\n%s", atMost, command, text).isTrue();
    return new CheckerJvm(home, process.exitValue(), text);
  }

  private static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static Path target() {
    String target = System.getProperty("unjam.stress.target");
    if (target == null) {
      throw new IllegalStateException("run these tests by mvn verify");
    }
    return Path.of(target);
  }

  private static String java(int version) throws IOException, InterruptedException {
    Process search =
        new ProcessBuilder(
                "bash", System.getProperty("unjam.stress.find-jdk"), Integer.toString(version))
            .redirectErrorStream(true)
            .start();
    String answer = new String(search.getInputStream().readAllBytes(), UTF_8).strip();
    if (search.waitFor() != 0) {
      throw new TestAbortedException(answer);
    }
    return Path.of(answer, "bin", "java").toString();
  }
}
