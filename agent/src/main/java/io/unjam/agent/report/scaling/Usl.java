package io.unjam.agent.report.scaling;

/**
 * The Universal Scalability Law (Gunther: A Simple Capacity Model of Massively Parallel Transaction
 * Systems, 1993; Guerrilla Capacity Planning, 2007) with the parameters of one site: {@code n}
 * threads get {@code n / (1 + sigma (n - 1) + kappa n (n - 1))} times as much done as one.
 *
 * @param sigma the share that is serial, 0 to 1
 * @param kappa what each pair of threads costs by exchanging data, 0 or more
 * @param error how far the law is from what was recorded: root mean square of the relative errors
 * @param intervals how many intervals it was fitted to
 * @param most the largest number of threads, on average over an interval, that was recorded
 */
public record Usl(double sigma, double kappa, double error, int intervals, double most) {

  /** How many times as much as one thread {@code threads} get done, each on a core of its own. */
  public double speedup(int threads) {
    double others = threads - 1;
    return threads / (1 + sigma * others + kappa * threads * others);
  }

  /** The number of threads beyond which more of them get less done; infinite if there is none. */
  public double best() {
    return kappa == 0 ? Double.POSITIVE_INFINITY : Math.sqrt((1 - sigma) / kappa);
  }
}
