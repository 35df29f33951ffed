package io.unjam.benchmarks.stat;

import java.util.Arrays;
import java.util.Random;

/**
 * The percentile bootstrap of a median (Efron, "Bootstrap Methods: Another Look at the Jackknife",
 * 1979). Deterministic: the resampling has a fixed seed, so that the same rounds always give the
 * same interval.
 */
public final class Bootstrap {
  private static final int RESAMPLES = 4_000;
  private static final long SEED = 0x756e6a616dL;

  private Bootstrap() {}

  /**
   * The median of the sample and the 95 % interval of that median.
   *
   * @throws IllegalArgumentException if the sample is empty
   */
  public static Interval ofMedian(double[] sample) {
    if (sample.length == 0) {
      throw new IllegalArgumentException("no rounds to take a median of");
    }
    Random random = new Random(SEED);
    double[] medians = new double[RESAMPLES];
    double[] resample = new double[sample.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int j = 0; j < resample.length; j++) {
        resample[j] = sample[random.nextInt(sample.length)];
      }
      medians[i] = median(resample);
    }
    Arrays.sort(medians);
    return new Interval(
        median(sample), medians[(int) (RESAMPLES * 0.025)], medians[(int) (RESAMPLES * 0.975) - 1]);
  }

  /** The median; the mean of the middle two where their number is even. */
  public static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
