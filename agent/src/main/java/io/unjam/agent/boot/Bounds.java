package io.unjam.agent.boot;

import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.SamplingBudget;
import io.unjam.runtime.record.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * Keeps timing within what the user grants it: chooses sampling intervals by a budget of
 * processors' time, and says when the cap on memory is reached. Called by one thread at a time.
 */
final class Bounds implements SnapshotFeed.Listener {

  /** Readings of the clock that tell what one costs. */
  private static final int READINGS = 10_000;

  /** What recording a value costs beside the clock, at most; nanoseconds. */
  private static final double RECORDING = 10;

  private static final long MIB = 1L << 20;

  private final double share;
  private final Console console;
  private @Nullable SamplingBudget budget;
  private boolean said;

  /**
   * Bounds of a run.
   *
   * @param share of the processors' time that timing may take; 0: whatever rules ask for
   */
  Bounds(double share, Console console) {
    this.share = share;
    this.console = console;
  }

  @Override
  public void next(Snapshot snapshot) {
    if (share > 0) {
      SamplingBudget granted = budget;
      if (granted == null) {
        granted =
            new SamplingBudget(share, Runtime.getRuntime().availableProcessors(), nanosPerSample());
        budget = granted;
      }
      granted.apply(Recorder.SHARED, snapshot);
    }
    if (snapshot.capReached() && !said) {
      said = true;
      console.info(
          "the recorder has reached its cap of "
              + snapshot.poolCap() / MIB
              + " MiB: some durations are counted but not placed; memory=SIZE grants more");
    }
  }

  /** What timing one operation costs in this JVM: two readings of the clock and the recording. */
  private static double nanosPerSample() {
    long started = System.nanoTime();
    long last = started;
    for (int i = 0; i < READINGS; i++) {
      last = System.nanoTime();
    }
    return 2 * Math.max(1, (double) (last - started) / READINGS) + RECORDING;
  }

  @Override
  public void end() {}
}
