package com.acme.gateway.load;

import com.acme.gateway.figures.Check;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/**
 * What the driver was told it achieved, to be compared with what the gateway counts. Thread-safe.
 */
final class Ledger {
  private final BitSet sessions = new BitSet();
  private final BitSet routes = new BitSet();
  private long requests;
  private long reserved;
  private long sold;

  synchronized void proxied(int session) {
    sessions.set(session);
    requests++;
  }

  synchronized void pushed(int fromRoute, int count) {
    routes.set(fromRoute, fromRoute + count);
  }

  synchronized void reserved(long units) {
    reserved += units;
  }

  synchronized void cancelled(long units) {
    reserved -= units;
  }

  synchronized void ordered(long units) {
    reserved -= units;
    sold += units;
  }

  /** Compares the growth of the gateway's figures with this ledger. */
  synchronized List<Check> compare(Map<String, Long> before, Map<String, Long> after) {
    List<Check> checks = new ArrayList<>();
    checks.add(check("driver-requests", "requestsServed", requests, before, after));
    checks.add(check("driver-sessions", "sessions", sessions.cardinality(), before, after));
    checks.add(check("driver-routes", "routes", routes.cardinality(), before, after));
    checks.add(check("driver-reserved", "reserved", reserved, before, after));
    checks.add(check("driver-sold", "sold", sold, before, after));
    return checks;
  }

  private static Check check(
      String name, String figure, long own, Map<String, Long> before, Map<String, Long> after) {
    return Check.equal(
        name,
        "driver's count = growth of " + figure,
        own,
        after.getOrDefault(figure, 0L) - before.getOrDefault(figure, 0L));
  }
}
