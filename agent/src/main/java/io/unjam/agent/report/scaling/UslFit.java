package io.unjam.agent.report.scaling;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Fits the Universal Scalability Law to how long operations took at different numbers of threads.
 * Takes any number of intervals in constant memory. For use by one thread at a time.
 */
final class UslFit {

  /*
   * By Little's law n threads that are inside at once, each for a time R, get n / R done. With that the
   * law, n / R = (1 / r) n / (1 + sigma (n - 1) + kappa n (n - 1)), becomes linear in what is
   * unknown:
   *
   *   R(n) = r + r sigma (n - 1) + r kappa n (n - 1)
   *
   * So r, r sigma and r kappa come out of linear least squares, each interval weighed by 1 / R^2, so
   * that it is relative errors that are made small. None of the three can be negative: of the fits
   * with one or both of the last two at zero, the best that has no negative one is taken.
   * All that is needed of the intervals are sums of products.
   *
   * Fewer than one thread on average is one thread now and then, alone: n is 1.
   */

  /** Fewer intervals say nothing. */
  private static final int LEAST_INTERVALS = 8;

  /** So many numbers of threads must be told apart, each by a fifth from the next. */
  private static final int LEAST_LEVELS = 3;

  /** So many threads must have met, in the busiest interval. */
  private static final double LEAST_THREADS = 1.5;

  /** A law that is further off than this isn't this site's. */
  private static final double MOST_ERROR = 0.15;

  /** More than serial is impossible; so much of it is taken for inaccuracy. */
  private static final double MOST_SIGMA = 1.25;

  private static final double LEVEL = Math.log(1.2);

  private final double[][] products = new double[3][3];
  private final double[] sums = new double[3];
  private int intervals;
  private long levels;
  private double most;

  /**
   * Adds an interval.
   *
   * @param threads how many were inside at once, on average
   * @param nanos how long each was inside, on average, positive
   */
  void add(double threads, double nanos) {
    double n = Math.max(1, threads);
    double[] row = {1 / nanos, (n - 1) / nanos, n * (n - 1) / nanos};
    for (int i = 0; i < 3; i++) {
      sums[i] += row[i];
      for (int j = 0; j < 3; j++) {
        products[i][j] += row[i] * row[j];
      }
    }
    intervals++;
    levels |= 1L << Math.min(63, (int) Math.round(Math.log(n) / LEVEL));
    most = Math.max(most, n);
  }

  /** Why there is no law to be had; null if there is one. */
  @Nullable String silence() {
    if (intervals < LEAST_INTERVALS) {
      return "too few intervals with enough operations (" + intervals + ")";
    }
    if (most < LEAST_THREADS) {
      return String.format(
          Locale.ROOT, "threads hardly ever met here (at most %.1f at once, on average)", most);
    }
    if (Long.bitCount(levels) < LEAST_LEVELS) {
      return "the number of threads hardly changed, so nothing tells how it matters";
    }
    Usl law = best();
    if (law == null) {
      return "the law of scalability doesn't fit what was recorded";
    }
    return law.error() > MOST_ERROR
        ? String.format(
            Locale.ROOT,
            "the law of scalability fits badly (%.0f %% off on average)",
            100 * law.error())
        : null;
  }

  /** The law, to be had where {@link #silence} is null. */
  @Nullable Usl law() {
    return silence() == null ? best() : null;
  }

  private @Nullable Usl best() {
    Usl best = null;
    for (int[] used : new int[][] {{0, 1, 2}, {0, 1}, {0, 2}, {0}}) {
      double[] fitted = solve(used);
      if (fitted == null
          || fitted[0] <= 0
          || fitted[1] < 0
          || fitted[2] < 0
          || fitted[1] > MOST_SIGMA * fitted[0]) {
        continue;
      }
      double sigma = Math.min(1, fitted[1] / fitted[0]);
      Usl law = new Usl(sigma, fitted[2] / fitted[0], error(fitted), intervals, most);
      if (best == null || law.error() < best.error()) {
        best = law;
      }
    }
    return best;
  }

  /** Root mean square of the relative errors. */
  private double error(double[] fitted) {
    double squares = intervals;
    for (int i = 0; i < 3; i++) {
      squares -= 2 * fitted[i] * sums[i];
      for (int j = 0; j < 3; j++) {
        squares += fitted[i] * products[i][j] * fitted[j];
      }
    }
    return Math.sqrt(Math.max(0, squares) / intervals);
  }

  /** The normal equations of some of the unknowns, by Cholesky's decomposition; the rest is 0. */
  private double @Nullable [] solve(int[] used) {
    int size = used.length;
    double[][] lower = new double[size][size];
    double[] right = new double[size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double sum = products[used[i]][used[j]];
        for (int k = 0; k < j; k++) {
          sum -= lower[i][k] * lower[j][k];
        }
        if (i == j) {
          if (sum <= 1e-9 * products[used[i]][used[i]]) {
            return null; // what it stands for hardly differs from the others
          }
          lower[i][i] = Math.sqrt(sum);
        } else {
          lower[i][j] = sum / lower[j][j];
        }
      }
      double sum = sums[used[i]];
      for (int k = 0; k < i; k++) {
        sum -= lower[i][k] * right[k];
      }
      right[i] = sum / lower[i][i];
    }
    double[] fitted = new double[3];
    for (int i = size - 1; i >= 0; i--) {
      double sum = right[i];
      for (int k = i + 1; k < size; k++) {
        sum -= lower[k][i] * fitted[used[k]];
      }
      fitted[used[i]] = sum / lower[i][i];
    }
    return fitted;
  }
}
