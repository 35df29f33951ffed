package io.unjam.agent.boot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait in code of ours, with what a thread dump doesn't say: which lock of ours, who
 * has it, and where in the application. A look at all stacks, taken when asked for.
 */
final class Waits {

  private static final String OURS = "io.unjam.runtime.";

  private Waits() {}

  /**
   * One thread that waits.
   *
   * @param thread its name
   * @param state as the JVM says
   * @param in the method of ours, as {@code ReaderShardedReadWriteLock.drain}
   * @param on what it waits for, as that describes itself; {@code null} where it is not known
   * @param at where in the application
   */
  record Wait(
      String thread, Thread.State state, String in, @Nullable String on, @Nullable String at) {}

  /** All of them, by the threads' names. */
  static List<Wait> now() {
    List<Wait> waits = new ArrayList<>();
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      Wait wait = of(entry.getKey(), entry.getValue());
      if (wait != null) {
        waits.add(wait);
      }
    }
    waits.sort(Comparator.comparing(Wait::thread));
    return waits;
  }

  private static @Nullable Wait of(Thread thread, StackTraceElement[] stack) {
    Thread.State state = thread.getState();
    if (state == Thread.State.RUNNABLE || state == Thread.State.TERMINATED) {
      return null;
    }
    StackTraceElement ours = null;
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (name.startsWith(OURS)) {
        ours = frame;
      } else if (ours != null) {
        Object blocker = LockSupport.getBlocker(thread);
        return new Wait(
            thread.getName(),
            state,
            name(ours.getClassName()) + "." + ours.getMethodName(),
            blocker == null ? null : blocker.toString(),
            frame.toString());
      } else if (!name.startsWith("java.") && !name.startsWith("jdk.")) {
        // Code of the application above any of ours: it waits for something of its own.
        return null;
      }
    }
    return null;
  }

  private static String name(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
