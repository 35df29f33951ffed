package io.unjam.benchmarks.run;

import java.io.IOException;

/**
 * Warms a program up until its JVM's JIT compilers rest: until two rounds in a row in which they
 * worked for a tenth of the time at most, all their threads together. A real program of some
 * hundred thousand bytecodes takes many seconds to get there on two cores, and what is measured
 * before says more about the order in which its methods were compiled than about either arm.
 */
final class WarmUp {
  private static final double RESTING = 0.1;
  private static final int ROUNDS_AT_REST = 2;

  private WarmUp() {}

  /**
   * Runs rounds that are not counted.
   *
   * @param most how many at most
   * @return whether the compilers came to rest
   */
  static boolean untilCompilersRest(Contestant arm, long millis, boolean timed, int most)
      throws IOException {
    int resting = 0;
    for (int done = 0; done < most && resting < ROUNDS_AT_REST; done++) {
      Round round = arm.round(millis, timed);
      resting = round.compileNanos() <= RESTING * round.nanos() ? resting + 1 : 0;
    }
    return resting == ROUNDS_AT_REST;
  }
}
