package io.unjam.it.programs;

import io.unjam.it.apps.RealApplication;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Where the programs of this package lie for a JVM that runs them. */
public final class Programs {

  /** Rules that apply to {@link WordCount}: its yields are taken out, its writes are timed. */
  public static final String RULES =
      """
      version: 1
      rules:
        - name: needless yields
          at: { package: io.unjam.it.programs }
          yield: { variant: strip }
          assume: [yield-not-required]
        - name: writes
          at: { package: io.unjam.it.programs }
          time: { sample: 16 }
      """;

  /** How many sites of {@link WordCount} they apply to: one yield, one write. */
  public static final int SITES = 2;

  private Programs() {}

  /** The class path that has them; there is nothing else that they need. */
  public static Stream<Path> classPath() {
    return Stream.of(RealApplication.jarOf(WordCount.class.getName()));
  }
}
