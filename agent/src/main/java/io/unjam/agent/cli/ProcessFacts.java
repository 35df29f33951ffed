package io.unjam.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * What the system says of a process, asked before it is sent a signal: whoever is not a JVM of this
 * user's, in this very system, is left alone. Where a system doesn't say something, it is left to
 * the JDK's attaching to find out.
 */
final class ProcessFacts {

  private static final Path PROC = Path.of("/proc");

  private static final int LOOKS = 20;
  private static final long LOOK_NANOS = 10_000_000;

  private ProcessFacts() {}

  /**
   * Checks that a process can be attached to.
   *
   * @throws CommandFailure if not, with the reason
   */
  static void check(long pid) throws CommandFailure {
    Optional<ProcessHandle> process = ProcessHandle.of(pid);
    if (process.isEmpty()) {
      throw new CommandFailure("there is no process " + pid + "; unjam list shows the JVMs");
    }
    if (pid == ProcessHandle.current().pid()) {
      throw new CommandFailure("process " + pid + " is this command itself");
    }
    Path status = PROC.resolve(pid + "/status");
    Path maps = PROC.resolve(pid + "/maps");
    try {
      // Before its owner: whose it is in there does not matter out here.
      if (Files.isReadable(status) && isInContainer(Files.readAllLines(status))) {
        throw new CommandFailure(
            "process "
                + pid
                + " runs in a container: run the command in there, with a copy of unjam.jar"
                + " (docker exec, kubectl exec)");
      }
      checkOwner(pid, process.get());
      if (Files.isReadable(maps) && !Files.readString(maps).contains("libjvm")) {
        throw new CommandFailure("process " + pid + " is no JVM; unjam list shows the JVMs");
      }
    } catch (IOException e) {
      if (ProcessHandle.of(pid).isEmpty()) {
        throw new CommandFailure("process " + pid + " has ended", e);
      }
      // Nothing is sent to what can't be told from a JVM: the signal ends other programs.
      throw new CommandFailure(
          "process " + pid + " does not let itself be looked at, not even by its own user", e);
    }
  }

  /**
   * Whether a process has ended or is about to: what it had open is closed a moment before it is
   * gone, so that is waited for.
   */
  static boolean ends(long pid) {
    for (int i = 0; i < LOOKS; i++) {
      if (ProcessHandle.of(pid).isEmpty() || isDead(pid)) {
        return true;
      }
      LockSupport.parkNanos(LOOK_NANOS);
    }
    return false;
  }

  /** Whether it is dead, and its parent has not taken notice. */
  private static boolean isDead(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(pid + "/stat"));
      // The name before it stands in parentheses, and may hold any.
      return stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException noProc) {
      return false;
    }
  }

  private static void checkOwner(long pid, ProcessHandle process) throws CommandFailure {
    String owner = process.info().user().orElse("");
    boolean foreign;
    try {
      Object own = Files.getAttribute(PROC.resolve("self"), "unix:uid");
      foreign = !own.equals(Files.getAttribute(PROC.resolve(Long.toString(pid)), "unix:uid"));
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException noProc) {
      String own = ProcessHandle.current().info().user().orElse("");
      foreign = !own.isEmpty() && !owner.isEmpty() && !own.equals(owner);
    }
    if (foreign) {
      String name = owner.isEmpty() ? "another user" : owner;
      throw new CommandFailure(
          "process "
              + pid
              + " belongs to "
              + name
              + ": only that user can attach to it"
              + (owner.isEmpty() ? "" : " (sudo -u " + owner + " java -jar unjam.jar ...)"));
    }
  }

  /**
   * Whether a process has a number of its own in a process namespace below ours.
   *
   * @param status the lines of {@code /proc/PID/status}
   */
  static boolean isInContainer(List<String> status) {
    for (String line : status) {
      if (line.startsWith("NSpid:")) {
        return line.substring("NSpid:".length()).trim().split("\\s+").length > 1;
      }
    }
    return false;
  }

  /**
   * The folder for what is exchanged with a process, as seen from here: under {@code
   * /proc/PID/root} where it has mounts of its own, as services with a private {@code /tmp} do.
   */
  static Path temporaryFolder(long pid) {
    try {
      Path own = Files.readSymbolicLink(PROC.resolve("self/ns/mnt"));
      Path others = Files.readSymbolicLink(PROC.resolve(pid + "/ns/mnt"));
      if (!own.equals(others)) {
        return PROC.resolve(Long.toString(pid)).resolve("root").resolve("tmp");
      }
    } catch (IOException | UnsupportedOperationException noProc) {
      // Not on Linux, or it is not ours to know: one file system for all.
    }
    return Path.of(System.getProperty("java.io.tmpdir"));
  }
}
