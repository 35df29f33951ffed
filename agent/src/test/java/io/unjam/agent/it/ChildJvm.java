package io.unjam.agent.it;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A JVM of its own for one test, and what became of it. */
final class ChildJvm {

  /** What the JVM itself says, whichever agent it runs: of its archive, and from 25 of a folder. */
  private static final List<String> JVM_LINES =
      List.of(
          "OpenJDK 64-Bit Server VM warning: Sharing is only",
          "WARNING: java.io.tmpdir directory does not exist");

  private final List<String> command = new ArrayList<>();
  private final Set<String> classPath = new LinkedHashSet<>();
  private final ProcessBuilder builder = new ProcessBuilder();
  private final Path folder;

  /** What a finished JVM left. */
  record Result(int status, String out, String err) {
    /** Standard error without the lines that the JVM itself prints. */
    List<String> lines() {
      List<String> lines = new ArrayList<>();
      for (String line : err.lines().toList()) {
        if (!line.isEmpty() && JVM_LINES.stream().noneMatch(line::startsWith)) {
          lines.add(line);
        }
      }
      return lines;
    }
  }

  private ChildJvm(Path java, Path folder) {
    this.folder = folder;
    command.add(java.toString());
    // Nothing of the build's own environment may decide a test.
    builder.environment().keySet().removeIf(name -> name.startsWith("UNJAM_"));
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("JDK_JAVA_OPTIONS");
  }

  /** The JVM of the JDK at {@code home}; {@code folder} takes its files. */
  static ChildJvm in(Path home, Path folder) {
    return new ChildJvm(home.resolve("bin").resolve("java"), folder);
  }

  /** The shipped jar. */
  static Path jar() {
    return Path.of(System.getProperty("unjam.jar"));
  }

  ChildJvm agent(String argument) {
    return with("-javaagent:" + jar() + (argument.isEmpty() ? "" : "=" + argument));
  }

  ChildJvm with(String... arguments) {
    command.addAll(List.of(arguments));
    return this;
  }

  ChildJvm environment(Map<String, String> variables) {
    builder.environment().putAll(variables);
    return this;
  }

  /** Puts more on the class path: where these classes come from. */
  ChildJvm needing(Class<?>... classes) {
    for (Class<?> type : classes) {
      classPath.add(placeOf(type));
    }
    return this;
  }

  /** Runs the test class's application and waits for its end. */
  Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
    classPath.add(placeOf(main));
    command.add("-cp");
    command.add(String.join(File.pathSeparator, classPath));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    return run();
  }

  private static String placeOf(Class<?> type) {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath()).getPath();
  }

  /** Runs what {@link #with} was given and waits for its end. */
  Result run() throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", ".txt");
    Path err = Files.createTempFile(folder, "err", ".txt");
    Process process =
        builder
            .command(command)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IllegalStateException("still running after a minute: " + command);
    }
    return new Result(process.exitValue(), text(out), text(err));
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file, StandardCharsets.UTF_8);
  }
}
