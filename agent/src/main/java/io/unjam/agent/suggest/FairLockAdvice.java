package io.unjam.agent.suggest;

import io.unjam.transformers.plan.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Threads that queue at a fair lock: bounded barging, by its author's word. */
final class FairLockAdvice implements Advice {

  private static final String WORD = "fairness-not-required";

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    Draft draft =
        subject.lock() && !subject.ownMonitor()
            ? Places.lockDraft(subject, "may barge", "unfair", Map.of())
            : null;
    if (draft == null || classes == null) {
      return List.of();
    }
    // Only where a lock is made does it show that it is fair.
    if (Inquiry.only(classes.ask(draft, List.of(WORD)), Verdict.APPLIED).isEmpty()) {
      return List.of();
    }
    return List.of(
        new Suggestion(
            Suggestion.Kind.NEEDS_WORD,
            "fair lock " + subject.title(),
            draft,
            List.of(WORD),
            subject.lost(),
            Sentences.of(subject, evidence),
            Sentences.effect(subject.lost(), "all that was lost there", "locks/fair"),
            List.of()));
  }
}
