package com.acme.gateway.load;

import com.acme.gateway.figures.Latency;

/**
 * What one write path did.
 *
 * @param rate what was asked for: operations a second, or {@code max}
 * @param operations measured
 * @param errors over the whole run, warm-up included
 * @param missed operations given up because the run's time was over; their response time so far is
 *     in the distribution
 * @param throughputPerSecond operations answered per second of the measurement
 * @param responseTimeNs from the intended start to the answer
 * @param serviceTimeNs from sending to the answer
 * @param inProcessNs inside the gateway's write path, HTTP left out
 */
record PathResult(
    String rate,
    long operations,
    long errors,
    long missed,
    double throughputPerSecond,
    Latency responseTimeNs,
    Latency serviceTimeNs,
    Latency inProcessNs) {}
