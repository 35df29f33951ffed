package com.acme.gateway;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The file of all changes, in the order in which they were made. Thread-safe.
 *
 * <p>{@link #append} gives a change its place and is called under the lock that orders the changes;
 * {@link #awaitSettled} waits, outside that lock, until the change is in the file. An error of the
 * file is final: every later call fails with it.
 */
public final class ChangeJournal implements Closeable {
  /*
   * Group commit: writers append to a buffer, one flusher thread takes whatever has gathered to the
   * file, and the writers wait until it has passed their change. Two steps, append under the
   * caller's lock and settle outside it, as in apache/hadoop,
   * hadoop-hdfs-project/hadoop-hdfs/src/main/java/org/apache/hadoop/hdfs/server/namenode/FSEditLog.java
   * (logEdit and logSync).
   *
   * The buffer and `appended` are guarded by this object's monitor; file writes happen inside it,
   * so that a buffer which overflows in append can't overtake one that the flusher holds. `settled`
   * is written by the flusher alone.
   */
  private static final int BUFFER = 64 * 1024;

  private final FileChannel file;
  private final Path path;
  private final boolean force;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private final Thread flusher;
  private long appended;
  private volatile long settled;
  private volatile boolean closed;
  private volatile @Nullable IOException failure;

  private ChangeJournal(FileChannel file, Path path, boolean force, long changes) {
    this.file = file;
    this.path = path;
    this.force = force;
    this.appended = changes;
    this.settled = changes;
    this.flusher = new Thread(this::flush, "journal-flusher");
    this.flusher.setDaemon(true);
  }

  /**
   * Opens a journal behind the records that {@code replay} found in it; an unfinished last record
   * is cut off.
   *
   * @param force whether a change is settled only once the disk has it
   */
  public static ChangeJournal open(Path path, boolean force, JournalReplay replay)
      throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    file.truncate(replay.bytes());
    file.position(replay.bytes());
    ChangeJournal journal = new ChangeJournal(file, path, force, replay.changes());
    journal.flusher.start();
    return journal;
  }

  /** Adds a change and returns its number; the first one is 1. */
  synchronized long append(Change change) {
    byte[] line = change.line().getBytes(StandardCharsets.UTF_8);
    throwIfFailed();
    if (buffer.remaining() < line.length) {
      try {
        drain();
      } catch (IOException e) {
        failure = e;
        throw new UncheckedIOException(e);
      }
    }
    buffer.put(line);
    return ++appended;
  }

  /**
   * Waits until change number {@code change} is in the file, and on disk where that was asked for.
   */
  @SuppressWarnings("ThreadPriorityCheck") // the loop is right without the yield, and slower
  void awaitSettled(long change) {
    LockSupport.unpark(flusher);
    /*
     * A hand-off: the flusher is a few microseconds away, a sleeping thread is not. The same loop
     * stands in brettwooldridge/HikariCP,
     * src/main/java/com/zaxxer/hikari/util/ConcurrentBag.java (add and requite yield until a
     * borrower has taken the connection).
     */
    while (settled < change) {
      throwIfFailed();
      Thread.yield();
    }
  }

  /** The number of the last change appended. */
  synchronized long appended() {
    return appended;
  }

  /** The file. */
  Path path() {
    return path;
  }

  /** Writes out what was appended and closes the file. */
  @Override
  public void close() throws IOException {
    closed = true;
    LockSupport.unpark(flusher);
    try {
      flusher.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    file.close();
    IOException lost = failure;
    if (lost != null) {
      throw lost;
    }
  }

  private void flush() {
    try {
      while (!closed || settled < appended()) {
        if (settled < appended()) {
          settle();
        } else {
          LockSupport.park(this);
        }
      }
    } catch (IOException e) {
      failure = e;
    }
  }

  private void settle() throws IOException {
    long upTo;
    synchronized (this) {
      drain();
      upTo = appended;
    }
    if (force) {
      file.force(false);
    }
    settled = upTo;
  }

  private synchronized void drain() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      file.write(buffer);
    }
    buffer.clear();
  }

  private void throwIfFailed() {
    IOException lost = failure;
    if (lost != null) {
      throw new UncheckedIOException("journal " + path + " failed", lost);
    }
    if (closed) {
      throw new IllegalStateException("journal " + path + " is closed");
    }
  }
}
