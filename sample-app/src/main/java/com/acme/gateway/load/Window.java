package com.acme.gateway.load;

/**
 * The times of one run, as {@link Ticker#nanoTime}.
 *
 * @param start of the warm-up
 * @param from of the measurement: operations meant to start earlier are done and not counted
 * @param to no operation is meant to start from here on
 * @param cutoff operations that are late are given up from here on, and counted as missed
 */
record Window(long start, long from, long to, long cutoff) {}
