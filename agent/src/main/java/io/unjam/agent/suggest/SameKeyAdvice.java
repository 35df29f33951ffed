package io.unjam.agent.suggest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Slow writes that go to one key: a map whose writes of a present key take no lock. Nothing where
 * functions are what waits.
 */
final class SameKeyAdvice implements Advice {

  /** A {@code computeIfAbsent} runs its function only where the key is absent. */
  private static final Set<String> FUNCTIONS = Set.of("compute", "computeIfPresent", "merge");

  private static final double LEAST_SHARE = 0.2;
  private static final long LEAST_WRITES = 8;

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    Subject.HotKey hottest = subject.lock() ? null : subject.hottest();
    if (hottest == null || hottest.atLeast() < LEAST_WRITES || hottest.share() < LEAST_SHARE) {
      return List.of();
    }
    List<String> said = new ArrayList<>(Sentences.of(subject, evidence));
    said.add(
        "of "
            + hottest.writes()
            + " slow writes with a key at least "
            + hottest.atLeast()
            + " ("
            + Sentences.percent(hottest.share())
            + ") went to one key, "
            + hottest.id());
    double inFunctions = lostInFunctions(subject);
    if (inFunctions > subject.lost() / 2) {
      return List.of(
          new Suggestion(
              Suggestion.Kind.NOTE,
              "map " + subject.title(),
              null,
              List.of(),
              subject.lost(),
              said,
              "most of it by compute and merge, whose functions run one after another for one key in"
                  + " every map; 'map: hot-key' has been slower there: ./bench maps/hot-key-merge",
              List.of()));
    }
    double most = subject.lost() * hottest.share();
    return List.of(
        new Suggestion(
            Suggestion.Kind.RULE,
            "map " + subject.title(),
            Places.draft(subject, "has a hot key", "hot-key", Map.of()),
            List.of(),
            most,
            said,
            Sentences.effect(most, "the hottest key's share of the time lost", "maps/hot-key"),
            inFunctions > 0
                ? List.of(
                    "functions given to compute and merge still run one after another for one key,"
                        + " and cost more here: ./bench maps/hot-key-merge")
                : List.of()));
  }

  private static double lostInFunctions(Subject subject) {
    double lost = 0;
    for (Subject.Used used : subject.sites()) {
      if (FUNCTIONS.contains(used.call())) {
        lost += used.lost();
      }
    }
    return lost;
  }
}
