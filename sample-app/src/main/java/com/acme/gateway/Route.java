package com.acme.gateway;

import java.util.Locale;

/**
 * Where requests of a host below a path prefix go. Immutable.
 *
 * @param host in lower case, without a port
 * @param prefix whole path segments, starting with a slash; no trailing slash unless it is the root
 * @param upstream {@code host:port}
 */
public record Route(String host, String prefix, String upstream) {
  private static final int LONGEST = 2_000;

  /**
   * Normalises and checks.
   *
   * @throws IllegalArgumentException where a part is empty, too long or not what it should be
   */
  public Route {
    host = printable("host", host).toLowerCase(Locale.ROOT);
    prefix = normalised(printable("prefix", prefix));
    if (!printable("upstream", upstream).matches("[^:/]+:\\d{1,5}")) {
      throw new IllegalArgumentException("upstream must be host:port: " + upstream);
    }
  }

  /** The route's place in the table: there is one route per host and prefix. */
  public String key() {
    return key(host, prefix);
  }

  /** The key under which {@code host} (lower case) and {@code prefix} (normalised) are kept. */
  static String key(String host, String prefix) {
    return host + prefix;
  }

  private static String normalised(String prefix) {
    if (!prefix.startsWith("/")) {
      throw new IllegalArgumentException("prefix must start with a slash: " + prefix);
    }
    return prefix.length() > 1 && prefix.endsWith("/")
        ? prefix.substring(0, prefix.length() - 1)
        : prefix;
  }

  /** A tab or a line break in a name would forge a journal record. */
  private static String printable(String part, String text) {
    boolean sound =
        !text.isEmpty()
            && text.length() <= LONGEST
            && text.chars().allMatch(c -> c > ' ' && c != 0x7f);
    if (!sound) {
      throw new IllegalArgumentException(
          part + " must be 1 to " + LONGEST + " printable characters without spaces");
    }
    return text;
  }
}
