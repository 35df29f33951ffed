package io.unjam.benchmarks.run;

import io.unjam.benchmarks.cases.Arm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The runner's end of a {@link Worker}. Not thread-safe. */
final class WorkerProcess implements Contestant {
  private final Process process;
  private final BufferedReader answers;
  private final Writer requests;
  private final Path log;
  private final String label;

  private WorkerProcess(Process process, Path log, String label) {
    this.process = process;
    this.log = log;
    this.label = label;
    this.answers =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    this.requests = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
  }

  /**
   * Starts an arm's JVM and waits until its workload is set up.
   *
   * @param scratch folder for rule files and what the worker writes to standard error
   */
  static WorkerProcess start(Jdk jdk, Layout layout, Arm arm, int threads, Path scratch)
      throws IOException {
    List<String> command = CommandLine.of(jdk, layout, arm, scratch);
    command.add(Worker.class.getName());
    command.add(arm.program());
    command.add(Integer.toString(threads));
    for (Map.Entry<String, String> parameter : arm.parameters().entrySet()) {
      command.add(parameter.getKey() + "=" + parameter.getValue());
    }
    Path log = Files.createTempFile(scratch, "worker", ".log");
    Process process = new ProcessBuilder(command).redirectError(log.toFile()).start();
    WorkerProcess worker = new WorkerProcess(process, log, arm.label());
    try {
      String ready = worker.answer();
      if (!ready.equals("READY")) {
        throw new IllegalStateException("unexpected answer of " + arm.label() + ": " + ready);
      }
      return worker;
    } catch (IOException | RuntimeException e) {
      process.destroyForcibly();
      throw e;
    }
  }

  @Override
  public Round round(long millis, boolean timed) throws IOException {
    requests.write(millis + " " + timed + "\n");
    requests.flush();
    return Round.decode(answer());
  }

  private String answer() throws IOException {
    String line = answers.readLine();
    if (line == null) {
      List<String> tail = Files.readAllLines(log, StandardCharsets.UTF_8);
      throw new IllegalStateException(
          label
              + ": the worker ended:\n"
              + String.join("\n", tail.subList(Math.max(0, tail.size() - 30), tail.size())));
    }
    return line;
  }

  @Override
  public void close() throws IOException {
    requests.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
