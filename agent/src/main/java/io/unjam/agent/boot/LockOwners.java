package io.unjam.agent.boot;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What threads wait for and who has it, as the JVM knows it: of monitors and of synchronizers that
 * have one owner. Stops no thread for longer than a look at its stack. Thread-safe. Needs the
 * module {@code java.management}; where a cut-down image lacks it, this class fails to link.
 */
final class LockOwners {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /** By the threads' numbers; those that have ended meanwhile are missing. */
  Map<Long, ThreadInfo> of(List<Thread> waiting) {
    long[] numbers = waiting.stream().mapToLong(Thread::getId).toArray();
    Map<Long, ThreadInfo> found = new HashMap<>();
    for (ThreadInfo info : threads.getThreadInfo(numbers)) {
      if (info != null) {
        found.put(info.getThreadId(), info);
      }
    }
    return found;
  }
}
