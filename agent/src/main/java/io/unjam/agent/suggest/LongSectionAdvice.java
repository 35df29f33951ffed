package io.unjam.agent.suggest;

import io.unjam.agent.report.Amounts;
import io.unjam.transformers.plan.reach.Reached;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A lock that is held for long around a map: a stripe of both for each share of the keys. */
final class LongSectionAdvice implements Advice {

  /** Below it the lock itself is what costs. */
  static final double LONG_NANOS = 1_000;

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    String field = subject.field();
    if (!subject.lock() || subject.meanHold() < LONG_NANOS) {
      return List.of();
    }
    if (field == null && (classes != null || !isMonitor(subject))) {
      return List.of();
    }
    if (classes == null || field == null) {
      return List.of(
          note(
              subject,
              evidence,
              "its sections are long, at "
                  + Amounts.duration(subject.meanHold())
                  + " on average; whether it can be striped, or is fair, the classes would tell:"
                  + " give --classes"));
    }
    Reached reached = classes.reach(subject.owner(), field);
    if (reached == null) {
      return List.of(
          note(
              subject,
              evidence,
              "'lock: striped' splits a lock with the HashMap that it guards, and its class has none"
                  + " beside it"));
    }
    Draft draft =
        Places.lockDraft(
            subject,
            subject.ownMonitor() ? "monitor by key" : "by key",
            "striped",
            Map.of("guards", reached.maps()));
    double most = subject.lost() * (1 - 1.0 / stripes(evidence));
    return List.of(
        new Suggestion(
            Suggestion.Kind.RULE,
            "lock " + subject.title(),
            draft,
            List.of(),
            most,
            Sentences.of(subject, evidence),
            Sentences.effect(
                most,
                "what was lost there, less what "
                    + stripes(evidence)
                    + " threads on as many processors lose if they never meet",
                subject.ownMonitor() ? "locks/own-monitor" : "locks/gateway"),
            List.of(
                "guards: the hash maps that the class names where it takes the lock, as unjam reach"
                    + " shows them")));
  }

  private static boolean isMonitor(Subject subject) {
    return subject.sites().get(0).site().operation().startsWith("synchronized");
  }

  private static int stripes(Evidence evidence) {
    return Math.max(2, evidence.recording().header().processors());
  }

  static Suggestion note(Subject subject, Evidence evidence, String why) {
    return new Suggestion(
        Suggestion.Kind.NOTE,
        "lock " + subject.title(),
        null,
        List.of(),
        subject.lost(),
        Sentences.of(subject, evidence),
        why,
        List.of());
  }
}
