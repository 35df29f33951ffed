package com.acme.gateway;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a request: of the routes of its host, the one with the longest prefix of whole
 * path segments. Thread-safe.
 */
public final class Router {
  private final RouteTable table;

  public Router(RouteTable table) {
    this.table = table;
  }

  /**
   * The route of a request, or null where there is none.
   *
   * @param hostHeader may carry a port
   * @param target path and query of the request
   */
  public @Nullable Route route(String hostHeader, String target) {
    String host = withoutPort(hostHeader).toLowerCase(Locale.ROOT);
    String path = withoutQuery(target);
    for (int end = path.length(); end > 0; end = path.lastIndexOf('/', end - 1)) {
      Route route = table.find(Route.key(host, path.substring(0, end)));
      if (route != null) {
        return route;
      }
    }
    return table.find(Route.key(host, "/"));
  }

  private static String withoutPort(String host) {
    int bracket = host.lastIndexOf(']');
    int colon = host.indexOf(':', Math.max(bracket, 0));
    return colon < 0 ? host : host.substring(0, colon);
  }

  private static String withoutQuery(String target) {
    int query = target.indexOf('?');
    return query < 0 ? target : target.substring(0, query);
  }
}
