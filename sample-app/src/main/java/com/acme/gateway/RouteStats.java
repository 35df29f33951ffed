package com.acme.gateway;

import java.util.concurrent.atomic.LongAdder;

/** Counters of one route. Thread-safe. */
final class RouteStats {
  private final LongAdder requests = new LongAdder();
  private final LongAdder failures = new LongAdder();
  private final LongAdder bytes = new LongAdder();

  void add(int status, long responseBytes) {
    requests.increment();
    bytes.add(responseBytes);
    if (status >= 500) {
      failures.increment();
    }
  }

  Figures figures() {
    return new Figures(requests.sum(), failures.sum(), bytes.sum());
  }

  /**
   * The counters at one moment.
   *
   * @param requests answered, by whomever
   * @param failures answered with 500 or more
   * @param bytes of response bodies
   */
  record Figures(long requests, long failures, long bytes) {}
}
