package io.unjam.agent.boot;

import io.unjam.agent.report.SlowTotals;
import io.unjam.agent.report.recording.CauseTotals;
import io.unjam.agent.report.recording.Coincidences;
import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.agent.report.scaling.Scaling;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.runtime.record.SlowWrite;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what slow writes may have been slow because of, and what tells how far sites are from
 * scaling. Asks the JVM and the system from a thread of its own, ten times a second; what one of
 * them doesn't offer is left out. Thread-safe.
 *
 * <p>The first to listen to the feed: who listens after it finds in {@link #latest} what belongs to
 * the snapshot that both are given.
 */
final class Observer implements SnapshotFeed.Listener {

  private static final long TICK_MILLIS = 100;

  /** How much of each kind is remembered for summaries; the oldest goes first. */
  private static final int REMEMBERED = 10_000;

  private final Instrumentation instrumentation;
  private final Console console;
  private final Scaling scaling = new Scaling(new Reacquisitions());
  private final CauseTotals causes = new CauseTotals();

  private final Object lock = new Object();
  private final Deque<Recording.Pause> pauses = new ArrayDeque<>();
  private final Deque<Recording.Stall> stalls = new ArrayDeque<>();
  private final Deque<Recording.Delay> delays = new ArrayDeque<>();
  private final List<Recording.Stall> newStalls = new ArrayList<>();
  private final List<Recording.Delay> newDelays = new ArrayList<>();
  private Coincidences latest = Coincidences.NONE;
  private boolean ended;
  private @Nullable GcPauses collections;
  private @Nullable Thread looking;
  private volatile @Nullable RunQueue runQueue;

  Observer(Instrumentation instrumentation, Console console) {
    this.instrumentation = instrumentation;
    this.console = console;
  }

  @Override
  public void rehearse(Snapshot madeUp) {
    begin();
    Scaling noSites = new Scaling(new Reacquisitions());
    CauseTotals noCauses = new CauseTotals();
    Recording.Interval interval = RecordingWriter.interval(madeUp);
    noSites.add(interval);
    for (Recording.Slow slow : interval.slow()) {
      noCauses.add(List.of(slow), everything(slow));
    }
    noSites.sites();
    noCauses.end();
    if (collections != null) {
      collections.rehearse();
    }
    RunQueue queue = runQueue;
    if (queue != null) {
      queue.rehearse();
    }
  }

  /** All that may coincide with a slow operation, for as long as it took. */
  private static Coincidences everything(Recording.Slow slow) {
    long to = slow.millis();
    long from = to - slow.nanos() / 1_000_000;
    return new Coincidences(
        List.of(new Recording.Pause(to, 1, "", "")),
        List.of(new Recording.Stall(from, to, slow.nanos(), 2)),
        List.of(new Recording.Delay(from, to, slow.thread(), slow.nanos())));
  }

  @Override
  public void next(Snapshot snapshot) {
    Recording.Interval interval = RecordingWriter.interval(snapshot);
    scaling.add(interval);
    watch(snapshot);
    List<Recording.Pause> newPauses = collections == null ? List.of() : collections.drain();
    synchronized (lock) {
      latest = new Coincidences(newPauses, newStalls, newDelays);
      causes.add(interval.slow(), latest);
      remember(pauses, newPauses);
      remember(stalls, newStalls);
      remember(delays, newDelays);
      newStalls.clear();
      newDelays.clear();
    }
  }

  private static <T> void remember(Deque<T> all, List<T> some) {
    all.addAll(some);
    while (all.size() > REMEMBERED) {
      all.removeFirst();
    }
  }

  /* Not in premain: management pulls in classes that applications like to configure first. */
  private void begin() {
    try {
      collections = new GcPauses();
    } catch (LinkageError | ServiceConfigurationError e) {
      console.debug("this JVM has no jdk.management: pauses of its collectors aren't known");
    }
    runQueue = openRunQueue();
    Safepoints safepoints = Safepoints.open(instrumentation, console);
    if (runQueue == null && safepoints == null) {
      return;
    }
    Thread thread =
        new Thread(null, null, "unjam-observer", 0, false) {
          @Override
          public void run() {
            look(safepoints);
          }
        };
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    looking = thread;
    thread.start();
  }

  private @Nullable RunQueue openRunQueue() {
    try {
      return RunQueue.open(Path.of("/proc/self/task"), threadTimes(), System.currentTimeMillis());
    } catch (IOException e) {
      console.debug("waits for processors aren't known: " + e);
      return null;
    }
  }

  private static ToLongFunction<String> threadTimes() {
    try {
      return new ThreadTimes();
    } catch (LinkageError | ServiceConfigurationError withoutManagement) {
      return name -> -1;
    }
  }

  private void look(@Nullable Safepoints known) {
    Safepoints safepoints = known;
    while (await()) {
      try {
        List<Recording.Delay> waits = List.of();
        RunQueue queue = runQueue;
        try {
          waits = queue == null ? List.of() : queue.look(System::currentTimeMillis);
        } catch (IOException | RuntimeException e) {
          runQueue = null;
          console.debug("waits for processors aren't known any more: " + e);
        }
        Recording.Stall stall = null;
        try {
          stall = safepoints == null ? null : safepoints.look(System::currentTimeMillis);
        } catch (ReflectiveOperationException | RuntimeException e) {
          safepoints = null;
          console.debug("safepoints aren't known any more: " + e);
        }
        synchronized (lock) {
          newDelays.addAll(waits);
          if (stall != null) {
            newStalls.add(stall);
          }
        }
      } catch (OutOfMemoryError e) {
        // The application is at its limit: nothing is known of this moment.
      }
    }
  }

  /** Waits for the next look; false when there is none. */
  private boolean await() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(TICK_MILLIS);
    synchronized (lock) {
      for (long left = until - System.nanoTime();
          left > 0 && !ended;
          left = until - System.nanoTime()) {
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException e) {
          // Nobody of ours interrupts this thread: the JVM is being taken down by force.
          return false;
        }
      }
      return !ended;
    }
  }

  private void watch(Snapshot snapshot) {
    RunQueue queue = runQueue;
    if (queue == null) {
      return;
    }
    Set<String> names = new LinkedHashSet<>();
    for (SlowWrite slow : snapshot.worst()) {
      if (names.size() < RunQueue.MOST) {
        names.add(slow.thread());
      }
    }
    try {
      queue.watch(names, System.currentTimeMillis());
    } catch (IOException | RuntimeException | LinkageError e) {
      runQueue = null;
      console.debug("waits for processors aren't known any more: " + e);
    }
  }

  @Override
  public void end() {
    synchronized (lock) {
      ended = true;
      lock.notifyAll();
    }
    if (collections != null) {
      collections.stop();
    }
    if (looking != null) {
      try {
        looking.join();
      } catch (InterruptedException e) {
        // It ends by itself; whoever interrupts is in a hurry.
        Thread.currentThread().interrupt();
      }
    }
    causes.end();
  }

  /** Whether collections' pauses are known in this JVM; from the first snapshot on. */
  boolean knowsPauses() {
    return collections != null;
  }

  /** What came between the last snapshot and the one before. */
  Coincidences latest() {
    synchronized (lock) {
      return latest;
    }
  }

  /** What came since the start, as far as it is remembered. */
  Coincidences all() {
    synchronized (lock) {
      return new Coincidences(List.copyOf(pauses), List.copyOf(stalls), List.copyOf(delays));
    }
  }

  /** What slow operations were put down to since the start, those of the last second left out. */
  List<SlowTotals> slow() {
    return causes.all();
  }

  /** How far sites are from scaling, by all that was recorded. */
  List<SiteScaling> scaling() {
    return scaling.sites();
  }
}
