package io.unjam.agent.report.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The latencies of one site over one period. */
@Name("unjam.WriteLatency")
@Label("Write Latency")
@Category("Unjam")
@Description("The latencies of a site over the period that ends; none where nothing was timed")
@Period("1 s")
@StackTrace(false)
final class WriteLatency extends SiteEvent {

  @Label("Measure")
  @Description("write: of a map; wait: for a lock; hold: of a lock")
  @Nullable String measure;

  @Label("Operations")
  @Description("Done in the period; an estimate where not all are timed")
  long operations;

  @Label("Timed")
  @Description("Operations that were timed")
  long timed;

  @Label("Total")
  @Description("The time in all operations")
  @Timespan(Timespan.NANOSECONDS)
  long total;

  @Label("Median")
  @Timespan(Timespan.NANOSECONDS)
  long p50;

  @Label("99th Percentile")
  @Timespan(Timespan.NANOSECONDS)
  long p99;

  @Label("99.9th Percentile")
  @Timespan(Timespan.NANOSECONDS)
  long p999;

  @Label("Maximum")
  @Timespan(Timespan.NANOSECONDS)
  long max;

  @Label("Period")
  @Description("How long it was")
  @Timespan(Timespan.NANOSECONDS)
  long period;
}
