package io.unjam.benchmarks.workload;

import java.util.Map;

/**
 * A program under test, run by threads of a worker JVM. One instance lives as long as its worker.
 * It names no class of Unjam unless the case compares a variant directly.
 */
public interface Workload {

  /**
   * Called once before any thread runs.
   *
   * @param parameters of the arm
   * @param threads how many will call
   */
  void setUp(Map<String, String> parameters, int threads) throws Exception;

  /** Called before every round, by one thread, outside the measured time. */
  default void beforeRound() throws Exception {}

  /**
   * One operation of one thread; or a fixed batch of them, when {@link #operationsPerCall} says so.
   *
   * @param thread 0 to threads - 1
   * @param iteration how often this thread has been called in this round
   */
  void call(int thread, long iteration) throws Exception;

  /**
   * How many threads a {@link #call} keeps busy: 1, or more where it starts some itself. A row of
   * so many threads has as many fewer callers.
   */
  default int threadsPerCall() {
    return 1;
  }

  /** Every how many calls a caller may look at the clock: 1 where a call takes milliseconds. */
  default int callsPerClock() {
    return 64;
  }

  /** How many operations a {@link #call} counts for. */
  default int operationsPerCall() {
    return 1;
  }

  /**
   * How often a thread may call in one round before the round is over for it; for workloads of a
   * fixed size, such as filling a map.
   */
  default long callsPerRound() {
    return Long.MAX_VALUE;
  }

  /**
   * Called after every round, by one thread, outside the measured time: checks what the round did.
   *
   * @throws IllegalStateException if an invariant does not hold; the case is then a failure, not a
   *     number
   */
  default void afterRound(long calls) throws Exception {}

  /** Called once, at the end. */
  default void tearDown() throws Exception {}
}
