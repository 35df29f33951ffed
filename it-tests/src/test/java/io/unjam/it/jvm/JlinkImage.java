package io.unjam.it.jvm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** JDKs that have been cut down to some modules. */
public final class JlinkImage {

  private JlinkImage() {}

  /**
   * Makes one by {@code jlink}.
   *
   * @param modules names, separated by commas
   * @param folder gets a folder {@code image} and a log
   */
  public static Jdk of(Jdk jdk, String modules, Path folder)
      throws IOException, InterruptedException {
    Path home = folder.resolve("image");
    Path log = folder.resolve("jlink.log");
    Process jlink =
        new ProcessBuilder(
                jdk.home().resolve("bin/jlink").toString(),
                "--add-modules",
                modules,
                "--strip-debug",
                "--output",
                home.toString())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(jlink.waitFor()).as(() -> read(log)).isZero();
    return new Jdk(jdk.version(), home);
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "jlink left no output: " + e;
    }
  }
}
