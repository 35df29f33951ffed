package io.unjam.benchmarks.run;

/**
 * How much time a row may take.
 *
 * @param starts how often the JVMs of all arms are started anew
 * @param warmUpRounds per arm and start, not counted
 * @param pairs measured after each start
 * @param roundShare share of a case's round length
 */
public record Effort(int starts, int warmUpRounds, int pairs, double roundShare) {
  /** What a published figure takes. */
  public static final Effort FULL = new Effort(6, 4, 5, 1);

  /** A look: within 20 seconds a row. */
  public static final Effort QUICK = new Effort(1, 2, 7, 0.4);
}
