package com.acme.gateway;

/**
 * What the gateway remembers of a client.
 *
 * @param routeKey the route its last request took
 * @param lastSeenMillis when that was, as {@link System#currentTimeMillis}
 */
public record Session(String routeKey, long lastSeenMillis) {}
