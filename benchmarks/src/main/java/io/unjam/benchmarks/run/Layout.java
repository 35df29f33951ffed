package io.unjam.benchmarks.run;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Where the built files lie.
 *
 * @param root the checkout
 */
public record Layout(Path root) {

  /** The agent. */
  public Path agent() {
    return existing(root.resolve("agent/target/unjam.jar"));
  }

  /** The gateway and its load driver. */
  public Path sampleApp() {
    return existing(root.resolve("sample-app/target/sample-app.jar"));
  }

  /** A file of the folder {@code rules}. */
  public Path rules(String name) {
    return existing(root.resolve("rules").resolve(name));
  }

  /** A library of the benchmarks by the start of its name. */
  public Path library(String prefix) {
    File[] found =
        root.resolve("benchmarks/target/lib")
            .toFile()
            .listFiles((folder, name) -> name.startsWith(prefix));
    if (found == null || found.length != 1) {
      throw new IllegalStateException(
          "expected one library "
              + prefix
              + "* in benchmarks/target/lib: run ./bench, which builds");
    }
    return found[0].toPath();
  }

  /** A real application's jars with what drives it. */
  public String applicationClassPath(String name) {
    Path target = existing(root.resolve("it-tests/applications").resolve(name).resolve("target"));
    return target
        + File.separator
        + "*"
        + File.pathSeparator
        + existing(target.resolve("lib"))
        + File.separator
        + "*";
  }

  /** The class path of workers. */
  public String workerClassPath() {
    return String.join(
        File.pathSeparator,
        List.of(
            existing(root.resolve("benchmarks/target/unjam-benchmarks.jar")).toString(),
            root.resolve("benchmarks/target/lib") + File.separator + "*"));
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw new IllegalStateException(path + " is missing: run ./bench, which builds it");
    }
    return path;
  }
}
