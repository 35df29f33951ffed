package io.unjam.benchmarks.run;

/**
 * What one arm did in one round.
 *
 * @param operations done by all threads
 * @param nanos wall time of the round
 * @param longestNanos the longest operation, from those that were timed
 * @param p99Nanos 99th percentile of the timed operations
 * @param p999Nanos 99.9th percentile of the timed operations
 * @param fairness Jain's index over the threads
 * @param compileNanos how long the JIT compilers of its JVM worked meanwhile, all threads together
 */
public record Round(
    long operations,
    long nanos,
    long longestNanos,
    long p99Nanos,
    long p999Nanos,
    double fairness,
    long compileNanos) {

  /** Operations per second. */
  public double throughput() {
    return operations * 1e9 / nanos;
  }

  /** One line, for the pipe between runner and worker. */
  public String encode() {
    return operations
        + " "
        + nanos
        + " "
        + longestNanos
        + " "
        + p99Nanos
        + " "
        + p999Nanos
        + " "
        + fairness
        + " "
        + compileNanos;
  }

  /**
   * The reverse of {@link #encode}.
   *
   * @throws IllegalArgumentException if the line is not such a one
   */
  public static Round decode(String line) {
    String[] parts = line.split(" ", -1);
    if (parts.length != 7) {
      throw new IllegalArgumentException("not a round: " + line);
    }
    return new Round(
        Long.parseLong(parts[0]),
        Long.parseLong(parts[1]),
        Long.parseLong(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Double.parseDouble(parts[5]),
        Long.parseLong(parts[6]));
  }
}
