package com.acme.gateway;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a gateway is set up.
 *
 * @param host the address to listen on
 * @param port for traffic; 0 for any
 * @param adminPort for the admin API; 0 for any
 * @param adminThreads how many admin requests run at once
 * @param journal the journal's file; its changes are the routes to begin with
 * @param forceJournal whether a change waits for the disk
 * @param stock units by article
 */
public record GatewayConfig(
    String host,
    int port,
    int adminPort,
    int adminThreads,
    Path journal,
    boolean forceJournal,
    Map<String, Long> stock) {

  /** {@code articles} articles, named article-0 and so on, of {@code units} each. */
  public static Map<String, Long> stock(int articles, long units) {
    Map<String, Long> stock = new TreeMap<>();
    for (int i = 0; i < articles; i++) {
      stock.put("article-" + i, units);
    }
    return stock;
  }
}
