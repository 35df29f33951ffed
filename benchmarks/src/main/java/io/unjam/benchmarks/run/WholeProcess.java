package io.unjam.benchmarks.run;

import io.unjam.benchmarks.cases.Arm;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/** An arm whose round is a process from its start to its end. */
final class WholeProcess implements Contestant {
  private final List<String> command;
  private final String label;

  WholeProcess(Jdk jdk, Layout layout, Arm arm, Path scratch) throws IOException {
    this.command = CommandLine.of(jdk, layout, arm, scratch);
    this.label = arm.label();
    command.add(arm.program());
  }

  @Override
  public Round round(long millis, boolean timed) throws IOException {
    long started = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(Redirect.DISCARD)
            .redirectError(Redirect.DISCARD)
            .start();
    try {
      int exit = process.waitFor();
      long nanos = System.nanoTime() - started;
      if (exit != 0) {
        throw new IllegalStateException(label + " ended with exit code " + exit);
      }
      return new Round(1, nanos, nanos, nanos, nanos, 1, 0);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void close() {}
}
