package io.unjam.runtime.record;

/** What a site's durations are. */
public enum Measure {
  /** How long a map write took, or how long a lock acquisition waited. */
  OPERATION,
  /** How long a lock was held. */
  HOLD
}
