package io.unjam.it.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.opentest4j.TestAbortedException;

/**
 * A JDK on this machine that tests start JVMs of.
 *
 * @param version major version, such as 17
 * @param home its top folder
 */
public record Jdk(int version, Path home) {

  /** What the search answered: a home, or the reason why there is none. */
  private record Answer(int exit, String output) {}

  private static final Map<Integer, Answer> ANSWERS = new ConcurrentHashMap<>();

  /**
   * The JDK of a major version. Where there is none the calling test is aborted, so that it counts
   * as skipped, with the places that were searched as its reason; the test command lists these
   * reasons.
   */
  public static Jdk require(int version) {
    Answer answer = ANSWERS.computeIfAbsent(version, Jdk::search);
    if (answer.exit() != 0) {
      throw new TestAbortedException(answer.output());
    }
    return new Jdk(version, Path.of(answer.output()));
  }

  /** The launcher of this JDK. */
  public Path java() {
    return home.resolve("bin/java");
  }

  // The same script serves the container images, so both sides of the tests mean the same JDK.
  private static Answer search(int version) {
    String script = Settings.modulePath("containers/find-jdk").toString();
    try {
      Process process =
          new ProcessBuilder("bash", script, Integer.toString(version))
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      return new Answer(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + script, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while looking for JDK " + version, e);
    }
  }
}
