package io.unjam.benchmarks.stat;

/**
 * How evenly threads progressed: Jain's index (Jain, Chiu and Hawe, "A Quantitative Measure of
 * Fairness", 1984). 1 when all did the same, 1/n when one did everything.
 */
public final class Fairness {
  private Fairness() {}

  /** The index over operations done per thread; 1 where nothing was done. */
  public static double index(long[] perThread) {
    double sum = 0;
    double squares = 0;
    for (long done : perThread) {
      sum += done;
      squares += (double) done * done;
    }
    return squares == 0 ? 1 : sum * sum / (perThread.length * squares);
  }
}
