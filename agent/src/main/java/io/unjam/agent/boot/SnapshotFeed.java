package io.unjam.agent.boot;

import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
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

  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Object lock = new Object();
  private volatile @Nullable Snapshot total;
  private boolean started;
  private boolean ended;

  /** Adds a listener that is told whenever somebody else has a snapshot taken. */
  void join(Listener listener) {
    synchronized (lock) {
      if (ended) {
        listener.end();
      } else {
        listeners.add(listener);
      }
    }
  }

  /** Takes a listener away. */
  void leave(Listener listener) {
    synchronized (lock) {
      listeners.remove(listener);
    }
  }

  /** Adds a listener, and starts the thread with the first. */
  void listen(Listener listener) {
    synchronized (lock) {
      listeners.add(listener);
      if (!started) {
        started = true;
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
    }
  }

  private void everySecond() {
    synchronized (lock) {
      long next = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
      while (!ended) {
        long left = next - System.nanoTime();
        if (left > 0) {
          try {
            TimeUnit.NANOSECONDS.timedWait(lock, left);
          } catch (InterruptedException e) {
            // Nobody of ours interrupts this thread: the JVM is being taken down by force.
            return;
          }
        } else {
          try {
            take();
          } catch (OutOfMemoryError e) {
            // The application is at its limit. What was read and could not be handed on is lost,
            // and reports say so; the next second may be a better one.
            Recorder.SHARED.setDistressed();
          }
          next = Math.max(next, System.nanoTime() - left) + TimeUnit.SECONDS.toNanos(1);
        }
      }
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
      for (Listener listener : listeners) {
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
