package io.unjam.benchmarks.stat;

/** What the interval says of the target. */
public enum Verdict {
  /** The whole interval reaches the target. */
  PASS,
  /** The whole interval misses it. */
  FAIL,
  /** The target lies inside the interval. */
  UNDECIDED,
  /** The case has no target: it is published as it is. */
  INFO
}
