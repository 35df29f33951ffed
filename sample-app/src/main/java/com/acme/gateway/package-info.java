/**
 * An API gateway: it proxies HTTP by host and longest path prefix, and its admin API changes routes
 * while traffic flows.
 *
 * <p>{@link com.acme.gateway.RouteTable}, {@link com.acme.gateway.SessionTable}, {@link
 * com.acme.gateway.RouteMetrics} and {@link com.acme.Orders} hold the state; {@link
 * com.acme.gateway.ProxyHandler} and {@link com.acme.gateway.AdminApi} are the two doors to it;
 * {@link com.acme.gateway.Invariants} says whether all of it still adds up.
 */
@NullMarked
package com.acme.gateway;

import org.jspecify.annotations.NullMarked;
