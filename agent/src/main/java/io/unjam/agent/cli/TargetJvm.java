package io.unjam.agent.cli;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import com.sun.tools.attach.VirtualMachineDescriptor;
import io.unjam.runtime.bridge.AgentClassLoader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A running JVM, reached by the JDK's attach mechanism: the same user only, no port. A request and
 * its reply are files in a folder that nobody else can enter, gone when the command ends.
 *
 * <p>Needs the module {@code jdk.attach}: {@link AttachModule} tells a user without it.
 */
final class TargetJvm {

  private static final String PROPERTY = "io.unjam.version";

  /** The one request that a JVM without Unjam can carry out. */
  private static final String ATTACH = "attach ";

  private final long pid;

  private TargetJvm(long pid) {
    this.pid = pid;
  }

  /**
   * A JVM as {@code unjam list} shows it.
   *
   * @param pid its process
   * @param name its main class or jar
   * @param unjam the version that it runs, {@code null} for none
   * @param problem why that is not known, {@code null} where it is
   */
  record Listed(long pid, String name, @Nullable String unjam, @Nullable String problem) {}

  /**
   * All JVMs of this user but this one, by their numbers.
   *
   * @param askAll whether those are asked too that carry no Unjam: each is sent a signal and has a
   *     thread more from then on
   */
  static List<Listed> list(boolean askAll) {
    List<Listed> found = new ArrayList<>();
    OpenJars jars = new OpenJars();
    for (VirtualMachineDescriptor descriptor : VirtualMachine.list()) {
      long pid = Long.parseLong(descriptor.id());
      if (pid != ProcessHandle.current().pid()) {
        found.add(look(pid, name(descriptor), askAll ? null : jars));
      }
    }
    found.sort(Comparator.comparingLong(Listed::pid));
    return found;
  }

  private static Listed look(long pid, String name, @Nullable OpenJars jars) {
    try {
      ProcessFacts.check(pid);
      switch (jars == null ? OpenJars.Answer.YES : jars.haveUnjam(pid)) {
        case NO -> {
          return new Listed(pid, name, null, null);
        }
        case UNKNOWN -> {
          return new Listed(
              pid, name, null, "this system does not show it; --ask asks the JVM itself");
        }
        case YES -> {
          // Carried, but in force? That the JVM alone can tell.
        }
      }
      VirtualMachine machine = attach(pid);
      try {
        return new Listed(pid, name, machine.getSystemProperties().getProperty(PROPERTY), null);
      } finally {
        machine.detach();
      }
    } catch (CommandFailure | IOException e) {
      return new Listed(pid, name, null, e.getMessage());
    }
  }

  /** The main class or jar without its arguments. */
  private static String name(VirtualMachineDescriptor descriptor) {
    String shown = descriptor.displayName();
    int blank = shown.indexOf(' ');
    String first = blank < 0 ? shown : shown.substring(0, blank);
    return first.isEmpty() ? "?" : first;
  }

  /**
   * The one JVM that a user means.
   *
   * @param text a number; or a main class, with or without its package, or a jar, with or without
   *     its folder and ending; or a part of these if it is in one JVM's alone
   * @throws CommandFailure if there is none, or more than one
   */
  static TargetJvm find(String text) throws CommandFailure {
    if (text.chars().allMatch(c -> c >= '0' && c <= '9') && text.length() < 19) {
      long pid = Long.parseLong(text);
      ProcessFacts.check(pid);
      return new TargetJvm(pid);
    }
    List<VirtualMachineDescriptor> exact = new ArrayList<>();
    List<VirtualMachineDescriptor> near = new ArrayList<>();
    for (VirtualMachineDescriptor descriptor : VirtualMachine.list()) {
      if (Long.parseLong(descriptor.id()) == ProcessHandle.current().pid()) {
        continue;
      }
      String name = name(descriptor);
      if (isNamed(name, text)) {
        exact.add(descriptor);
      } else if (name.contains(text)) {
        near.add(descriptor);
      }
    }
    List<VirtualMachineDescriptor> found = exact.isEmpty() ? near : exact;
    if (found.isEmpty()) {
      throw new CommandFailure(
          "no JVM of this user is named '" + text + "'; unjam list shows what there is");
    }
    if (found.size() > 1) {
      StringBuilder several = new StringBuilder("several JVMs are named '" + text + "':");
      for (VirtualMachineDescriptor descriptor : found) {
        several.append(' ').append(descriptor.id()).append(" (").append(name(descriptor));
        several.append(')');
      }
      throw new CommandFailure(several + "; give the number");
    }
    long pid = Long.parseLong(found.get(0).id());
    ProcessFacts.check(pid);
    return new TargetJvm(pid);
  }

  /** Whether a JVM with this main class or jar is one that a user may call so. */
  static boolean isNamed(String name, String text) {
    String last = name.substring(name.lastIndexOf('/') + 1);
    return name.equals(text)
        || last.equals(text)
        || last.equals(text + ".jar")
        || (!last.endsWith(".jar") && last.substring(last.lastIndexOf('.') + 1).equals(text));
  }

  /** Its process. */
  long pid() {
    return pid;
  }

  /**
   * Sends a request to the agent in there, or a new agent with it.
   *
   * @return the reply's text
   * @throws CommandFailure if it can't be sent, or what it asks for can't be done
   */
  String send(String request) throws CommandFailure {
    if (!request.startsWith(ATTACH)) {
      requireUnjam();
    }
    VirtualMachine machine = attach(pid);
    try {
      Path folder = Files.createTempDirectory(ProcessFacts.temporaryFolder(pid), "unjam-");
      try {
        return ask(machine, folder, request);
      } finally {
        delete(folder);
      }
    } catch (IOException e) {
      throw unreachable(e);
    } finally {
      try {
        machine.detach();
      } catch (IOException ended) {
        // The connection is gone already.
      }
    }
  }

  /** A JVM that a user named by mistake is left alone: to be asked would wake its attaching. */
  private void requireUnjam() throws CommandFailure {
    if (new OpenJars().haveUnjam(pid) == OpenJars.Answer.NO) {
      throw new CommandFailure("process " + pid + ": this JVM does not run Unjam");
    }
  }

  private String ask(VirtualMachine machine, Path folder, String request)
      throws CommandFailure, IOException {
    Files.writeString(folder.resolve("request"), request);
    load(machine, "@" + inside(folder));
    return reply(folder.resolve("reply"));
  }

  private CommandFailure unreachable(IOException e) {
    return new CommandFailure(
        ProcessFacts.ends(pid)
            ? "process " + pid + " has ended"
            : "process " + pid + " can't be reached: " + e,
        e);
  }

  /** A folder of {@link ProcessFacts#temporaryFolder} as the process itself names it. */
  private static Path inside(Path folder) {
    return folder.startsWith("/proc")
        ? Path.of("/tmp").resolve(folder.getFileName())
        : folder.toAbsolutePath();
  }

  /**
   * Begins to watch the agent in there: one attach, after which it answers into a folder by itself.
   *
   * @param everyMillis from answer to answer
   * @throws CommandFailure if it can't be watched
   */
  Watch watch(long everyMillis) throws CommandFailure {
    return new Watch(this, everyMillis, beginToWatch(everyMillis));
  }

  private WatchFolder beginToWatch(long everyMillis) throws CommandFailure {
    requireUnjam();
    VirtualMachine machine = attach(pid);
    try {
      WatchFolder folder =
          WatchFolder.make(Files.createTempDirectory(ProcessFacts.temporaryFolder(pid), "unjam-"));
      try {
        ask(machine, folder.path(), "watch " + everyMillis + " " + inside(folder.path()));
        return folder;
      } catch (CommandFailure | IOException e) {
        folder.delete();
        throw e;
      }
    } catch (IOException e) {
      throw unreachable(e);
    } finally {
      try {
        machine.detach();
      } catch (IOException ended) {
        // The connection is gone already.
      }
    }
  }

  /** The process that was watched has ended. */
  static final class Ended extends CommandFailure {
    private static final long serialVersionUID = 1;

    private Ended(long pid) {
      super("process " + pid + " has ended");
    }
  }

  /** Answers of an agent that is watched. For use by one thread; closing it ends the watch. */
  static final class Watch implements AutoCloseable {

    private static final long LOOK_MILLIS = 20;
    private static final int ATTEMPTS = 3;

    private final TargetJvm jvm;
    private final long everyMillis;
    private WatchFolder folder;

    private Watch(TargetJvm jvm, long everyMillis, WatchFolder folder) {
      this.jvm = jvm;
      this.everyMillis = everyMillis;
      this.folder = folder;
    }

    /**
     * Waits for the next answer. An agent that gave up, as nobody took its answers while this
     * command was stopped, is asked again.
     *
     * @return {@code null} if there is none in this time
     * @throws Ended if the process has
     * @throws CommandFailure if there won't be any more, as the agent was detached
     */
    @Nullable String next(long millis) throws CommandFailure, InterruptedException {
      long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
      while (true) {
        Path answer = folder.path().resolve("answer");
        try {
          String text = Files.readString(answer);
          Files.delete(answer);
          return text;
        } catch (NoSuchFileException notYet) {
          if (!Files.isDirectory(folder.path())) {
            folder.leave();
            folder = jvm.beginToWatch(everyMillis);
          }
        } catch (IOException e) {
          throw new CommandFailure("process " + jvm.pid + " can't be watched any more: " + e, e);
        }
        if (ProcessHandle.of(jvm.pid).isEmpty()) {
          throw new Ended(jvm.pid);
        }
        if (System.nanoTime() - until >= 0) {
          return null;
        }
        Thread.sleep(LOOK_MILLIS);
      }
    }

    /** Ends the watch: the agent sees the folder go. */
    @Override
    public void close() {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        try {
          folder.delete();
          return;
        } catch (IOException e) {
          // The agent put an answer there just now, or has cleared up by itself, as it does in the
          // end where this doesn't succeed.
        }
      }
    }
  }

  private static VirtualMachine attach(long pid) throws CommandFailure {
    try {
      return VirtualMachine.attach(Long.toString(pid));
    } catch (AttachNotSupportedException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("does not support the attach mechanism")) {
        throw new CommandFailure(
            "process " + pid + " was started with -XX:+DisableAttachMechanism and lets nobody in",
            e);
      }
      if (message.contains("doesn't respond")) {
        throw new CommandFailure(
            "process "
                + pid
                + " does not answer: it is stopped, or too busy to take notice ("
                + message
                + ")",
            e);
      }
      throw new CommandFailure("process " + pid + " lets nobody in: " + message, e);
    } catch (IOException e) {
      throw new CommandFailure(
          ProcessFacts.ends(pid)
              ? "process " + pid + " has ended"
              : "process " + pid + " can't be attached to: " + e.getMessage(),
          e);
    }
  }

  private void load(VirtualMachine machine, String argument) throws CommandFailure, IOException {
    String jar = jar();
    try {
      machine.loadAgent(jar, argument);
    } catch (AgentLoadException | AgentInitializationException e) {
      String message = String.valueOf(e.getMessage());
      if (message.contains("ynamic agent loading is not enabled")) {
        throw new CommandFailure(
            "process "
                + pid
                + " was started with -XX:-EnableDynamicAgentLoading and takes no agent",
            e);
      }
      if (message.contains("instrument")) {
        throw new CommandFailure(
            "process " + pid + " has no module java.instrument, without which there are no agents",
            e);
      }
      if (message.contains("JAR not found")) {
        throw new CommandFailure(
            "process " + pid + " can't read " + jar + ": put it where that JVM sees it", e);
      }
      throw new CommandFailure("process " + pid + " can't load the agent: " + message, e);
    }
  }

  private static String jar() {
    if (TargetJvm.class.getClassLoader() instanceof AgentClassLoader loader) {
      return loader.jar().getAbsolutePath();
    }
    throw new IllegalStateException("run as java -jar unjam.jar");
  }

  private String reply(Path file) throws CommandFailure, IOException {
    String reply;
    try {
      reply = Files.readString(file);
    } catch (NoSuchFileException e) {
      throw new CommandFailure(
          ProcessFacts.ends(pid)
              ? "process " + pid + " has ended"
              : "process " + pid + " did not answer; its standard error says why",
          e);
    }
    int line = reply.indexOf('\n');
    String body = line < 0 ? "" : reply.substring(line + 1);
    if (reply.startsWith("ok")) {
      return body;
    }
    throw new CommandFailure("process " + pid + ": " + body);
  }

  static void delete(Path folder) throws IOException {
    List<Path> all;
    try (Stream<Path> files = Files.list(folder)) {
      all = new ArrayList<>(files.toList());
    }
    all.add(folder);
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
