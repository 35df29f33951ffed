package io.unjam.agent.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * The folder into which a watched agent answers. A file in it stays locked for as long as this
 * process lives, so that the agent can tell at any time whether anybody is still there: the system
 * unlocks it however the process ends.
 *
 * <p>For use by one thread.
 */
final class WatchFolder {

  /** The locked file; the agent knows it by the same name. */
  private static final String WATCHER = "watcher";

  private final Path path;
  private final @Nullable FileChannel held;

  private WatchFolder(Path path, @Nullable FileChannel held) {
    this.path = path;
    this.held = held;
  }

  /**
   * Takes a new folder. Where files can't be locked there is no such file, and the agent waits for
   * a while before it thinks that nobody is there.
   */
  static WatchFolder make(Path path) throws IOException {
    Path watcher = path.resolve(WATCHER);
    FileChannel channel =
        FileChannel.open(watcher, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      channel.lock();
      return new WatchFolder(path, channel);
    } catch (IOException noLocks) {
      channel.close();
      Files.delete(watcher);
      return new WatchFolder(path, null);
    }
  }

  Path path() {
    return path;
  }

  /** Lets go of a folder that is gone. */
  void leave() {
    try {
      if (held != null) {
        held.close();
      }
    } catch (IOException e) {
      // Nothing was written by it that could be lost; the system unlocks it at the latest.
    }
  }

  /** Deletes it: the agent sees it go. */
  void delete() throws IOException {
    leave();
    TargetJvm.delete(path);
  }
}
