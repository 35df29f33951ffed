package io.unjam.agent.boot;

import io.unjam.runtime.variant.ReaderShardedReadWriteLock;
import java.lang.management.ThreadInfo;
import java.util.ArrayList;
import java.util.Comparator;
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
 */
final class Waits {

  private static final String OURS = "io.unjam.runtime.";

  private Waits() {}

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
  private record Place(Thread thread, Thread.State state, String in, StackTraceElement at) {}

  /** All of them, by the threads' names. */
  static List<Wait> now() {
    Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
    List<Place> places = new ArrayList<>();
    for (Map.Entry<Thread, StackTraceElement[]> entry : stacks.entrySet()) {
      Place place = of(entry.getKey(), entry.getValue());
      if (place != null) {
        places.add(place);
      }
    }
    Map<Long, ThreadInfo> known = owners(places.stream().map(Place::thread).toList());
    Map<Long, String> names =
        stacks.keySet().stream().collect(Collectors.toMap(Thread::getId, Thread::getName));
    List<Wait> waits = new ArrayList<>();
    for (Place place : places) {
      waits.add(wait(place, known.get(place.thread().getId()), names));
    }
    waits.sort(Comparator.comparing(Wait::thread));
    return waits;
  }

  private static @Nullable Place of(Thread thread, StackTraceElement[] stack) {
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
        String in = name(ours.getClassName()) + "." + ours.getMethodName();
        return new Place(thread, state, in, frame);
      } else if (!name.startsWith("java.") && !name.startsWith("jdk.")) {
        // Code of the application above any of ours: it waits for something of its own.
        return null;
      }
    }
    return null;
  }

  private static Wait wait(Place place, @Nullable ThreadInfo info, Map<Long, String> names) {
    Object blocker = LockSupport.getBlocker(place.thread());
    String on = blocker != null ? blocker.toString() : info != null ? info.getLockName() : null;
    String heldBy = info == null ? null : info.getLockOwnerName();
    if (blocker instanceof ReaderShardedReadWriteLock lock) {
      heldBy = readers(lock, names);
    }
    return new Wait(
        place.thread().getName(), place.state(), place.in(), on, heldBy, place.at().toString());
  }

  /** Readers are nobody's owners: neither the JVM nor a lock of the JDK's knows them. */
  private static @Nullable String readers(
      ReaderShardedReadWriteLock lock, Map<Long, String> names) {
    String all =
        LongStream.of(lock.readersInCells())
            .mapToObj(number -> names.getOrDefault(number, "thread " + number))
            .sorted()
            .collect(Collectors.joining(", "));
    return all.isEmpty() ? null : all;
  }

  private static Map<Long, ThreadInfo> owners(List<Thread> threads) {
    try {
      return new LockOwners().of(threads);
    } catch (LinkageError | ServiceConfigurationError withoutManagement) {
      return Map.of();
    }
  }

  private static String name(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }
}
