package io.unjam.benchmarks.stat;

import java.util.Arrays;
import java.util.Random;

/**
 * The percentile bootstrap of a median (Efron, "Bootstrap Methods: Another Look at the Jackknife",
 * 1979), by clusters (Davison and Hinkley, "Bootstrap Methods and their Application", 1997, 3.8).
 * Deterministic: the resampling has a fixed seed, so that the same rounds always give the same
 * interval.
 */
public final class Bootstrap {
  private static final int RESAMPLES = 4_000;
  private static final long SEED = 0x756e6a616dL;

  private Bootstrap() {}

  /**
   * The median over all starts and the 95 % interval of that median. What is drawn again is starts
   * as a whole and rounds within them: two JVMs of one program differ by what their compilers came
   * to, for as long as they live, and more rounds of the same two don't average that out.
   *
   * @param starts for each start of the JVMs its rounds, the same number each
   * @throws IllegalArgumentException if there is none
   */
  public static Interval ofMedian(double[][] starts) {
    if (starts.length == 0 || starts[0].length == 0) {
      throw new IllegalArgumentException("no rounds to take a median of");
    }
    int rounds = starts[0].length;
    Random random = new Random(SEED);
    double[] medians = new double[RESAMPLES];
    double[] resample = new double[starts.length * rounds];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < resample.length; j += rounds) {
        double[] start = starts[random.nextInt(starts.length)];
        for (int k = 0; k < rounds; k++) {
          resample[j + k] = start[random.nextInt(rounds)];
        }
      }
      medians[i] = median(resample);
    }
    Arrays.sort(medians);
    return new Interval(
        median(Arrays.stream(starts).flatMapToDouble(Arrays::stream).toArray()),
        medians[(int) (RESAMPLES * 0.025)],
        medians[(int) (RESAMPLES * 0.975) - 1]);
  }

  /** The median; the mean of the middle two where their number is even. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
