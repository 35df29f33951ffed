package io.unjam.agent.report.recording;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One block of a file. What a block doesn't have is empty, and in a file may be absent.
 *
 * @param decidedAnew whether the decisions take the place of all that were written before, as after
 *     a change of the rules
 */
record Block(
    Recording.@Nullable Header header,
    @Nullable List<Recording.RecordedSite> sites,
    @Nullable List<Recording.RecordedDecision> decisions,
    @Nullable Boolean decidedAnew,
    Recording.@Nullable Interval interval,
    @Nullable List<Recording.Pause> pauses,
    @Nullable List<Recording.Stall> stalls,
    @Nullable List<Recording.Delay> delays,
    @Nullable List<Recording.Mark> marks) {

  /** What every file begins with; the format's number follows as four bytes. */
  static final String MAGIC = "UNJAMREC";

  /*
   * 2 added stalls, delays, hot keys, and of slow writes the key and the growth.
   * 3 added the sizes of maps.
   */
  static final int FORMAT = 3;
}
