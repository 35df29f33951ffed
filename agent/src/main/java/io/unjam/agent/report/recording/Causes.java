package io.unjam.agent.report.recording;

import io.unjam.agent.report.recording.Cause.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;

/**
 * Why slow operations were slow, as far as what was recorded tells. Thread-safe: nothing in here
 * changes.
 *
 * <p>Collections are known to the millisecond, stalls and delays to a span of a tenth of a second
 * or so, all by the wall clock. What is nearer to an operation than that may have been in it.
 */
public final class Causes {

  private static final long NANOS_PER_MILLI = 1_000_000;

  /** The share of a duration below which something is no cause of it. */
  private static final double LEAST_SHARE = 0.1;

  private final Coincidences coincidences;
  private final List<Recording.Stall> otherStalls;
  private final IntFunction<String> sites;

  /**
   * Causes by what coincided.
   *
   * @param sites the description of a site by its number
   */
  public Causes(Coincidences coincidences, IntFunction<String> sites) {
    this.coincidences = coincidences;
    this.otherStalls = OtherStalls.than(coincidences.pauses(), coincidences.stalls());
    this.sites = sites;
  }

  /** Those of a recording's slow operations. */
  public static Causes in(Recording recording) {
    return new Causes(
        Coincidences.of(recording),
        number -> {
          Recording.RecordedSite site = recording.site(number);
          return site == null ? "site " + number : site.description();
        });
  }

  /**
   * What a slow operation was slow because of: what is sure first, then what explains most; empty
   * where the cause is unknown.
   */
  public List<Cause> of(Recording.Slow slow) {
    List<Cause> causes = new ArrayList<>();
    long to = slow.millis();
    long from = to - slow.nanos() / NANOS_PER_MILLI;
    pauses(slow, from, to, causes);
    stalls(slow, from, to, causes);
    delays(slow, from, to, causes);
    growth(slow, causes);
    holder(slow, causes);
    causes.sort(
        Comparator.comparing(Cause::sure)
            .thenComparingLong(Cause::nanos)
            .reversed()
            .thenComparing(Cause::kind));
    return List.copyOf(causes);
  }

  private void pauses(Recording.Slow slow, long from, long to, List<Cause> causes) {
    for (Recording.Pause pause : coincidences.pauses()) {
      long pausedTo = pause.millis() + pause.nanos() / NANOS_PER_MILLI;
      if (pause.millis() > to || pausedTo < from - 1) {
        continue;
      }
      // Both clocks are cut off to milliseconds, so each end may be off by one.
      long certain = Math.min(pausedTo, to) - Math.max(pause.millis(), from) - 2;
      causes.add(
          new Cause(
              Kind.GC_PAUSE,
              certain > 0,
              certain > 0 ? certain * NANOS_PER_MILLI : Math.min(slow.nanos(), room(pause.nanos())),
              String.format(
                  Locale.ROOT,
                  "a GC pause of %d ms fell into it (%s, %s)",
                  pause.nanos() / NANOS_PER_MILLI,
                  pause.collector(),
                  pause.cause())));
    }
  }

  /** The most that a duration of whole milliseconds can have been. */
  private static long room(long nanos) {
    return nanos + NANOS_PER_MILLI;
  }

  private void stalls(Recording.Slow slow, long from, long to, List<Cause> causes) {
    // A long operation spans many looks, of which none alone need explain a tenth of it.
    long rest = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Recording.Stall stall : otherStalls) {
      if (stall.fromMillis() <= to && stall.toMillis() >= from) {
        rest += stall.nanos();
        first = Math.min(first, stall.fromMillis());
        last = Math.max(last, stall.toMillis());
      }
    }
    if (explains(rest, slow)) {
      causes.add(
          new Cause(
              Kind.SAFEPOINT,
              false,
              Math.min(rest, slow.nanos()),
              String.format(
                  Locale.ROOT,
                  "all threads stood still for %d ms within %d ms around it, for other reasons"
                      + " than GC",
                  rest / NANOS_PER_MILLI,
                  last - first)));
    }
  }

  private void delays(Recording.Slow slow, long from, long to, List<Cause> causes) {
    long delayed = 0;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Recording.Delay delay : coincidences.delays()) {
      if (delay.thread().equals(slow.thread())
          && delay.fromMillis() <= to
          && delay.toMillis() >= from) {
        delayed += delay.nanos();
        first = Math.min(first, delay.fromMillis());
        last = Math.max(last, delay.toMillis());
      }
    }
    if (!explains(delayed, slow)) {
      return;
    }
    // What doesn't fit into the rest of the span must have been in the operation.
    long certain = delayed - ((last - first + 2) * NANOS_PER_MILLI - slow.nanos());
    boolean sure = explains(certain, slow);
    causes.add(
        new Cause(
            Kind.RUN_QUEUE,
            sure,
            Math.min(sure ? certain : delayed, slow.nanos()),
            String.format(
                Locale.ROOT,
                "its thread waited %.1f ms for a processor within %d ms around it",
                (double) delayed / NANOS_PER_MILLI,
                last - first)));
  }

  private static boolean explains(long nanos, Recording.Slow slow) {
    return nanos > 0 && (double) nanos >= LEAST_SHARE * (double) slow.nanos();
  }

  private static void growth(Recording.Slow slow, List<Cause> causes) {
    Recording.Growth growth = slow.growth();
    if (growth != null) {
      causes.add(
          new Cause(
              Kind.TABLE_GROWTH,
              growth.seen(),
              Math.min(growth.nanos(), slow.nanos()),
              growth.seen()
                  ? String.format(
                      Locale.ROOT,
                      "the map's table grew for %.1f ms meanwhile",
                      (double) growth.nanos() / NANOS_PER_MILLI)
                  : "the map had just passed a size at which its table grows"));
    }
  }

  private void holder(Recording.Slow slow, List<Cause> causes) {
    Integer holder = slow.holder();
    if (holder != null) {
      causes.add(
          new Cause(
              Kind.LOCK_HOLDER,
              false,
              slow.nanos(),
              "the lock was last taken by " + sites.apply(holder)));
    }
  }
}
