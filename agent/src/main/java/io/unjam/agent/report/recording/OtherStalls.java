package io.unjam.agent.report.recording;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What all threads stood still for beside collections.
 *
 * <p>The JVM adds a safepoint's time to its count when the safepoint ends, so a pause is in one
 * look and no other, whole: the one in which it ended. Where its end is so near to an edge that
 * clocks which count milliseconds can't tell on which side, it is taken for part of the earliest
 * look that can hold it. Taken off every look that it touches, a long pause would hide whatever
 * stood the application still right after it.
 */
final class OtherStalls {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** A pause's end is the sum of three numbers that are cut off to whole milliseconds. */
  private static final long BLURRED_MILLIS = 3;

  /** A look, and what of it no pause accounts for so far. */
  private static final class Rest {
    final Recording.Stall stall;
    long nanos;
    long safepoints;

    Rest(Recording.Stall stall) {
      this.stall = stall;
      this.nanos = stall.nanos();
      this.safepoints = stall.safepoints();
    }

    boolean mayHoldTheEnd(long millis) {
      return stall.fromMillis() - BLURRED_MILLIS <= millis
          && millis <= stall.toMillis() + BLURRED_MILLIS;
    }

    boolean holds(Recording.Pause pause) {
      return safepoints > 0 && nanos + NANOS_PER_MILLI >= pause.nanos();
    }

    void take(Recording.Pause pause) {
      nanos -= Math.min(nanos, pause.nanos() + NANOS_PER_MILLI);
      safepoints--;
    }
  }

  private OtherStalls() {}

  /** These stalls without these pauses: those of which something is left, oldest first. */
  static List<Recording.Stall> than(List<Recording.Pause> pauses, List<Recording.Stall> stalls) {
    List<Rest> rests = new ArrayList<>();
    stalls.stream()
        .sorted(Comparator.comparingLong(Recording.Stall::fromMillis))
        .forEach(stall -> rests.add(new Rest(stall)));
    pauses.stream()
        .sorted(Comparator.comparingLong(OtherStalls::end))
        .forEach(pause -> takeOff(pause, rests));
    List<Recording.Stall> others = new ArrayList<>();
    for (Rest rest : rests) {
      if (rest.nanos > 0 && rest.safepoints > 0) {
        others.add(
            new Recording.Stall(
                rest.stall.fromMillis(), rest.stall.toMillis(), rest.nanos, rest.safepoints));
      }
    }
    return others;
  }

  private static long end(Recording.Pause pause) {
    return pause.millis() + pause.nanos() / NANOS_PER_MILLI;
  }

  /** Off the first look that can hold it, else off the one that can hold most of it. */
  private static void takeOff(Recording.Pause pause, List<Rest> rests) {
    Rest most = null;
    for (Rest rest : rests) {
      if (!rest.mayHoldTheEnd(end(pause))) {
        continue;
      }
      if (rest.holds(pause)) {
        rest.take(pause);
        return;
      }
      if (most == null || rest.nanos > most.nanos) {
        most = rest;
      }
    }
    if (most != null) {
      most.take(pause);
    }
  }
}
