package com.acme.gateway;

import com.acme.Inventory;
import com.acme.Orders;
import com.acme.Stock;
import com.acme.gateway.figures.Check;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether all of the gateway's state adds up. The sum of all units and the journal are exact at any
 * moment; the other statements are exact while nobody writes.
 */
final class Invariants {
  private final Inventory inventory;
  private final Orders orders;
  private final RouteTable table;
  private final RoutePublisher publisher;
  private final ChangeJournal journal;
  private final SessionTable sessions;
  private final RouteMetrics metrics;
  private final long unitsAtStart;

  Invariants(
      Inventory inventory,
      Orders orders,
      RouteTable table,
      RoutePublisher publisher,
      ChangeJournal journal,
      SessionTable sessions,
      RouteMetrics metrics) {
    this.inventory = inventory;
    this.orders = orders;
    this.table = table;
    this.publisher = publisher;
    this.journal = journal;
    this.sessions = sessions;
    this.metrics = metrics;
    this.unitsAtStart = inventory.total().total();
  }

  /**
   * Checks everything; reads the whole journal.
   *
   * @throws IOException where the journal can't be read
   */
  Report check() throws IOException {
    Stock stock = inventory.total();
    RouteTable.Checkpoint checkpoint = table.checkpoint();
    journal.awaitSettled(checkpoint.changes());
    JournalReplay replay = JournalReplay.read(journal.path(), checkpoint.changes());

    List<Check> checks =
        List.of(
            Check.equal(
                "inventory",
                "units stocked at start = available + reserved + sold",
                unitsAtStart,
                stock.total()),
            Check.equal(
                "reservations",
                "units reserved = units in open reservations",
                stock.reserved(),
                orders.openUnits()),
            Check.equal("orders", "units sold = units in orders", stock.sold(), orders.soldUnits()),
            Check.equal(
                "routes",
                "routes at start + added - removed = routes in the table",
                publisher.expectedRoutes(),
                checkpoint.routes().size()),
            Check.equal(
                "journal-length",
                "changes appended = changes in the journal",
                checkpoint.changes(),
                replay.changes()),
            Check.equal(
                "journal",
                "no key on which replayed journal and table disagree",
                0,
                replay.differences(checkpoint.routes())),
            Check.equal(
                "sessions", "size of the table = sessions in it", sessions.size(), sessions.walk()),
            Check.equal(
                "requests",
                "requests served = sum over all routes",
                metrics.served(),
                metrics.servedByRoute()));

    Map<String, Long> figures = new TreeMap<>();
    figures.put("available", stock.available());
    figures.put("reserved", stock.reserved());
    figures.put("sold", stock.sold());
    figures.put("routes", (long) checkpoint.routes().size());
    figures.put("journalChanges", replay.changes());
    figures.put("sessions", (long) sessions.size());
    figures.put("requestsServed", metrics.served());
    return new Report(checks.stream().allMatch(Check::ok), checks, figures);
  }

  /**
   * What {@code GET /admin/invariants} answers.
   *
   * @param ok whether all checks hold
   * @param checks each statement with its two figures
   * @param figures the plain counts
   */
  record Report(boolean ok, List<Check> checks, Map<String, Long> figures) {}
}
