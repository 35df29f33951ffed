package io.unjam.it.apps;

import io.unjam.it.jvm.Settings;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The applications that are run, each built in {@code applications/NAME}: its published jars, and a
 * driver that works with it and checks its results. Its shipped rules are {@code
 * rules/NAME.unjam.yaml}.
 */
public enum RealApplication {
  H2(500, "org.h2"),
  HSQLDB(500, "org.hsqldb"),
  DERBY(500, "org.apache.derby"),
  ZOOKEEPER(150, "org.apache.zookeeper"),
  TOMCAT(300, "org.apache"),
  /** Several seconds for each start: in the profile {@code heavy} alone. */
  KAFKA(150, "org.apache.kafka kafka");

  /** The class that drives any of them. */
  public static final String DRIVER = "io.unjam.apps.Drive";

  private static final int THREADS = 4;

  private final int operations;

  /** Separated by spaces. */
  private final String packages;

  RealApplication(int operations, String packages) {
    this.operations = operations;
    this.packages = packages;
  }

  /** Its name in files and tables. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }

  /** Whether it takes too long for the ordinary run of all tests. */
  public boolean isHeavy() {
    return this == KAFKA;
  }

  /** The packages that are its own. */
  public List<String> packages() {
    return List.of(packages.split(" ", -1));
  }

  /** The driver with all it needs, and the application's unmodified jars. */
  public List<Path> jars() {
    Path target = Settings.applications().resolve(label()).resolve("target");
    List<Path> jars = new ArrayList<>();
    for (Path folder : List.of(target, target.resolve("lib"))) {
      try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "*.jar")) {
        found.forEach(jars::add);
      } catch (IOException e) {
        throw new IllegalStateException(folder + " is not built: run mvn verify at the root", e);
      }
    }
    return jars;
  }

  /**
   * The arguments of {@link #DRIVER}.
   *
   * @param scratch an empty folder for the files of one run
   */
  public List<String> arguments(String scratch) {
    return List.of(scratch, Integer.toString(THREADS), Integer.toString(operations));
  }

  /** The jar or folder that a class of the tests' own class path came from. */
  public static Path jarOf(String className) {
    try {
      Class<?> type = Class.forName(className, false, RealApplication.class.getClassLoader());
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException(className + " has no jar on the class path", e);
    }
  }
}
