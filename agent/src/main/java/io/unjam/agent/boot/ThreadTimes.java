package io.unjam.agent.boot;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.function.ToLongFunction;

/**
 * The processor time of threads by their names. Runs no code of the application and stops no
 * thread. Thread-safe. Needs the module {@code java.management}; where a cut-down image lacks it,
 * this class fails to link.
 */
final class ThreadTimes implements ToLongFunction<String> {

  private static final long UNKNOWN = -1;

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** In nanoseconds; negative where no thread has the name, or several have. */
  @Override
  public long applyAsLong(String name) {
    if (!threads.isThreadCpuTimeSupported() || !threads.isThreadCpuTimeEnabled()) {
      return UNKNOWN;
    }
    long found = UNKNOWN;
    for (ThreadInfo thread : threads.getThreadInfo(threads.getAllThreadIds())) {
      if (thread != null && thread.getThreadName().equals(name)) {
        if (found != UNKNOWN) {
          return UNKNOWN;
        }
        found = thread.getThreadId();
      }
    }
    return found == UNKNOWN ? UNKNOWN : threads.getThreadCpuTime(found);
  }
}
