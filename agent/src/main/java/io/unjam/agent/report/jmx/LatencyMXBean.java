package io.unjam.agent.report.jmx;

import java.util.List;

/** {@code io.unjam:type=Latency}. */
@Says("Latencies since the start")
public interface LatencyMXBean {

  /** The moment that {@link #getSites} is of, in milliseconds since 1970. */
  @Says("When what was recorded was read last, in milliseconds since 1970")
  long getTaken();

  /** One row for each site and measure that anything was recorded of. */
  @Says("One row a site and measure, those with the most time in them first")
  List<SiteRow> getSites();

  /** One row for each site and kind of cause of its slow operations. */
  @Says("One row a site and cause of its slow operations, those with the most time in them first")
  List<SlowRow> getSlow();

  /** One row for each key that stands out. */
  @Says(
      "One row a site and key that at least a twentieth of its slow writes went to, three or more")
  List<KeyRow> getHotKeys();

  /** One row for each site of which there is something to say. */
  @Says("One row a site: how much of it is serial and what that predicts, the most serial first")
  List<ScalingRow> getScaling();
}
