package io.unjam.agent.suggest;

import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Yields in the classes on the way to what waited: taken out or parked where a proof allows. */
final class YieldAdvice implements Advice {

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    if (classes == null) {
      return List.of();
    }
    List<Suggestion> suggestions = new ArrayList<>();
    for (String name : classesOf(subject)) {
      if (!classes.knows(name)) {
        continue;
      }
      Draft draft =
          new Draft(
              name.substring(name.lastIndexOf('.') + 1) + " yields",
              List.of(new Draft.Part("class", name)),
              "yield",
              "auto",
              Map.of());
      List<Decision> applied = Inquiry.only(classes.ask(draft, List.of()), Verdict.APPLIED);
      if (!applied.isEmpty()) {
        List<String> said = new ArrayList<>();
        for (Decision decision : applied) {
          said.add(Places.text(decision));
        }
        suggestions.add(
            new Suggestion(
                Suggestion.Kind.RULE,
                "yields of " + name,
                draft,
                List.of(),
                0,
                said,
                "not known: a recording does not time yields; variant and original beside each"
                    + " other: ./bench yield/work-loop, yield/long-wait",
                List.of("the class was on the way to " + subject.title() + ", which waited")));
      }
    }
    return suggestions;
  }

  /** The classes of the sites, and those on the stacks of slow operations, without nested ones. */
  private static Set<String> classesOf(Subject subject) {
    Set<String> names = new LinkedHashSet<>();
    for (Subject.Used used : subject.sites()) {
      names.add(outermost(used.site().owner()));
    }
    for (Subject.Caused each : subject.slow()) {
      for (String frame : each.slow().stack()) {
        String name = className(frame);
        if (name != null) {
          names.add(outermost(name));
        }
      }
    }
    return names;
  }

  /** Of {@code loader/module@version/com.acme.Orders.put(Orders.java:7)}. */
  private static @Nullable String className(String frame) {
    int parameters = frame.indexOf('(');
    String qualified = parameters < 0 ? frame : frame.substring(0, parameters);
    qualified = qualified.substring(qualified.lastIndexOf('/') + 1);
    int dot = qualified.lastIndexOf('.');
    return dot < 0 ? null : qualified.substring(0, dot);
  }

  private static String outermost(String className) {
    int nested = className.indexOf('$');
    return nested <= 0 ? className : className.substring(0, nested);
  }
}
