package io.unjam.benchmarks.stat;

/** What a case compares. A ratio is always variant over baseline. */
public enum Metric {
  /** Operations per second: more is better. */
  THROUGHPUT(true),
  /** Wall time of a whole process, in nanoseconds: less is better. */
  TIME(false),
  /** The longest single operation of a round, in nanoseconds: less is better. */
  LONGEST(false),
  /** The 99th percentile of a round's operations, in nanoseconds: less is better. */
  P99(false),
  /** The 99.9th percentile of a round's operations, in nanoseconds: less is better. */
  P999(false);

  private final boolean moreIsBetter;

  Metric(boolean moreIsBetter) {
    this.moreIsBetter = moreIsBetter;
  }

  /** Whether a ratio above 1 speaks for the variant. */
  public boolean moreIsBetter() {
    return moreIsBetter;
  }

  /** The name in tables and JSON, with what is better. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT) + (moreIsBetter ? " (more)" : " (less)");
  }
}
