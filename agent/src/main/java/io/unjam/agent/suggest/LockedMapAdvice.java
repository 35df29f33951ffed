package io.unjam.agent.suggest;

import io.unjam.transformers.plan.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes to a map that takes one lock for every call, a {@code Hashtable} or a synchronized {@code
 * HashMap}: a map without that lock.
 */
final class LockedMapAdvice implements Advice {

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    if (subject.lock()) {
      return List.of();
    }
    Draft draft = Places.draft(subject, "takes no lock of the whole", "concurrent", Map.of());
    if (!calledAsTable(subject) && !isMadeSo(draft, classes)) {
      return List.of();
    }
    return List.of(
        new Suggestion(
            Suggestion.Kind.RULE,
            "map " + subject.title(),
            draft,
            List.of(),
            subject.lost(),
            Sentences.of(subject, evidence),
            Sentences.effect(subject.lost(), "all that was lost there", "maps/hashtable"),
            List.of(
                "lookups wait for the same lock and are not among what was recorded; what one thread"
                    + " that is alone with it pays: ./bench maps/hashtable-puts")));
  }

  private static boolean calledAsTable(Subject subject) {
    for (Subject.Used used : subject.sites()) {
      if (used.site().operation().startsWith("Hashtable.")) {
        return true;
      }
    }
    return false;
  }

  /** Behind the type {@code Map} only the place where it is made shows what it is. */
  private static boolean isMadeSo(@Nullable Draft draft, @Nullable Inquiry classes) {
    if (draft == null || classes == null) {
      return false;
    }
    return classes.ask(draft, List.of()).stream()
        .anyMatch(decision -> decision.verdict() != Verdict.NOT_APPLICABLE);
  }
}
