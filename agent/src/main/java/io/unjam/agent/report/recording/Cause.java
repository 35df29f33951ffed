package io.unjam.agent.report.recording;

/**
 * Something that a slow operation may have been slow because of.
 *
 * @param kind what
 * @param sure whether it was measured to take part of the very operation; else it is likely: it
 *     coincided, as exactly as clocks tell
 * @param nanos how much of the duration it explains: that much if sure, else at most that much
 * @param text a sentence without its full stop
 */
public record Cause(Kind kind, boolean sure, long nanos, String text) {

  /** The kinds, the rank of each being its place where two explain as much. */
  public enum Kind {
    /** A pause of the garbage collector. */
    GC_PAUSE("GC pause"),
    /** All threads stood still for another reason. */
    SAFEPOINT("safepoint"),
    /** The map's table grew. */
    TABLE_GROWTH("table growth"),
    /** Another site held the lock. */
    LOCK_HOLDER("lock holder"),
    /** The thread was ready to run and had no processor. */
    RUN_QUEUE("run queue");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    /** For people, in lower case. */
    public String label() {
      return label;
    }
  }
}
