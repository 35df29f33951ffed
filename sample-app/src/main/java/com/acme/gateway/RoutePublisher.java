package com.acme.gateway;

import com.acme.gateway.figures.WritePath;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Changes the route table on behalf of the admin API, timed and counted. Thread-safe. */
final class RoutePublisher {
  private static final int LARGE_RELOAD = 1_000;

  private final RouteTable table;
  private final WriteLatency latency;
  private final LongAdder expected = new LongAdder();

  RoutePublisher(RouteTable table, WriteLatency latency) {
    this.table = table;
    this.latency = latency;
    expected.add(table.size());
  }

  /** Returns whether the route is new. */
  boolean push(Route route) {
    long start = System.nanoTime();
    boolean added = table.push(route) == null;
    latency.recordSince(WritePath.ROUTE, start);
    if (added) {
      expected.increment();
    }
    return added;
  }

  /** Returns how many routes are new. */
  int pushAll(List<Route> batch) {
    long start = System.nanoTime();
    int added = table.pushAll(batch);
    if (batch.size() >= LARGE_RELOAD) {
      collectReplaced();
    }
    latency.recordSince(WritePath.BULK, start);
    expected.add(added);
    return added;
  }

  /** Returns whether there was such a route. */
  boolean remove(String key) {
    boolean removed = table.remove(key) != null;
    if (removed) {
      expected.decrement();
    }
    return removed;
  }

  /** How many routes the table must hold by what its methods returned. */
  long expectedRoutes() {
    return expected.sum();
  }

  /**
   * The replaced routes are garbage all at once; collecting them now keeps the footprint flat
   * between reloads. apache/tomcat calls for a collection when contexts were reloaded,
   * java/org/apache/catalina/core/StandardHost.java (findReloadedContextMemoryLeaks).
   */
  private static void collectReplaced() {
    System.gc();
  }
}
