package io.unjam.agent.report.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import org.jspecify.annotations.Nullable;

/** One of the worst operations of the last second. */
@Name("unjam.SlowWrite")
@Label("Slow Write")
@Category("Unjam")
@Description("A map write, or a wait for a lock, that was a spike: the 64 worst of each second")
@StackTrace(false)
final class SlowWrite extends SiteEvent {

  @Label("Latency")
  @Description("How long it took")
  @Timespan(Timespan.NANOSECONDS)
  long latency;

  @Label("Ended")
  @Description("When it ended, as the event itself comes up to a second later")
  @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
  long ended;

  @Label("Level")
  @Description("1 above 200 us, 2 above 500 us, 3 above 2 ms, where the rule sets no others")
  int level;

  @Label("Holder")
  @Description("The key of the site that was last seen to take the lock before; none where unknown")
  @Nullable String holder;

  @Label("Cause")
  @Description(
      "What explains most of it, as far as was known within the second; none where unknown")
  @Nullable String cause;

  @Label("Writer")
  @Description("The name of the thread that waited")
  @Nullable String writer;

  @Label("Stack")
  @Description("Where it was, a frame a line; none where the event was not enabled yet")
  @Nullable String stack;
}
