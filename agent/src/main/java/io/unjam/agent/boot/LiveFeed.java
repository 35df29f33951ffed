package io.unjam.agent.boot;

import io.unjam.agent.report.live.LiveAnswer;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.agent.report.scaling.Scaling;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers whoever watches this JVM ({@code unjam top}): one attach begins it, then a daemon thread
 * of its own puts an answer into the watcher's folder each time the one before was taken from
 * there.
 *
 * <p>It ends when the folder is gone, when the watcher is ({@link #isDeserted}), when nobody takes
 * an answer for {@value #PATIENCE_SECONDS} seconds (the watcher was stopped), and with the
 * recorder. Of an answer that nobody took nothing is lost: the next one holds its operations too.
 */
final class LiveFeed implements SnapshotFeed.Listener {

  /** The file that the watcher takes. */
  static final String ANSWER = "answer";

  /** The file that the watcher holds locked for as long as it lives. */
  private static final String WATCHER = "watcher";

  private static final int PATIENCE_SECONDS = 10;
  private static final long JOIN_MILLIS = 5_000;
  private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final Rewriting rewriting;
  private final Path folder;
  private final long everyNanos;
  private final Console console;
  private final Thread thread;
  private final @Nullable Observer observer;

  /** What an observer would gather; is given nothing where there is one. */
  private final Scaling ownScaling = new Scaling(new Reacquisitions());

  private @Nullable Snapshot recent;
  private boolean ended;

  /**
   * Of a watcher.
   *
   * @param observer who gathers since the start how far sites are from scaling; {@code null} where
   *     nobody does, then it is gathered here, while somebody watches
   */
  LiveFeed(
      Rewriting rewriting,
      @Nullable Observer observer,
      Path folder,
      long everyMillis,
      Console console) {
    this.rewriting = rewriting;
    this.observer = observer;
    this.folder = folder;
    this.everyNanos = TimeUnit.MILLISECONDS.toNanos(everyMillis);
    this.console = console;
    this.thread =
        new Thread(null, null, "unjam-top", 0, false) {
          @Override
          public void run() {
            try {
              answer();
            } catch (IOException | RuntimeException | LinkageError e) {
              LiveFeed.this.console.debug("nobody is answered in " + folder + " any more: " + e);
            } finally {
              rewriting.leave(LiveFeed.this);
            }
          }
        };
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
  }

  /** Begins. */
  void start() {
    thread.start();
  }

  /** Waits for the end of the thread, which comes soon after {@link #end}. */
  void join() {
    try {
      thread.join(JOIN_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void next(Snapshot snapshot) {
    Snapshot before = recent;
    recent = before == null ? snapshot : before.plus(snapshot);
    if (observer == null) {
      ownScaling.add(RecordingWriter.interval(snapshot));
    }
  }

  @Override
  public synchronized void end() {
    ended = true;
    notifyAll();
  }

  /**
   * Whether the watcher's process is gone, however it ended: the system has unlocked its file then.
   * Asks nothing of process numbers, which a watcher outside of this JVM's container would have
   * others of. Where that can't be told, it is thought to be there.
   */
  boolean isDeserted() {
    Path watcher = folder.resolve(WATCHER);
    try (FileChannel channel = FileChannel.open(watcher, StandardOpenOption.WRITE);
        FileLock lock = channel.tryLock()) {
      return lock != null;
    } catch (NoSuchFileException e) {
      return !Files.isDirectory(folder);
    } catch (IOException | RuntimeException e) {
      console.debug("who watches by " + folder + " can't be told: " + e);
      return false;
    }
  }

  private void answer() throws IOException {
    Path answer = folder.resolve(ANSWER);
    long taken = System.nanoTime();
    long due = taken + everyNanos;
    while (pauseUntil(due) && !isDeserted()) {
      long now = System.nanoTime();
      if (now - due < 0) {
        continue;
      }
      due = now + everyNanos;
      if (!Files.exists(answer)) {
        taken = now;
        put(current(), answer);
      } else if (now - taken
          > Math.max(TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS), 3 * everyNanos)) {
        break;
      }
    }
    clear();
  }

  /** So that the watcher sees that it is over; one that was killed could not do it. */
  private void clear() throws IOException {
    if (!Files.isDirectory(folder)) {
      return;
    }
    for (String name : List.of(ANSWER, ANSWER + ".new", "request", "reply", WATCHER)) {
      Files.deleteIfExists(folder.resolve(name));
    }
    Files.deleteIfExists(folder);
  }

  /** Waits, but for no longer than a look at the watcher may wait; false once it has ended. */
  private synchronized boolean pauseUntil(long due) {
    long now = System.nanoTime();
    long until = due - now > LOOK_NANOS ? now + LOOK_NANOS : due;
    for (long left = until - now; !ended && left > 0; left = until - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        // Nobody of ours interrupts this thread: the JVM is being taken down by force.
        ended = true;
      }
    }
    return !ended;
  }

  private String current() throws IOException {
    // Brings what is new to next(), too.
    Snapshot total = rewriting.total();
    Snapshot since;
    synchronized (this) {
      since = recent;
      recent = null;
    }
    InForce now = rewriting.inForce();
    return LiveAnswer.of(
        Version.current(),
        now.on() ? "on" : "off",
        now.rules().file(),
        total,
        since == null ? total : since,
        observer == null ? ownScaling.sites() : observer.scaling(),
        rewriting.decisions().plans());
  }

  /** As a whole: the watcher never sees half of one. */
  private void put(String text, Path answer) throws IOException {
    Path aside = folder.resolve(ANSWER + ".new");
    Files.writeString(aside, text);
    Files.move(aside, answer, StandardCopyOption.ATOMIC_MOVE);
  }
}
