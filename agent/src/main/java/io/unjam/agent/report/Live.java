package io.unjam.agent.report;

import io.unjam.agent.report.recording.Coincidences;

/** What outputs show while the application runs. Safe for use by several threads. */
public interface Live {

  /**
   * Decisions now, and latencies until the last snapshot that was taken, a second ago at most.
   * Takes none itself and never waits for who does.
   */
  RunReport report();

  /**
   * What coincided with the snapshot that was taken last, as far as it was known by then. Waits for
   * nothing but a moment.
   */
  Coincidences meanwhile();

  /** Whether edits are in force; else they act as the original. */
  boolean on();
}
