package com.acme.gateway;

import org.jspecify.annotations.Nullable;

/**
 * One change of the route table, as a line of the journal: operation, host, prefix and upstream,
 * separated by tabs.
 *
 * @param host the route's host
 * @param prefix the route's prefix
 * @param upstream where it goes from now on, or null where the route is gone
 */
record Change(String host, String prefix, @Nullable String upstream) {

  static Change put(Route route) {
    return new Change(route.host(), route.prefix(), route.upstream());
  }

  static Change remove(Route route) {
    return new Change(route.host(), route.prefix(), null);
  }

  String key() {
    return Route.key(host, prefix);
  }

  String line() {
    return upstream == null
        ? "DEL\t" + host + "\t" + prefix + "\n"
        : "PUT\t" + host + "\t" + prefix + "\t" + upstream + "\n";
  }

  static Change parse(String line) {
    String[] parts = line.split("\t", -1);
    if (parts.length == 4 && parts[0].equals("PUT")) {
      return new Change(parts[1], parts[2], parts[3]);
    }
    if (parts.length == 3 && parts[0].equals("DEL")) {
      return new Change(parts[1], parts[2], null);
    }
    throw new IllegalArgumentException("not a journal record: " + line);
  }
}
