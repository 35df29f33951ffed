package io.unjam.agent.boot;

import io.unjam.runtime.bridge.Preload;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a start with rules needs whatever they say, done in a thread beside the reading of them:
 * hooks preloaded, and the self-test's class rewritten once, which loads planner, edits and
 * verifier. Nothing that the application could notice is changed here.
 */
final class HeadStart extends Thread {
  /*
   * Two threads initialise classes at once, so neither may wait for the other's. The reading thread
   * initialises the YAML engine, the rules' parser and, like this one, catalogue and rules, whose
   * initialisers ask for nothing above them: there is no circle to be caught in. The reading thread
   * joins this one before it goes on, so no other part of the start runs beside it, and no
   * class-loading lock of the application is held by either.
   */

  /** More than this is no rule file, or one that has a rule early on. */
  private static final int LOOKED_AT = 1 << 16;

  private final Probe probe = new Probe();
  private @Nullable Throwable failure;

  private HeadStart() {
    super(null, null, "unjam-start", 0, false);
    setDaemon(true);
    setContextClassLoader(null);
  }

  /**
   * Begins where a file looks as if it held a rule. A wrong guess costs time and changes nothing.
   *
   * @return {@code null} where no file does
   */
  static @Nullable HeadStart begin(List<Path> files) {
    for (Path file : files) {
      if (holdsRule(file)) {
        HeadStart start = new HeadStart();
        start.start();
        return start;
      }
    }
    return null;
  }

  private static boolean holdsRule(Path path) {
    // A pipe or a device can be read only once, or never ends.
    if (!path.toFile().isFile()) {
      return false;
    }
    try (InputStream in = new FileInputStream(path.toFile())) {
      String text = new String(in.readNBytes(LOOKED_AT), StandardCharsets.ISO_8859_1);
      return text.contains("at:");
    } catch (IOException unreadable) {
      // The parser says so.
      return false;
    }
  }

  @Override
  public void run() {
    try {
      Preload.run();
      probe.rehearse();
    } catch (Throwable e) {
      // The start itself meets it again, and reports it.
      failure = e;
    }
  }

  /**
   * Waits for the end.
   *
   * @return the probe that was rehearsed, {@code null} where that failed or the waiting thread is
   *     interrupted
   */
  @Nullable Probe finish() {
    try {
      join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
    return failure == null ? probe : null;
  }
}
