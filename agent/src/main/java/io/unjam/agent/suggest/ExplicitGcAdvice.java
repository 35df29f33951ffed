package io.unjam.agent.suggest;

import io.unjam.agent.report.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collections that the application itself asks for, and that held operations up. */
final class ExplicitGcAdvice implements Advice {

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    double explained = 0;
    Subject most = null;
    for (Subject each : evidence.subjects()) {
      explained += each.explicitCollections();
      most = most == null && each.explicitCollections() > 0 ? each : most;
    }
    // It is said once, beside what lost most time of all that such collections held up.
    if (!subject.equals(most)) {
      return List.of();
    }
    List<String> said =
        List.of(
            "collections that the application asked for explain at most "
                + Amounts.duration(explained)
                + " of the slow operations listed");
    List<String> callers = classes == null ? List.of() : classes.askingForCollections();
    if (callers.isEmpty()) {
      return List.of(
          new Suggestion(
              Suggestion.Kind.NOTE,
              "collections that the application asks for",
              null,
              List.of(),
              explained,
              said,
              classes == null
                  ? "which of its classes call System.gc() they would tell: give --classes"
                  : "none of the classes given calls System.gc()",
              List.of()));
    }
    List<Suggestion> suggestions = new ArrayList<>();
    for (String name : callers) {
      suggestions.add(
          new Suggestion(
              Suggestion.Kind.NEEDS_WORD,
              "collections asked for by " + name,
              new Draft(
                  name.substring(name.lastIndexOf('.') + 1) + " asks for no collection",
                  List.of(new Draft.Part("class", name)),
                  "gc",
                  "strip",
                  Map.of()),
              List.of(),
              explained,
              said,
              "between nothing and "
                  + Amounts.duration(explained)
                  + " less: the JVM collects of its own accord then, later and perhaps for longer",
              List.of(
                  callers.size() == 1
                      ? "no other class given asks for collections"
                      : callers.size()
                          + " of the classes given ask for collections; which of them did, the"
                          + " recording doesn't say")));
    }
    return suggestions;
  }
}
