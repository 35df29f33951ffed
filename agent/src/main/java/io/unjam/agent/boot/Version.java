package io.unjam.agent.boot;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The version this jar was built as. */
public final class Version {

  private Version() {}

  /** As in the build: {@code 0.1.0}. {@code unknown} if the jar isn't whole. */
  public static String current() {
    try (InputStream in = Version.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      // A label, not worth failing for.
      return "unknown";
    }
  }
}
