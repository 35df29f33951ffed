package io.unjam.agent.suggest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Slow writes that go to one key: a map whose writes of a present key take no lock. */
final class SameKeyAdvice implements Advice {

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
            runsFunctions(subject)
                ? List.of(
                    "functions given to compute and merge still run one after another for one key:"
                        + " where they are what takes long, this changes nothing")
                : List.of()));
  }

  private static boolean runsFunctions(Subject subject) {
    for (Subject.Used used : subject.sites()) {
      if (used.call().startsWith("compute") || used.call().equals("merge")) {
        return true;
      }
    }
    return false;
  }
}
