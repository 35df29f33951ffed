package io.unjam.agent.report;

/** What outputs show while the application runs. Safe for use by several threads. */
public interface Live {

  /**
   * Decisions now, and latencies until the last snapshot that was taken, a second ago at most.
   * Takes none itself and never waits for who does.
   */
  RunReport report();

  /** Whether edits are in force; else they act as the original. */
  boolean on();
}
