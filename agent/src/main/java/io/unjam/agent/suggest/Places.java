package io.unjam.agent.suggest;

import io.unjam.transformers.plan.Decision;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where a rule names a map, or a lock: by its field, or where it is made and used. */
final class Places {

  private Places() {}

  /** A rule for a map's field; {@code null} where the field isn't known. */
  static @Nullable Draft draft(
      Subject subject, String name, String variant, Map<String, Object> options) {
    String field = subject.field();
    return field == null
        ? null
        : new Draft(
            field + " " + name,
            List.of(new Draft.Part("class", subject.owner()), new Draft.Part("field", field)),
            "map",
            variant,
            options);
  }

  /**
   * A rule for a map's field, or for the one map that the writing method makes and keeps to itself;
   * {@code null} where neither is known.
   *
   * @param classes those of the application, which tell the second; {@code null} where they weren't
   *     given
   */
  static @Nullable Draft draft(
      Subject subject,
      String name,
      String variant,
      Map<String, Object> options,
      @Nullable Inquiry classes) {
    Draft byField = draft(subject, name, variant, options);
    if (byField != null || classes == null) {
      return byField;
    }
    Subject.Used used = subject.sites().get(0);
    if (!classes.isMadeThere(used.site().owner(), used.method(), used.site().line())) {
      return null;
    }
    return new Draft(
        "map made in " + used.method().replaceAll("[<>$]", "") + " " + name,
        List.of(
            new Draft.Part("class", used.site().owner()),
            new Draft.Part("method", used.method()),
            new Draft.Part("new", "java.util.concurrent.ConcurrentHashMap")),
        "map",
        variant,
        options);
  }

  /** A rule for a lock's field; {@code null} where the field isn't known. */
  static @Nullable Draft lockDraft(
      Subject subject, String name, String variant, Map<String, Object> options) {
    String field = subject.field();
    return field == null
        ? null
        : new Draft(
            field + " " + name,
            List.of(new Draft.Part("class", subject.owner()), new Draft.Part("lock", field)),
            "lock",
            variant,
            options);
  }

  /** A decision's place and reason, for people. */
  static String text(Decision decision) {
    return decision.site().target()
        + " in "
        + decision.site().className()
        + "."
        + decision.site().method()
        + (decision.site().line() == 0 ? "" : ":" + decision.site().line())
        + ": "
        + decision.reason();
  }
}
