package io.unjam.benchmarks.run;

/**
 * How much time a row may take.
 *
 * @param warmUpRounds per arm, not counted
 * @param pairs measured
 * @param roundShare share of a case's round length
 */
public record Effort(int warmUpRounds, int pairs, double roundShare) {
  /** What a published figure takes. */
  public static final Effort FULL = new Effort(4, 25, 1);

  /** A look: within 20 seconds a row. */
  public static final Effort QUICK = new Effort(2, 7, 0.4);
}
