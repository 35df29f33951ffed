package io.unjam.it.apps;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/**
 * An application whose published jars are run as they are, driven by a class of ours that checks
 * its results.
 */
public interface RealApplication {

  /** Its name in tables; its shipped rules are {@code rules/NAME.unjam.yaml}. */
  String name();

  /** The package whose every write is measured in the run with timing on everything. */
  String rootPackage();

  /** Its unmodified jars. */
  List<Path> jars();

  /** JVM options that the application needs; none of Unjam's. */
  default List<String> options() {
    return List.of();
  }

  /** The class that drives it and ends by printing one {@link DriverResult}. */
  Class<?> driver();

  /**
   * The arguments of the driver.
   *
   * @param scratch an empty folder for the files of one run
   */
  List<String> arguments(Path scratch);

  /** The jar or folder that a class of the tests' own class path came from. */
  static Path jarOf(String className) {
    try {
      Class<?> type = Class.forName(className, false, RealApplication.class.getClassLoader());
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException(className + " has no jar on the class path", e);
    }
  }
}
