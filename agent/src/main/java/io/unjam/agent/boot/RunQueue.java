package io.unjam.agent.boot;

import io.unjam.agent.report.recording.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How long threads that have been slow were ready to run and had no processor, by Linux's count in
 * {@code /proc/self/task/TID/schedstat}. Files are read by the thread that calls this, never by the
 * application's. Thread-safe.
 */
final class RunQueue {

  /*
   * Nothing in Java tells the system's number of a thread. But HotSpot gives the system the thread's
   * name, of which the first fifteen characters stand in TID/comm; only the main thread keeps the
   * name of the process. Where several threads share these, as those of a pool do, they are told
   * apart by how much processor time they have had: Java tells it of a thread by name, schedstat of
   * a task, and both read the same count of the kernel's. Of a thread that sleeps it is the same
   * number; of one that runs schedstat may lag by a tick of the kernel's clock. Where two tasks are
   * too near to one another neither is taken, and it is tried again some seconds later.
   */

  /** Threads watched at a time: those that were slow last. */
  static final int MOST = 32;

  /** A process of more tasks isn't searched for names. */
  private static final int MOST_TASKS = 4_096;

  /** A wait of less isn't told. */
  private static final long LEAST_NANOS = 100_000;

  private static final String SCHEDSTAT = "schedstat";
  private static final int LONGEST_NAME = 15;
  private static final long UNKNOWN = -1;

  /** How far counts of one thread's processor time may be apart if it sleeps, and if it runs. */
  private static final long ASLEEP_NANOS = 10_000;

  private static final long TICK_NANOS = 10_000_000;

  /** How long a thread that couldn't be told from others is left alone. */
  private static final long RETRY_MILLIS = 5_000;

  private final Path tasks;
  private final ToLongFunction<String> processorNanos;

  /** What the first task is called; nothing where that can't be told. */
  private final String process;

  /** By the thread's name, the one that was slow last at the end. */
  private final Map<String, Watched> watched = new LinkedHashMap<>();

  private long lookedMillis;

  /** One thread; without a folder where it can't be told from others. */
  private static final class Watched {
    final @Nullable Path task;
    final long sinceMillis;
    long waited = UNKNOWN;

    Watched(@Nullable Path task, long sinceMillis) {
      this.task = task;
      this.sinceMillis = sinceMillis;
    }
  }

  private RunQueue(
      Path tasks, ToLongFunction<String> processorNanos, String process, long nowMillis) {
    this.tasks = tasks;
    this.processorNanos = processorNanos;
    this.process = process;
    this.lookedMillis = nowMillis;
  }

  /**
   * Looks into a folder like {@code /proc/self/task}; null where the system has no such folder.
   *
   * <p>The name of the process is read here: what comes later may come when memory is short, and
   * then makes no class of the JDK that is new.
   *
   * @param processorNanos the processor time of the thread of a name, in nanoseconds; negative
   *     where there is none, or more than one
   */
  static @Nullable RunQueue open(Path tasks, ToLongFunction<String> processorNanos, long nowMillis)
      throws IOException {
    return Files.isDirectory(tasks)
        ? new RunQueue(tasks, processorNanos, nameOfProcess(tasks), nowMillis)
        : null;
  }

  /**
   * Watches these threads from now on, in the place of those that were named longest ago.
   *
   * @param nowMillis by the wall clock
   */
  synchronized void watch(Collection<String> names, long nowMillis) throws IOException {
    List<String> strangers = new ArrayList<>();
    for (String name : names) {
      Watched known = watched.remove(name);
      if (known != null && (known.task != null || nowMillis - known.sinceMillis < RETRY_MILLIS)) {
        watched.put(name, known);
      } else if (!name.isEmpty()) {
        strangers.add(name);
      }
    }
    if (strangers.isEmpty()) {
      return;
    }
    Map<String, List<Path>> byName = tasksByName();
    for (String name : strangers) {
      watched.put(name, new Watched(taskOf(name, byName), nowMillis));
    }
    Iterator<String> oldest = watched.keySet().iterator();
    while (watched.size() > MOST) {
      oldest.next();
      oldest.remove();
    }
  }

  /** Takes every step of a look, and watches nobody for it. */
  synchronized void rehearse() {
    try {
      List<Path> all = new ArrayList<>();
      for (List<Path> some : tasksByName().values()) {
        all.addAll(some);
      }
      byProcessorTime("main", all);
    } catch (IOException unreadable) {
      // Whoever looks in earnest meets it again.
    }
  }

  /** How many of the threads to watch could be told from others. */
  synchronized int found() {
    int found = 0;
    for (Watched thread : watched.values()) {
      found += thread.task != null ? 1 : 0;
    }
    return found;
  }

  private @Nullable Path taskOf(String name, Map<String, List<Path>> byName) throws IOException {
    List<Path> candidates = byName.get(name.substring(0, Math.min(name.length(), LONGEST_NAME)));
    if (candidates == null && name.equals("main")) {
      candidates = byName.get(process);
    }
    if (candidates == null) {
      return null;
    }
    return candidates.size() == 1 ? candidates.get(0) : byProcessorTime(name, candidates);
  }

  /** The process's number is that of its first task, and the name of the folder above them. */
  private static String nameOfProcess(Path tasks) throws IOException {
    Path folder = tasks.toRealPath().getParent();
    Path number = folder == null ? null : folder.getFileName();
    String name = number == null ? null : read(tasks.resolve(number).resolve("comm"));
    return name == null ? "" : name;
  }

  private @Nullable Path byProcessorTime(String name, List<Path> candidates) throws IOException {
    long had = processorNanos.applyAsLong(name);
    if (had < 0) {
      return null;
    }
    Path nearest = null;
    long distance = Long.MAX_VALUE;
    long next = Long.MAX_VALUE;
    for (Path task : candidates) {
      String text = read(task.resolve(SCHEDSTAT));
      if (text == null) {
        continue;
      }
      long apart = Math.abs(number(text, 0) - had);
      if (apart < distance) {
        next = distance;
        distance = apart;
        nearest = task;
      } else {
        next = Math.min(next, apart);
      }
    }
    boolean asleep = distance <= ASLEEP_NANOS && next > 2 * ASLEEP_NANOS;
    boolean running = distance <= TICK_NANOS && next > 2 * TICK_NANOS;
    return asleep || running ? nearest : null;
  }

  private Map<String, List<Path>> tasksByName() throws IOException {
    Map<String, List<Path>> byName = new HashMap<>();
    int count = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(tasks)) {
      for (Path task : all) {
        if (++count > MOST_TASKS) {
          return Map.of();
        }
        String name = read(task.resolve("comm"));
        if (name != null) {
          byName.computeIfAbsent(name, first -> new ArrayList<>()).add(task);
        }
      }
    }
    return byName;
  }

  /**
   * The waits since the last look, of threads that were watched then already.
   *
   * <p>They lie in the span that begins before the last look read anything and ends after this one
   * has read all, however long either took.
   *
   * @param clock the wall clock, in milliseconds
   */
  synchronized List<Recording.Delay> look(LongSupplier clock) throws IOException {
    long beforeMillis = clock.getAsLong();
    Map<String, Long> waits = new LinkedHashMap<>();
    for (Iterator<Map.Entry<String, Watched>> all = watched.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<String, Watched> entry = all.next();
      Watched thread = entry.getValue();
      if (thread.task == null) {
        continue;
      }
      String text = read(thread.task.resolve(SCHEDSTAT));
      if (text == null) {
        all.remove(); // the thread has ended
        continue;
      }
      long waited = number(text, 1);
      if (thread.waited != UNKNOWN && waited - thread.waited >= LEAST_NANOS) {
        waits.put(entry.getKey(), waited - thread.waited);
      }
      thread.waited = waited;
    }
    long afterMillis = clock.getAsLong();
    List<Recording.Delay> delays = new ArrayList<>();
    waits.forEach(
        (name, nanos) -> delays.add(new Recording.Delay(lookedMillis, afterMillis, name, nanos)));
    lookedMillis = beforeMillis;
    return delays;
  }

  /** One of three numbers: nanoseconds on a processor, waiting for one, slices. */
  private static long number(String schedstat, int place) throws IOException {
    String[] numbers = schedstat.split(" ", -1);
    if (numbers.length <= place) {
      throw new IOException("schedstat reads '" + schedstat + "'");
    }
    try {
      return Long.parseLong(numbers[place]);
    } catch (NumberFormatException e) {
      throw new IOException("schedstat reads '" + schedstat + "'", e);
    }
  }

  /** The text of a file of one line; null where the thread has ended. */
  private static @Nullable String read(Path file) throws IOException {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8).strip();
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      // Linux says "no such process" where a thread ends between opening and reading.
      if (Files.exists(file)) {
        throw e;
      }
      return null;
    }
  }
}
