package io.unjam.agent.boot;

import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import java.lang.management.LockInfo;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Threads that wait in code of ours, with what a thread dump doesn't say: which lock of ours, who
 * has it, and where in the application. A look at all stacks, taken when asked for. As in the JVM's
 * own list of threads, virtual ones aren't among them.
 *
 * <p>What is said of one thread was true at one moment. Of most waits the JVM says all at once. Who
 * has a lock that only we know has to be asked of the lock, a moment after the look at the stack:
 * that is said only if the thread can be shown to have been in the same wait all the while.
 */
final class Waits {

  private static final String OURS = "io.unjam.runtime.";

  /** How often a thread is looked at again whose wait ended and another began meanwhile. */
  private static final int ATTEMPTS = 5;

  private final LockOwners owners;
  private final Map<Long, Thread> threads;
  private final Map<Long, String> names;

  private Waits(LockOwners owners, Map<Long, Thread> threads, Map<Long, String> names) {
    this.owners = owners;
    this.threads = threads;
    this.names = names;
  }

  /**
   * One thread that waits.
   *
   * @param thread its name
   * @param state as the JVM says
   * @param in the method of ours that the application called, as {@code StripeHooks.lock}
   * @param on what it waits for, as that describes itself; {@code null} where it is not known
   * @param heldBy the names of the threads that have it, readers among them where a writer waits
   *     for them to leave; {@code null} where it is not known
   * @param at where in the application
   */
  record Wait(
      String thread,
      Thread.State state,
      String in,
      @Nullable String on,
      @Nullable String heldBy,
      @Nullable String at) {}

  /** A place where a thread waits in code of ours. */
  private record Place(String in, StackTraceElement at) {}

  /** All of them, by the threads' names. */
  static List<Wait> now() {
    return now(() -> {});
  }

  /**
   * As {@link #now()}.
   *
   * @param meanwhile what happens after the look at all stacks, in tests
   */
  static List<Wait> now(Runnable meanwhile) {
    List<Wait> waits;
    try {
      waits = withOwners(new LockOwners(), meanwhile);
    } catch (LinkageError | ServiceConfigurationError withoutManagement) {
      waits = withoutOwners();
    }
    waits.sort(Comparator.comparing(Wait::thread));
    return waits;
  }

  private static List<Wait> withOwners(LockOwners owners, Runnable meanwhile) {
    List<ThreadInfo> waiting = new ArrayList<>();
    Map<Long, String> names = new HashMap<>();
    for (ThreadInfo info : owners.all()) {
      names.put(info.getThreadId(), info.getThreadName());
      if (place(info.getThreadState(), info.getStackTrace()) != null) {
        waiting.add(info);
      }
    }
    meanwhile.run();
    List<Wait> waits = new ArrayList<>();
    if (!waiting.isEmpty()) {
      Map<Long, Thread> threads =
          Thread.getAllStackTraces().keySet().stream()
              .collect(Collectors.toMap(Thread::getId, thread -> thread));
      Waits look = new Waits(owners, threads, names);
      for (ThreadInfo info : waiting) {
        Wait wait = look.wait(info);
        if (wait != null) {
          waits.add(wait);
        }
      }
    }
    return waits;
  }

  private @Nullable Wait wait(ThreadInfo seen) {
    Thread thread = threads.get(seen.getThreadId());
    ThreadInfo info = seen;
    for (int i = 0; i < ATTEMPTS && thread != null; i++) {
      Object lock = LockSupport.getBlocker(thread);
      Wait wait =
          lock instanceof ReaderShardedReadWriteLock readers
              ? behindReaders(thread, readers)
              : ofOneWait(thread, info, lock);
      if (wait != null) {
        return wait;
      }
      ThreadInfo again = owners.of(seen.getThreadId());
      if (again == null || place(again.getThreadState(), again.getStackTrace()) == null) {
        break;
      }
      info = again;
    }
    // It waits in ours again and again, or no more. What the JVM said of it held at that moment.
    return wait(
        seen, seen.getLockName(), knownToUs(seen.getLockInfo()) ? null : seen.getLockOwnerName());
  }

  /** Locks of ours that others than their owner of record may have. */
  private static boolean knownToUs(@Nullable LockInfo lock) {
    return lock != null && lock.getClassName().startsWith(OURS);
  }

  /** Which threads a writer waits for to leave; {@code null} if its wait has ended meanwhile. */
  private @Nullable Wait behindReaders(Thread writer, ReaderShardedReadWriteLock lock) {
    long before = lock.waitOf(writer);
    ThreadInfo info = owners.of(writer.getId());
    if (before < 0 || info == null) {
      return null;
    }
    String on = lock.toString();
    String readers = readers(lock);
    return lock.waitOf(writer) == before ? wait(info, on, readers) : null;
  }

  /** {@code null} if the wait that was looked at has ended meanwhile. */
  private @Nullable Wait ofOneWait(Thread thread, ThreadInfo info, @Nullable Object parkedOn) {
    String on = info.getLockName();
    String heldBy = info.getLockOwnerName();
    LockInfo lock = info.getLockInfo();
    if (parkedOn != null
        && lock != null
        && lock.getIdentityHashCode() == System.identityHashCode(parkedOn)) {
      on = parkedOn.toString();
      CombiningReentrantLock batched = CombiningReentrantLock.waitedFor(parkedOn);
      if (batched != null) {
        Thread holder = batched.holder();
        heldBy = holder == null ? null : holder.getName();
      }
    }
    ThreadInfo after = owners.of(thread.getId());
    boolean same =
        after != null
            && after.getThreadState() == info.getThreadState()
            && after.getWaitedCount() == info.getWaitedCount()
            && after.getBlockedCount() == info.getBlockedCount();
    return same ? wait(info, on, heldBy) : null;
  }

  private static @Nullable Wait wait(
      ThreadInfo info, @Nullable String on, @Nullable String heldBy) {
    Place place = place(info.getThreadState(), info.getStackTrace());
    return place == null
        ? null
        : new Wait(
            info.getThreadName(),
            info.getThreadState(),
            place.in(),
            on,
            heldBy,
            place.at().toString());
  }

  /** Readers are nobody's owners: neither the JVM nor a lock of the JDK's knows them. */
  private @Nullable String readers(ReaderShardedReadWriteLock lock) {
    String all =
        LongStream.of(lock.readersInCells())
            .mapToObj(number -> names.getOrDefault(number, "thread " + number))
            .sorted()
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? null : all;
  }

  /** Where nobody knows of owners. */
  private static List<Wait> withoutOwners() {
    List<Wait> waits = new ArrayList<>();
    for (Map.Entry<Thread, StackTraceElement[]> entry : Thread.getAllStackTraces().entrySet()) {
      Thread thread = entry.getKey();
      Thread.State state = thread.getState();
      Place place = place(state, entry.getValue());
      if (place != null) {
        String at = place.at().toString();
        waits.add(new Wait(thread.getName(), state, place.in(), null, null, at));
      }
    }
    return waits;
  }

  /** {@code null} where a thread doesn't wait in code of ours. */
  private static @Nullable Place place(Thread.State state, StackTraceElement[] stack) {
    if (state == Thread.State.RUNNABLE || state == Thread.State.TERMINATED) {
      return null;
    }
    StackTraceElement ours = null;
    for (StackTraceElement frame : stack) {
      String name = frame.getClassName();
      if (name.startsWith(OURS)) {
        ours = frame;
      } else if (ours != null) {
        return new Place(name(ours.getClassName()) + "." + ours.getMethodName(), frame);
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
