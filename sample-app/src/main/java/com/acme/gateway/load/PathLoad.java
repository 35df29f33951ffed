package com.acme.gateway.load;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * The load on one write path, shared by its workers. Thread-safe.
 *
 * <p>With a rate it is an open loop: a worker takes the next operation, waits for its intended
 * start, and does it; response times count from the intended start, so that a stall is charged to
 * every operation that it delayed (Gil Tene, "How NOT to Measure Latency", on coordinated
 * omission). With {@link Rate#MAX} it is a closed loop, whose response and service times are the
 * same.
 */
final class PathLoad {
  private final Rate rate;
  private final Window window;
  private final Schedule schedule;
  private final Ticker ticker;
  private final AtomicLong next = new AtomicLong();
  private final LongAdder finished = new LongAdder();

  PathLoad(Rate rate, Window window, long seed, Ticker ticker) {
    this.rate = rate;
    this.window = window;
    this.ticker = ticker;
    this.schedule = new Schedule(rate.isMax() ? new Rate(1) : rate, window.start(), seed);
  }

  /** One worker's part; returns when the window is over. */
  Tally work(Operation operation) {
    Tally tally = new Tally();
    ticker.sleepUntil(window.start());
    while (true) {
      long index = next.getAndIncrement();
      long intended = rate.isMax() ? ticker.nanoTime() : schedule.intendedStart(index);
      if (intended >= window.to()) {
        return tally;
      }
      ticker.sleepUntil(intended);
      boolean counts = intended >= window.from();
      long sent = ticker.nanoTime();
      if (sent >= window.cutoff()) {
        if (counts) {
          tally.missed(intended, sent);
        }
        continue;
      }
      try {
        operation.run(index);
        if (counts) {
          tally.done(intended, sent, ticker.nanoTime());
        }
      } catch (IOException | RuntimeException e) {
        tally.failed(e);
      }
      finished.increment();
    }
  }

  /** Operations that ended so far, warm-up included. */
  long finished() {
    return finished.sum();
  }
}
