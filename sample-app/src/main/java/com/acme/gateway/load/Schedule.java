package com.acme.gateway.load;

import java.util.SplittableRandom;

/**
 * When the operations of one write path are meant to start, whatever became of those before them.
 * Immutable; the same seed gives the same schedule.
 *
 * <p>Operation {@code i} starts somewhere in the {@code i}-th period, so that paths with related
 * rates don't march in step.
 */
final class Schedule {
  private static final double NANOS = 1e9;

  private final long start;
  private final double period;
  private final long seed;

  Schedule(Rate rate, long start, long seed) {
    if (rate.isMax()) {
      throw new IllegalArgumentException("there is no schedule without a rate");
    }
    this.start = start;
    this.period = NANOS / rate.perSecond();
    this.seed = seed;
  }

  /** Intended start of operation {@code index}, counted from 0, as {@link Ticker#nanoTime}. */
  long intendedStart(long index) {
    double jitter = new SplittableRandom(seed + index).nextDouble();
    return start + (long) ((index + jitter) * period);
  }
}
