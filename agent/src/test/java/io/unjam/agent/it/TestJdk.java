package io.unjam.agent.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * A JDK that integration tests run on.
 *
 * @param home its folder, {@code null} where this machine has none
 */
record TestJdk(int feature, @Nullable Path home) {

  private static final int OTHER = 25;

  /** The JDK of the build, and the newest that is supported. */
  static Stream<TestJdk> all() throws IOException {
    int current = Runtime.version().feature();
    TestJdk build = new TestJdk(current, Path.of(System.getProperty("java.home")));
    return current == OTHER
        ? Stream.of(build)
        : Stream.of(build, new TestJdk(OTHER, find(build.home())));
  }

  /** By the environment, else beside the JDK of the build. */
  private static @Nullable Path find(@Nullable Path build) throws IOException {
    List<Path> homes = new ArrayList<>();
    String named = System.getenv("UNJAM_JDK" + OTHER);
    if (named != null) {
      homes.add(Path.of(named));
    }
    Path folder = build == null ? null : build.toAbsolutePath().getParent();
    if (folder != null) {
      try (Stream<Path> neighbours = Files.list(folder)) {
        neighbours.forEach(homes::add);
      }
    }
    for (Path home : homes) {
      if (featureOf(home) == OTHER) {
        return home;
      }
    }
    return null;
  }

  private static int featureOf(Path home) throws IOException {
    Path release = home.resolve("release");
    if (!Files.isReadable(release)) {
      return -1;
    }
    Properties properties = new Properties();
    try (var in = Files.newInputStream(release)) {
      properties.load(in);
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.isEmpty() ? -1 : Runtime.Version.parse(version).feature();
  }

  /** A JVM of it whose files go into {@code folder}. Aborts the test where there is none. */
  ChildJvm jvm(Path folder) {
    if (home == null) {
      throw new TestAbortedException("no JDK " + OTHER + ": UNJAM_JDK" + OTHER + " can name one");
    }
    return ChildJvm.in(home, folder);
  }

  @Override
  public String toString() {
    return "JDK " + feature;
  }
}
