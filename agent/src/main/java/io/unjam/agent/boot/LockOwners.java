package io.unjam.agent.boot;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import org.jspecify.annotations.Nullable;

/**
 * What threads wait for and who has it, as the JVM knows it: of monitors and of synchronizers that
 * have one owner. Thread-safe. Needs the module {@code java.management}; where a cut-down image
 * lacks it, this class fails to link.
 */
final class LockOwners {

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

  /**
   * All threads but virtual ones, as they are at one moment, for which the JVM stops them: stacks,
   * states, locks and their owners agree.
   */
  ThreadInfo[] all() {
    return threads.dumpAllThreads(false, false);
  }

  /** One thread, in itself as consistent; {@code null} if it has ended. */
  @Nullable ThreadInfo of(long number) {
    return threads.getThreadInfo(new long[] {number}, Integer.MAX_VALUE)[0];
  }
}
