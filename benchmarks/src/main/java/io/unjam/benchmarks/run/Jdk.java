package io.unjam.benchmarks.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A Java runtime of this machine. */
public record Jdk(int feature, Path home) {

  /** Its launcher. */
  public Path java() {
    return home.resolve("bin").resolve("java");
  }

  /** The one that runs the runner. */
  public static Jdk current() {
    return new Jdk(Runtime.version().feature(), Path.of(System.getProperty("java.home")));
  }

  /**
   * The JDK of a feature release: the current one, the one that the environment names as {@code
   * UNJAM_JDK<feature>}, or one that lies beside the current one.
   *
   * @return {@code null} where there is none
   */
  public static @Nullable Jdk find(int feature) {
    if (feature == current().feature()) {
      return current();
    }
    String named = System.getenv("UNJAM_JDK" + feature);
    List<Path> homes = new ArrayList<>();
    if (named != null) {
      homes.add(Path.of(named));
    }
    Path neighbours = current().home().getParent();
    if (neighbours != null) {
      try (DirectoryStream<Path> folders = Files.newDirectoryStream(neighbours)) {
        folders.forEach(homes::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    for (Path home : homes) {
      if (featureOf(home) == feature) {
        return new Jdk(feature, home);
      }
    }
    return null;
  }

  private static int featureOf(Path home) {
    Path release = home.resolve("release");
    if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.isReadable(release)) {
      return -1;
    }
    Properties properties = new Properties();
    try (var in = Files.newInputStream(release)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String version = properties.getProperty("JAVA_VERSION", "").replace("\"", "");
    return version.isEmpty() ? -1 : Runtime.Version.parse(version).feature();
  }
}
