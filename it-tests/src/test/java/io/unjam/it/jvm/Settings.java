package io.unjam.it.jvm;

import java.nio.file.Path;

/**
 * What the build tells the integration tests, by system properties that its failsafe configuration
 * sets.
 */
public final class Settings {

  private Settings() {}

  /** The folder {@code rules/} of the project: the shipped rule files. */
  public static Path rules() {
    return path("unjam.it.rules");
  }

  /** The folder {@code packaging/} of the project: what brings the jar to where it runs. */
  public static Path packaging() {
    return path("unjam.it.packaging");
  }

  /** The build folder of this module, where tests leave what is worth reading afterwards. */
  public static Path target() {
    return path("unjam.it.target");
  }

  /** The folder with a built folder for each real application. */
  public static Path applications() {
    return path("unjam.it.applications");
  }

  /** Whether the heavy applications are run, and they alone. */
  public static boolean heavy() {
    return value("unjam.it.heavy").equals("true");
  }

  /** Whether container tests were left out on purpose. */
  public static boolean containersOff() {
    return value("unjam.it.containers").equals("off");
  }

  static Path modulePath(String relative) {
    return target().getParent().resolve(relative);
  }

  static Path path(String property) {
    return Path.of(value(property)).toAbsolutePath().normalize();
  }

  private static String value(String property) {
    String value = System.getProperty(property);
    if (value == null) {
      throw new IllegalStateException(
          "system property " + property + " is not set: run these tests by mvn verify");
    }
    return value;
  }
}
