package io.unjam.it.attach;

import static org.awaitility.Awaitility.await;

import com.sun.tools.attach.VirtualMachine;
import io.unjam.it.jvm.FinishedJar;
import io.unjam.it.jvm.JavaProcess;
import io.unjam.it.jvm.Jdk;
import io.unjam.it.programs.Programs;
import io.unjam.it.programs.Shop;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * A {@link Shop}, or another program that takes orders as it does, in a JVM of its own. For use by
 * one thread.
 */
public final class RunningShop implements AutoCloseable {

  private static final Duration AT_MOST = Duration.ofSeconds(60);

  private final JavaProcess jvm;
  private int orders;

  private RunningShop(JavaProcess jvm) {
    this.jvm = jvm;
  }

  static RunningShop open(int version, String... options)
      throws IOException, InterruptedException, TimeoutException {
    return open(Jdk.require(version), Shop.class, options);
  }

  /** Starts a program and waits until it takes orders. */
  public static RunningShop open(Jdk jdk, Class<?> program, String... options)
      throws IOException, InterruptedException, TimeoutException {
    JavaProcess jvm =
        JavaProcess.of(jdk)
            .options(options)
            .main(Programs.classPath(), program.getName(), List.of())
            .start();
    try {
      jvm.awaitStdout(Pattern.compile("^open$", Pattern.MULTILINE), AT_MOST);
    } catch (TimeoutException | InterruptedException | RuntimeException e) {
      jvm.close();
      throw e;
    }
    return new RunningShop(jvm);
  }

  /** Gives an order and waits for its result. */
  public String order(String order) throws IOException, InterruptedException, TimeoutException {
    orders++;
    jvm.send(order);
    Pattern answer =
        Pattern.compile("^" + orders + " " + Pattern.quote(order) + ": (.*)$", Pattern.MULTILINE);
    return jvm.awaitStdout(answer, AT_MOST).group(1);
  }

  /** Attaches the finished jar by the JDK's own means. */
  void attach(String options) throws Exception {
    VirtualMachine machine = VirtualMachine.attach(Long.toString(jvm.pid()));
    try {
      machine.loadAgent(FinishedJar.UNJAM.path().toString(), options);
    } finally {
      machine.detach();
    }
  }

  /** The process id. */
  public long pid() {
    return jvm.pid();
  }

  /** What was written to standard error until now. */
  public String stderr() {
    return jvm.stderr();
  }

  /** What Unjam says, line by line, once it is so many lines. */
  public List<String> said(int lines) {
    await().atMost(AT_MOST).until(this::said, said -> said.size() >= lines);
    return said();
  }

  private List<String> said() {
    return jvm.stderr().lines().filter(line -> line.startsWith("[unjam] ")).toList();
  }

  /** Lets the program end by itself. */
  public JavaProcess.Result end() throws IOException, InterruptedException, TimeoutException {
    jvm.send("close");
    return jvm.await(AT_MOST);
  }

  @Override
  public void close() {
    jvm.close();
  }
}
