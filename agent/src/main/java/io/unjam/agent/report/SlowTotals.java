package io.unjam.agent.report;

import io.unjam.agent.report.recording.Cause;
import org.jspecify.annotations.Nullable;

/**
 * The slow operations of a site that one kind of cause explains best. Immutable.
 *
 * @param site its number
 * @param kind what explains most of each; null: nothing that is known
 * @param operations how many
 * @param nanos how long they took together, in nanoseconds
 */
public record SlowTotals(int site, Cause.@Nullable Kind kind, long operations, long nanos) {

  /** These and one that took that long, in nanoseconds. */
  public SlowTotals plus(long one) {
    return new SlowTotals(site, kind, operations + 1, nanos + one);
  }
}
