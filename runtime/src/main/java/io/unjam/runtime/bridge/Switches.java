package io.unjam.runtime.bridge;

import io.unjam.runtime.record.Recorder;

/**
 * What the agent turns on and off while the application runs. Thread-safe; seen by hooks at once.
 */
public final class Switches {

  private Switches() {}

  /**
   * Turns timing on (the default) or off at every site. Operations under way are recorded still; an
   * edited site costs two calls that do nothing while it is off.
   *
   * @param on whether operations that begin from now on are timed
   */
  public static void setRecording(boolean on) {
    Recorder.SHARED.setRecording(on);
  }

  /** Whether operations that begin now are timed. */
  public static boolean recording() {
    return Recorder.SHARED.recording();
  }
}
