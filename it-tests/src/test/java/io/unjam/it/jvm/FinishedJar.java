package io.unjam.it.jvm;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The jars that the build finished before these tests: used as files, as their users do, and never
 * as part of the tests' own class path.
 */
public enum FinishedJar {
  /** The one shipped jar: agent and command line. */
  UNJAM("unjam.jar"),
  /** The sample gateway and its load driver. */
  SAMPLE_APP("sample-app.jar");

  private final String property;

  FinishedJar(String property) {
    this.property = property;
  }

  /**
   * Where the jar lies.
   *
   * @throws IllegalStateException if the build has not made it: a test without its subject fails,
   *     it is not skipped
   */
  public Path path() {
    Path path = Settings.path(property);
    if (!Files.isRegularFile(path)) {
      throw new IllegalStateException(path + " does not exist: run mvn package first");
    }
    return path;
  }

  /** The JVM option that starts this jar as an agent. */
  public String agentOption(String options) {
    return "-javaagent:" + path() + (options.isEmpty() ? "" : "=" + options);
  }
}
