package io.unjam.agent.report.recording;

import java.util.ArrayList;
import java.util.List;

/**
 * What happened to the whole JVM, or to a thread, while writes were timed: where to look for the
 * causes of slow ones. Immutable.
 *
 * @param pauses of the garbage collectors
 * @param stalls spans in which all threads stood still for a while
 * @param delays spans in which a thread waited for a processor
 */
public record Coincidences(
    List<Recording.Pause> pauses, List<Recording.Stall> stalls, List<Recording.Delay> delays) {

  /** Nothing at all, as far as is known. */
  public static final Coincidences NONE = new Coincidences(List.of(), List.of(), List.of());

  public Coincidences {
    pauses = List.copyOf(pauses);
    stalls = List.copyOf(stalls);
    delays = List.copyOf(delays);
  }

  /** These and others. */
  public Coincidences plus(Coincidences others) {
    return new Coincidences(
        joined(pauses, others.pauses),
        joined(stalls, others.stalls),
        joined(delays, others.delays));
  }

  private static <T> List<T> joined(List<T> some, List<T> others) {
    List<T> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  /** Those of a recording. */
  public static Coincidences of(Recording recording) {
    return new Coincidences(recording.pauses(), recording.stalls(), recording.delays());
  }
}
