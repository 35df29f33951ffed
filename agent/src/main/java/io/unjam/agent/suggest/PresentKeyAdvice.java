package io.unjam.agent.suggest;

import io.unjam.agent.report.recording.Cause;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code computeIfAbsent} and {@code putIfAbsent} that wait while the map doesn't grow: most of
 * their keys must be there, and looking first takes no lock.
 */
final class PresentKeyAdvice implements Advice {

  private static final Set<String> CALLS = Set.of("computeIfAbsent", "putIfAbsent");

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    if (subject.lock() || subject.causes().containsKey(Cause.Kind.TABLE_GROWTH)) {
      return List.of();
    }
    List<Suggestion> suggestions = new ArrayList<>();
    Set<String> done = new LinkedHashSet<>();
    for (Subject.Used used : subject.sites()) {
      String owner = used.site().owner();
      if (!CALLS.contains(used.call())
          || used.lost() == 0
          || !done.add(owner + ' ' + used.method() + ' ' + used.call())) {
        continue;
      }
      List<String> said = new ArrayList<>(Sentences.of(subject, evidence));
      said.add(
          used.call()
              + " waited and no growth of the table was seen, so most of its keys are likely to be"
              + " there");
      suggestions.add(
          new Suggestion(
              Suggestion.Kind.RULE,
              used.site().description(),
              new Draft(
                  used.method().replaceAll("[<>$]", "") + " looks first",
                  List.of(
                      new Draft.Part("class", owner),
                      new Draft.Part("method", used.method()),
                      new Draft.Part("call", used.call())),
                  "map",
                  "get-first",
                  Map.of()),
              List.of(),
              used.lost(),
              said,
              Sentences.effect(used.lost(), "all that was lost there", "maps/get-first"),
              List.of(
                  "a key that is new is looked for in vain; what that costs: ./bench"
                      + " maps/get-first-absent")));
    }
    return suggestions;
  }
}
