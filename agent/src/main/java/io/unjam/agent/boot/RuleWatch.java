package io.unjam.agent.boot;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the rule files a few times a second and has them read again when one has changed.
 *
 * <p>By asking for their attributes and not by the system's notifications: those are per folder,
 * say nothing of files on some network and container mounts, and would come between the two halves
 * of a file that is being written. A change counts once two looks in a row have seen the same.
 *
 * <p>What others can write is not watched: with the rules they would decide what runs in this JVM.
 */
final class RuleWatch {

  private static final long LOOK_MILLIS = 200;
  private static final int STICKY = 01000;

  private final Agent agent;
  private final List<Path> files;
  private final Console console;
  private boolean ended;

  private RuleWatch(Agent agent, List<Path> files, Console console) {
    this.agent = agent;
    this.files = files;
    this.console = console;
  }

  /** Begins, if nobody else can write the files; else says who could. */
  static @Nullable RuleWatch start(Agent agent, List<Path> files, Console console) {
    List<Path> watched = List.copyOf(files);
    String refusal = watched.isEmpty() ? "there is none" : refusal(watched);
    if (refusal != null) {
      console.info("the rule files are not watched: " + refusal);
      return null;
    }
    RuleWatch watch = new RuleWatch(agent, watched, console);
    // No lambda: this may run before main.
    Thread thread =
        new Thread(null, null, "unjam-rules", 0, false) {
          @Override
          public void run() {
            watch.look();
          }
        };
    thread.setDaemon(true);
    thread.setContextClassLoader(null);
    thread.start();
    return watch;
  }

  /** Ends it. Does not wait for a look that is under way. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  private synchronized boolean pause() {
    long until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
    for (long left = until - System.nanoTime();
        !ended && left > 0;
        left = until - System.nanoTime()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        // Nobody of ours interrupts this thread: the JVM is being taken down by force.
        ended = true;
      }
    }
    return !ended;
  }

  private void look() {
    String applied = state();
    String before = applied;
    boolean waits = false;
    while (pause()) {
      try {
        String now = state();
        if (!now.equals(applied) && now.equals(before)) {
          // To rewrite takes classes of the JDK that nobody else has needed yet: see SnapshotFeed.
          if (HeapRoom.isThere()) {
            changed();
            applied = now;
            waits = false;
          } else if (!waits) {
            waits = true;
            console.info(
                "a rule file has changed, which is taken over when "
                    + HeapRoom.MEBIBYTES
                    + " MiB of the heap are free");
          }
        }
        before = now;
      } catch (OutOfMemoryError e) {
        // The application is at its limit: at the next look the file has changed still.
      }
    }
  }

  private void changed() {
    synchronized (agent) {
      if (agent.gone()) {
        return;
      }
      String refusal = refusal(files);
      if (refusal != null) {
        console.info("the change of a rule file is not taken over: " + refusal);
        return;
      }
      try {
        agent.reload();
      } catch (RuntimeException | LinkageError e) {
        console.error("the change of a rule file can't be taken over: " + e, e);
      }
    }
  }

  /** What tells one state of the files from another; a file that is missing has one, too. */
  private String state() {
    StringBuilder state = new StringBuilder();
    for (Path file : files) {
      try {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        state
            .append(attributes.lastModifiedTime().toMillis())
            .append(' ')
            .append(attributes.size())
            .append(' ')
            .append(attributes.fileKey());
      } catch (IOException e) {
        state.append("unreadable");
      }
      state.append('\n');
    }
    return state.toString();
  }

  /** Why some file must not be watched, or {@code null}. */
  private static @Nullable String refusal(List<Path> files) {
    for (Path file : files) {
      try {
        String refusal = refusal(file);
        if (refusal != null) {
          return refusal;
        }
      } catch (IOException e) {
        return file + " can't be looked at: " + e;
      }
    }
    return null;
  }

  private static @Nullable String refusal(Path file) throws IOException {
    // The links on the way count, too: who can turn one decides what is read.
    List<Path> chain = new ArrayList<>();
    Path real = file.toRealPath();
    chain.add(real);
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      chain.add(folder.toRealPath());
    }
    Path realFolder = real.getParent();
    if (realFolder != null && !chain.contains(realFolder)) {
      chain.add(realFolder);
    }
    for (Path path : chain) {
      if (Files.getFileAttributeView(path, PosixFileAttributeView.class) == null) {
        return "this system does not say who can write " + path;
      }
      Set<PosixFilePermission> permissions =
          Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS);
      boolean others =
          permissions.contains(PosixFilePermission.OTHERS_WRITE)
              || permissions.contains(PosixFilePermission.GROUP_WRITE);
      if (others && !(Files.isDirectory(path) && isSticky(path))) {
        return "others can write " + path;
      }
    }
    return null;
  }

  /** In a folder that is sticky others can make files but not replace ours. */
  private static boolean isSticky(Path folder) throws IOException {
    return ((Integer) Files.getAttribute(folder, "unix:mode") & STICKY) != 0;
  }
}
