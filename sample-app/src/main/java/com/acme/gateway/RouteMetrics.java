package com.acme.gateway;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What was served, per route. Thread-safe. */
public final class RouteMetrics {
  private final ConcurrentHashMap<String, RouteStats> byRoute = new ConcurrentHashMap<>();
  private final LongAdder served = new LongAdder();
  private final LongAdder unrouted = new LongAdder();

  /** Counts one response to a request that had a route. */
  void add(String routeKey, int status, long bytes) {
    served.increment();
    /*
     * Looked up per request with computeIfAbsent, as apache/dubbo 2.7 does,
     * dubbo-rpc/dubbo-rpc-api/src/main/java/org/apache/dubbo/rpc/RpcStatus.java (getStatus).
     */
    byRoute.computeIfAbsent(routeKey, key -> new RouteStats()).add(status, bytes);
  }

  /** Counts one request that had none. */
  void addUnrouted() {
    served.increment();
    unrouted.increment();
  }

  /** All requests answered. */
  long served() {
    return served.sum();
  }

  /** {@link #served} once more, as the sum of its parts; equal while nobody writes. */
  long servedByRoute() {
    long sum = unrouted.sum();
    for (RouteStats stats : byRoute.values()) {
      sum += stats.figures().requests();
    }
    return sum;
  }

  /** Every route that served a request, in the keys' order. */
  Map<String, RouteStats.Figures> figures() {
    Map<String, RouteStats.Figures> figures = new TreeMap<>();
    byRoute.forEach((key, stats) -> figures.put(key, stats.figures()));
    return figures;
  }
}
