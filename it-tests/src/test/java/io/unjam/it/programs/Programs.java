package io.unjam.it.programs;

import io.unjam.it.apps.RealApplication;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the programs of this package lie for a JVM that runs them. */
public final class Programs {

  private Programs() {}

  /** The class path that has them; there is nothing else that they need. */
  public static Stream<Path> classPath() {
    return Stream.of(RealApplication.jarOf(WordCount.class.getName()));
  }
}
