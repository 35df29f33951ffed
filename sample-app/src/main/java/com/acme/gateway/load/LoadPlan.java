package com.acme.gateway.load;

import com.acme.gateway.figures.WritePath;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;

/**
 * What a run is to do.
 *
 * @param proxy where traffic goes
 * @param admin where the admin API is
 * @param upstreams {@code host:port} of the services that the routes lead to, at least one
 * @param rates of the paths that take part
 * @param workers connections per path, bulk pushes aside, which never overlap
 * @param seed decides what is sent and when
 * @param warmupSeconds not measured
 * @param durationSeconds measured
 */
record LoadPlan(
    InetSocketAddress proxy,
    InetSocketAddress admin,
    List<String> upstreams,
    Map<WritePath, Rate> rates,
    int workers,
    long seed,
    double warmupSeconds,
    double durationSeconds) {

  int workers(WritePath path) {
    return path == WritePath.BULK ? 1 : workers;
  }
}
