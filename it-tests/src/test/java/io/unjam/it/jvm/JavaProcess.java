package io.unjam.it.jvm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A JVM that a test starts: its output is captured, its life is bounded, and it is gone when this
 * is closed.
 *
 * <p>For use by one thread. Options of the environment that would change a JVM ({@code
 * JAVA_TOOL_OPTIONS}, {@code UNJAM_*} and their like) are not passed on, so that a test sees what
 * it asked for.
 */
public final class JavaProcess implements AutoCloseable {

  /**
   * Enough for every application here, and small enough that one gone wild does not take the
   * machine.
   */
  private static final String HEAP = "-Xmx256m";

  /**
   * Hundreds of these are started, most for a second or two: nothing is won by compiling well, or
   * by collecting beside the program.
   */
  private static final List<String> SHORT_LIVED =
      List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

  /**
   * Options for a program whose edited code is to be compiled and collected as users have it: all
   * compilers, and the collector that the JVM chooses.
   */
  public static final List<String> AS_USERS_HAVE_IT =
      List.of("-XX:TieredStopAtLevel=4", "-XX:-UseSerialGC");

  private final List<String> command;
  private final Process process;
  private final Captured stdout;
  private final Captured stderr;

  private JavaProcess(List<String> command, Process process) {
    this.command = command;
    this.process = process;
    this.stdout = new Captured(process.getInputStream(), "stdout");
    this.stderr = new Captured(process.getErrorStream(), "stderr");
  }

  /** Begins the command line of a JVM, which compiles fast unless told otherwise. */
  public static Builder of(Jdk jdk) {
    return new Builder(jdk);
  }

  /** The process id, for tools that attach to it. */
  public long pid() {
    return process.pid();
  }

  /** What was written to standard output until now. */
  public String stdout() {
    return stdout.text();
  }

  /** What was written to standard error until now. */
  public String stderr() {
    return stderr.text();
  }

  /**
   * Waits until a pattern occurs in standard output.
   *
   * @throws TimeoutException if it does not within the time, or the JVM ended without it; the
   *     message holds all output
   */
  public Matcher awaitStdout(Pattern pattern, Duration atMost)
      throws InterruptedException, TimeoutException {
    Matcher found = stdout.await(pattern, atMost);
    if (found == null) {
      throw new TimeoutException("'" + pattern + "' did not appear within " + atMost + describe());
    }
    return found;
  }

  /** Writes a line to the JVM's standard input. */
  public void send(String line) throws IOException {
    OutputStream input = process.getOutputStream();
    input.write((line + "\n").getBytes(UTF_8));
    input.flush();
  }

  /**
   * Waits for the JVM's end.
   *
   * @throws TimeoutException if it still runs after the time, in which case it is killed; the
   *     message holds all output
   */
  public Result await(Duration atMost) throws InterruptedException, TimeoutException {
    if (!process.waitFor(atMost.toMillis(), MILLISECONDS)) {
      close();
      throw new TimeoutException("still running after " + atMost + describe());
    }
    stdout.awaitEnd();
    stderr.awaitEnd();
    return new Result(command, process.exitValue(), stdout(), stderr());
  }

  /** Asks the JVM to end as an operator does (SIGTERM), so that its shutdown hooks run. */
  public void terminate() {
    process.destroy();
  }

  /** Kills the JVM if it still runs. Can be called more than once. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(10, SECONDS)) {
        throw new IllegalStateException("JVM " + process.pid() + " survives being killed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private String describe() {
    return new Result(command, -1, stdout(), stderr()).describe();
  }

  /**
   * How a JVM ended.
   *
   * @param command the whole command line
   * @param exit its exit code
   * @param stdout all standard output
   * @param stderr all standard error
   */
  public record Result(List<String> command, int exit, String stdout, String stderr) {

    /** Everything that a person needs who reads a failed test. */
    public String describe() {
      return "\ncommand: %s\nexit: %d\nstdout:\n%s\nstderr:\n%s\n"
          .formatted(String.join(" ", command), exit, stdout, stderr);
    }
  }

  /** The command line of a JVM, in the making. Not for use by several threads. */
  public static final class Builder {
    private final Jdk jdk;
    private final List<String> options = new ArrayList<>();
    private final List<String> program = new ArrayList<>();
    private final Map<String, String> environment = new HashMap<>();

    private Builder(Jdk jdk) {
      this.jdk = jdk;
      options.add(HEAP);
      options.addAll(SHORT_LIVED);
    }

    /** JVM options, in order. */
    public Builder options(String... more) {
      options.addAll(List.of(more));
      return this;
    }

    /** JVM options, in order. */
    public Builder options(List<String> more) {
      options.addAll(more);
      return this;
    }

    /** Puts {@code unjam.jar} on the command line as an agent with these options. */
    public Builder agent(String agentOptions) {
      return options(FinishedJar.UNJAM.agentOption(agentOptions));
    }

    /** An environment variable of the JVM. */
    public Builder environment(String name, String value) {
      environment.put(name, value);
      return this;
    }

    /** What runs: a main class from a class path. */
    public Builder main(Stream<Path> classPath, String mainClass, List<String> arguments) {
      String joined = classPath.map(Path::toString).collect(Collectors.joining(File.pathSeparator));
      program.addAll(List.of("-cp", joined, mainClass));
      program.addAll(arguments);
      return this;
    }

    /** What runs: a main class of a module, as {@code module/class}. */
    public Builder module(Path modulePath, String moduleAndClass) {
      program.addAll(List.of("--module-path", modulePath.toString(), "--module", moduleAndClass));
      return this;
    }

    /** What runs: a jar by its manifest. */
    public Builder jar(Path jar, String... arguments) {
      program.addAll(List.of("-jar", jar.toString()));
      program.addAll(List.of(arguments));
      return this;
    }

    /** Starts the JVM. */
    public JavaProcess start() throws IOException {
      List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
      command.addAll(options);
      command.addAll(program);
      ProcessBuilder builder = new ProcessBuilder(command);
      Map<String, String> inherited = builder.environment();
      inherited.keySet().removeIf(Builder::changesJvm);
      inherited.putAll(environment);
      return new JavaProcess(command, builder.start());
    }

    /** Starts the JVM and waits for its end. */
    public Result run(Duration atMost) throws IOException, InterruptedException, TimeoutException {
      try (JavaProcess started = start()) {
        return started.await(atMost);
      }
    }

    private static boolean changesJvm(String name) {
      return name.equals("JAVA_TOOL_OPTIONS")
          || name.equals("JDK_JAVA_OPTIONS")
          || name.equals("_JAVA_OPTIONS")
          || name.equals("CLASSPATH")
          || name.startsWith("UNJAM_");
    }
  }

  /**
   * Reads one stream to its end, keeping its first eight million characters, and lets a test wait
   * for what it contains.
   */
  private static final class Captured {
    private static final int KEPT = 8_000_000;

    private final StringBuilder text = new StringBuilder();
    private final Thread reader;
    private boolean ended;

    Captured(InputStream stream, String name) {
      reader = new Thread(() -> read(stream), "captures " + name);
      reader.setDaemon(true);
      reader.start();
    }

    private void read(InputStream stream) {
      try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          append(line);
        }
      } catch (IOException e) {
        // A killed JVM's pipe breaks in the middle of a line: what was read is kept, and the test
        // sees the exit code.
        append("[the stream broke: " + e.getMessage() + "]");
      } finally {
        end();
      }
    }

    private synchronized void append(String line) {
      if (text.length() < KEPT) {
        text.append(line).append('\n');
      }
      notifyAll();
    }

    private synchronized void end() {
      ended = true;
      notifyAll();
    }

    synchronized String text() {
      return text.toString();
    }

    void awaitEnd() throws InterruptedException {
      reader.join(10_000);
    }

    synchronized Matcher await(Pattern pattern, Duration atMost) throws InterruptedException {
      long deadline = System.nanoTime() + atMost.toNanos();
      while (true) {
        Matcher matcher = pattern.matcher(text.toString());
        if (matcher.find()) {
          return matcher;
        }
        long left = deadline - System.nanoTime();
        if (ended || left <= 0) {
          return null;
        }
        wait(left / 1_000_000 + 1);
      }
    }
  }
}
