package io.unjam.agent.boot;

import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.report.recording.RecordingWriter;
import io.unjam.runtime.record.Snapshot;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes what the feed brings into a recording, until it ends or the disk refuses. Called by one
 * thread at a time, but for {@link #mark}.
 */
final class RecordingFile implements SnapshotFeed.Listener {

  private final Path file;
  private final RecordingWriter writer;
  private final DecisionStore decisions;
  private final SlowStacks stacks;
  private final Observer observer;
  private final Console console;
  private final List<Recording.Mark> marks = new ArrayList<>();
  private boolean begun;
  private boolean stopped;

  /** As {@link #begin}, into something that is open already; what is written names the file. */
  RecordingFile(
      Path file,
      RecordingWriter writer,
      DecisionStore decisions,
      SlowStacks stacks,
      Observer observer,
      Console console) {
    this.file = file;
    this.writer = writer;
    this.decisions = decisions;
    this.stacks = stacks;
    this.observer = observer;
    this.console = console;
  }

  /**
   * Begins a recording.
   *
   * @param where a file, which is written anew, or a folder, which gets {@code
   *     unjam-PID-START.unjam}
   * @return null after saying why there is none
   */
  static @Nullable RecordingFile begin(
      Path where,
      String version,
      String rules,
      DecisionStore decisions,
      SlowStacks stacks,
      Observer observer,
      Console console) {
    long now = System.currentTimeMillis();
    long pid = ProcessHandle.current().pid();
    Path file = where;
    if (Files.isDirectory(where)) {
      String start =
          DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss")
              .withZone(ZoneOffset.UTC)
              .format(Instant.ofEpochMilli(now));
      file = where.resolve("unjam-" + pid + "-" + start + ".unjam");
    }
    try {
      RecordingWriter writer =
          new RecordingWriter(
              Files.newOutputStream(file),
              new Recording.Header(
                  version,
                  System.getProperty("java.version", "?"),
                  System.getProperty("java.vm.name", "?"),
                  pid,
                  Runtime.getRuntime().availableProcessors(),
                  now,
                  rules));
      stacks.want();
      console.debug("recording into " + file.toAbsolutePath());
      return new RecordingFile(file, writer, decisions, stacks, observer, console);
    } catch (IOException e) {
      console.info("nothing is recorded, " + file + " can't be written: " + said(e));
      return null;
    }
  }

  private static String said(IOException e) {
    return e instanceof java.nio.file.FileSystemException || e.getMessage() == null
        ? e.toString()
        : e.getMessage();
  }

  @Override
  public void rehearse(Snapshot madeUp) {
    try (RecordingWriter nowhere =
        new RecordingWriter(
            OutputStream.nullOutputStream(),
            new Recording.Header("", "", "", 0, 1, madeUp.fromMillis(), ""))) {
      nowhere.append(
          madeUp,
          decisions.plans(),
          observer.latest(),
          List.of(new Recording.Mark(madeUp.toMillis(), "")));
    } catch (IOException e) {
      throw new IllegalStateException("nowhere can't be full", e);
    }
  }

  @Override
  public void next(Snapshot snapshot) {
    if (stopped) {
      return;
    }
    if (!begun) {
      begun = true;
      if (!observer.knowsPauses()) {
        mark(snapshot.toMillis(), "this JVM has no jdk.management: pauses aren't recorded");
      }
    }
    try {
      writer.append(snapshot, decisions.plans(), observer.latest(), drainMarks());
    } catch (IOException e) {
      console.info("recording into " + file + " stops, what is in it stays: " + said(e));
      stop();
    } catch (RuntimeException | LinkageError e) {
      console.error("recording into " + file + " stops: " + e, e);
      stop();
    }
  }

  /** Notes an event. Safe from any thread. */
  void mark(long millis, String text) {
    synchronized (marks) {
      marks.add(new Recording.Mark(millis, text));
    }
  }

  private List<Recording.Mark> drainMarks() {
    synchronized (marks) {
      List<Recording.Mark> drained = List.copyOf(marks);
      marks.clear();
      return drained;
    }
  }

  @Override
  public void end() {
    if (!stopped) {
      stop();
    }
  }

  private void stop() {
    stopped = true;
    stacks.leave();
    try {
      writer.close();
    } catch (IOException e) {
      console.info(file + " can't be closed: " + said(e));
    }
  }
}
