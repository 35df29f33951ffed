package io.unjam.agent.suggest;

import io.unjam.agent.report.Amounts;
import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Durations;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What is said of evidence by several kinds of advice. Pure. */
final class Sentences {

  private Sentences() {}

  /** Operations, time lost, latency, causes. */
  static List<String> of(Subject subject, Evidence evidence) {
    List<String> said = new ArrayList<>();
    said.add(
        "lost "
            + Amounts.duration(subject.lost())
            + " of thread time in "
            + Amounts.duration(evidence.spanNanos())
            + " recorded ("
            + percent(subject.lost() / Math.max(1, evidence.spanNanos()))
            + " of one thread)");
    Durations operations = subject.operations();
    if (operations != null) {
      said.add(
          Amounts.count((double) operations.operations())
              + (subject.lock() ? " acquisitions waited" : " writes took")
              + " p50 "
              + Amounts.duration(operations.percentile(50))
              + ", p99 "
              + Amounts.duration(operations.percentile(99))
              + ", max "
              + Amounts.duration(operations.max()));
    }
    if (subject.lock() && subject.meanHold() > 0) {
      said.add("held for " + Amounts.duration(subject.meanHold()) + " on average");
    }
    if (subject.spikes() > 0) {
      said.add(
          "spikes: "
              + subject.spikes()
              + ", of the highest level "
              + subject.worstSpikes()
              + "; slow operations listed: "
              + subject.slow().size()
              + causes(subject));
    }
    if (!subject.rules().isEmpty()) {
      said.add("in force while this was recorded: " + String.join(", ", subject.rules()));
    }
    return said;
  }

  private static String causes(Subject subject) {
    double listed = 0;
    for (Subject.Caused each : subject.slow()) {
      listed += (double) each.slow().nanos();
    }
    List<String> causes = new ArrayList<>();
    for (Map.Entry<Cause.Kind, Double> cause : subject.causes().entrySet()) {
      causes.add(cause.getKey().label() + " " + percent(cause.getValue() / Math.max(1, listed)));
    }
    return causes.isEmpty()
        ? ", no cause known"
        : ", explained at most by " + String.join(", ", causes) + " of their time";
  }

  /** What to expect: between nothing and an upper bound. */
  static String effect(double nanos, String why, String benchmark) {
    return "between nothing and "
        + Amounts.duration(nanos)
        + " less ("
        + why
        + "); variant and original beside each other: ./bench "
        + benchmark;
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.1 ? "%.1f %%" : "%.0f %%", 100 * share);
  }
}
