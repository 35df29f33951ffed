package io.unjam.agent.boot;

import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import io.unjam.runtime.record.Warmup;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The one place that takes snapshots off the recorder: once a second in a daemon thread of its own
 * while somebody listens, and when the totals are asked for.
 *
 * <p>Thread-safe. Every operation is in exactly one snapshot that listeners are given, and in the
 * totals. The lock is this class's own; nothing of the application runs under it.
 */
final class SnapshotFeed {

  /** Takes snapshots. Called under the feed's lock, so by one thread at a time. */
  interface Listener {
    /**
     * Takes every step that real spans will bring about, so that all classes of the JDK that it
     * needs for them are initialised, and keeps nothing of it. Called once, before the first span.
     * Must not throw.
     *
     * @param madeUp a span that nobody recorded
     */
    default void rehearse(Snapshot madeUp) {}

    /** A span that follows the one before without a gap. Must not throw. */
    void next(Snapshot snapshot);

    /** No further one comes. Must not throw. */
    void end();

    /**
     * The last span, and no further one comes; both as above. For those who have no use for it when
     * it is the first.
     */
    default void last(Snapshot snapshot) {
      next(snapshot);
      end();
    }
  }

  /*
   * A class of the JDK whose initialiser meets a full heap is broken for everybody, for good. The
   * outputs are the first to initialise many, and did so in an application's midst: at a first slow
   * write, or at a first scrape. So each rehearses what it will do, one after the other, from the
   * end of the first second on, as soon as the heap has room for it. Until then no snapshot is
   * handed on, and nothing of what was recorded is lost. What is left is an application that fills
   * the room during a rehearsal, of which there is one in a JVM's life. Those by which files are
   * read and written it would miss most, and they ask for no setting that a program may make in its
   * first lines: they are initialised at once, while the heap is as good as empty.
   */

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Seconds without room after which that is said. */
  private static final int PATIENCE = 5;

  private final Console console;
  private final HeapRoom room;
  private final List<Listener> listeners = new ArrayList<>();
  private final List<Listener> joined = new ArrayList<>();
  private final Object lock = new Object();
  private volatile @Nullable Snapshot total;

  /** What listeners have not been given yet. */
  private @Nullable Snapshot held;

  private int rehearsed;
  private int waited;
  private boolean said;
  private boolean ended;

  SnapshotFeed(Console console) {
    this(console, new HeapRoom());
  }

  /** As above, where something else tells whether there is room. */
  SnapshotFeed(Console console, HeapRoom room) {
    this.console = console;
    this.room = room;
  }

  /** Adds a listener that is told whenever somebody has a snapshot taken, rehearsed or not. */
  void join(Listener listener) {
    synchronized (lock) {
      if (ended) {
        listener.end();
      } else {
        joined.add(listener);
      }
    }
  }

  /** Takes one away that has joined. */
  void leave(Listener listener) {
    synchronized (lock) {
      joined.remove(listener);
    }
  }

  /** Adds a listener, before {@link #begin}. */
  void listen(Listener listener) {
    synchronized (lock) {
      listeners.add(listener);
    }
  }

  /** Starts the thread if anybody listens. */
  void begin() {
    synchronized (lock) {
      if (listeners.isEmpty()) {
        return;
      }
    }
    // No lambda: this runs before main.
    Thread thread =
        new Thread(null, null, "unjam-recorder", 0, false) {
          @Override
          public void run() {
            everySecond();
          }
        };
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
  }

  private void everySecond() {
    readAFile();
    synchronized (lock) {
      long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      while (!ended) {
        long left = next - System.nanoTime();
        try {
          if (left <= 0) {
            next = Math.max(next, System.nanoTime() - left) + TimeUnit.SECONDS.toNanos(1);
            take();
            waited++;
          } else if (!ready()) {
            left = Math.min(left, LOOK_NANOS);
          }
        } catch (OutOfMemoryError e) {
          // The application is at its limit. What was read and could not be handed on is lost,
          // and reports say so; the next second may be a better one.
          Recorder.SHARED.setDistressed();
        } catch (LinkageError e) {
          // A class of the JDK is broken, as its initialiser met a full heap. The others go on.
          Recorder.SHARED.setDistressed();
          console.debug("an output fails: " + e);
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(lock, left);
        } catch (InterruptedException e) {
          // Nobody of ours interrupts this thread: the JVM is being taken down by force.
          return;
        }
      }
    }
  }

  /** One that every Java has. */
  private void readAFile() {
    Path image = Path.of(System.getProperty("java.home"), "lib", "modules");
    try (FileChannel file = FileChannel.open(image, StandardOpenOption.READ)) {
      file.read(ByteBuffer.allocate(1));
      console.debug("what reads and writes files is initialised");
    } catch (IOException | RuntimeException e) {
      console.debug("what reads and writes files is initialised with the outputs: " + e);
    } catch (OutOfMemoryError e) {
      // A heap that is full before anything has begun.
    }
  }

  /** Whether all have rehearsed; else looks whether they can now, and has them do it. */
  private boolean ready() {
    if (rehearsed == listeners.size()) {
      return true;
    }
    boolean room = this.room.look();
    if (waited == 0) {
      return false;
    }
    if (room) {
      rehearse();
    } else if (!said && waited > PATIENCE) {
      // Marked after it: it takes memory, too.
      console.info(
          "outputs begin when "
              + HeapRoom.MEBIBYTES
              + " MiB of the heap are free; nothing that is recorded until then is lost");
      said = true;
    }
    return rehearsed == listeners.size();
  }

  private void rehearse() {
    long started = System.nanoTime();
    Snapshot madeUp = Warmup.run();
    do {
      // Counted first: what failed halfway is not tried again.
      listeners.get(rehearsed++).rehearse(madeUp);
    } while (rehearsed < listeners.size() && room.look());
    if (rehearsed == listeners.size()) {
      console.debug(
          "outputs have rehearsed, in " + (System.nanoTime() - started) / 1_000_000 + " ms");
      // Not a second later: somebody may wait for the first.
      take();
    }
  }

  /** All that was recorded since the start. */
  Snapshot total() {
    synchronized (lock) {
      return take();
    }
  }

  /**
   * All that was recorded from the start until a snapshot was taken last, which while somebody
   * listens is a second ago at most. Takes none and no lock.
   */
  @Nullable Snapshot latest() {
    return total;
  }

  /** Hands on what was recorded until now, and ends the listeners and the thread. */
  void end() {
    synchronized (lock) {
      if (!ended) {
        ended = true;
        Snapshot last = step();
        for (Listener listener : listeners) {
          listener.last(held == null ? last : held.plus(last));
        }
        for (Listener listener : joined) {
          listener.last(last);
        }
        lock.notifyAll();
      }
    }
  }

  /** Returns the total. */
  private Snapshot take() {
    Snapshot snapshot = step();
    if (!ended) {
      Snapshot due = held == null ? snapshot : held.plus(snapshot);
      held = due;
      if (rehearsed == listeners.size()) {
        held = null;
        for (Listener listener : listeners) {
          listener.next(due);
        }
      }
      for (Listener listener : joined) {
        listener.next(snapshot);
      }
    }
    Snapshot all = total;
    return all == null ? snapshot : all;
  }

  /** Adds what was recorded since the last snapshot to the total, and returns it by itself. */
  private Snapshot step() {
    Snapshot snapshot = Recorder.SHARED.next();
    Snapshot before = total;
    total = before == null ? snapshot : before.plus(snapshot);
    return snapshot;
  }
}
