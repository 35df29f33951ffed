package io.unjam.agent.suggest;

import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Recording;
import io.unjam.transformers.catalog.AssumeWord;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.catalog.Variant;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a recording suggests. The same recording and classes give the same. Immutable.
 *
 * @param recording where it is from
 * @param spanNanos how long was recorded
 * @param threshold the share of one thread's time below which nothing is suggested
 * @param checked whether the application's classes were asked
 * @param quiet maps and locks at which less was lost
 * @param all rules first, those that could gain most first; then notes
 * @param problems classes that could not be read, a sentence each
 */
public record Suggestions(
    Recording recording,
    double spanNanos,
    double threshold,
    boolean checked,
    int quiet,
    List<Suggestion> all,
    List<String> problems) {

  /** One per cent of one thread. */
  public static final double THRESHOLD = 0.01;

  /** Sites of sections. */
  private static final Set<SiteKind> TAKING =
      EnumSet.of(SiteKind.LOCK_CALL, SiteKind.MONITOR, SiteKind.SYNCHRONIZED_METHOD);

  public Suggestions {
    all = List.copyOf(all);
    problems = List.copyOf(problems);
  }

  /**
   * Looks through a recording.
   *
   * @param classes jars and folders of the application; empty where they aren't at hand
   * @param threshold the share of one thread's time that must be lost at a map or lock before
   *     anything is said of it
   * @throws IOException if what was unpacked of the classes can't be removed again
   */
  public static Suggestions of(Recording recording, List<Path> classes, double threshold)
      throws IOException {
    Evidence evidence = Evidence.of(recording);
    if (classes.isEmpty()) {
      return of(evidence, null, threshold);
    }
    try (Inquiry inquiry = Inquiry.of(classes)) {
      return of(evidence, inquiry, threshold);
    }
  }

  private static Suggestions of(Evidence evidence, @Nullable Inquiry classes, double threshold) {
    List<Suggestion> found = new ArrayList<>();
    int quiet = 0;
    List<Subject> subjects =
        classes == null ? evidence.subjects() : OwnMonitors.together(evidence.subjects(), classes);
    for (Subject subject : subjects) {
      if (!matters(subject, evidence, threshold)) {
        quiet++;
        continue;
      }
      int before = found.size();
      for (Advice advice : Advices.ALL) {
        for (Suggestion suggestion : advice.on(subject, evidence, classes)) {
          add(asked(suggestion, subject, classes), found);
        }
      }
      if (found.size() == before) {
        found.add(nothingHelps(subject, evidence, classes));
      }
    }
    found.sort(
        Comparator.comparing((Suggestion each) -> each.kind() == Suggestion.Kind.NOTE)
            .thenComparing(Comparator.comparingDouble(Suggestion::nanos).reversed())
            .thenComparing(Suggestion::about));
    return new Suggestions(
        evidence.recording(),
        evidence.spanNanos(),
        threshold,
        classes != null,
        quiet,
        named(found),
        classes == null ? List.of() : classes.problems());
  }

  /** Enough was lost, or a rule's business held an operation up for milliseconds. */
  private static boolean matters(Subject subject, Evidence evidence, double threshold) {
    return (subject.lost() > 0 && subject.lost() >= threshold * evidence.spanNanos())
        || (subject.worstSpikes() > 0
            && (subject.causes().containsKey(Cause.Kind.TABLE_GROWTH)
                || subject.causes().containsKey(Cause.Kind.LOCK_HOLDER)
                || subject.explicitCollections() > 0));
  }

  private static Suggestion nothingHelps(
      Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    return new Suggestion(
        Suggestion.Kind.NOTE,
        (subject.lock() ? "lock " : "map ") + subject.title(),
        null,
        List.of(),
        subject.lost(),
        Sentences.of(subject, evidence),
        "what was recorded shows nothing that a variant of this version would change"
            + (subject.lock() && classes == null
                ? "; whether it is fair, or could be striped, the classes would tell: give --classes"
                : ""),
        List.of());
  }

  /** What the classes say of a suggestion. */
  private static Suggestion asked(
      Suggestion suggestion, Subject subject, @Nullable Inquiry classes) {
    if (suggestion.kind() == Suggestion.Kind.NOTE) {
      return suggestion;
    }
    Draft draft = suggestion.draft();
    if (draft == null) {
      return note(
          suggestion,
          "the field that holds it isn't known, and it isn't the one map that the method makes, so"
              + " that no rule can name where it is made");
    }
    if (!draft.available()) {
      return note(suggestion, "'" + draft.wish() + "' would be for it; this version lacks it");
    }
    if (subject.rules().contains(draft.wish())) {
      return note(
          suggestion, "'" + draft.wish() + "' is in force already, and it waits all the same");
    }
    if (classes == null) {
      return suggestion;
    }
    List<Decision> decisions = classes.ask(draft, List.of());
    List<Decision> applied = applied(draft, decisions);
    if (!applied.isEmpty()) {
      return with(suggestion, Suggestion.Kind.RULE, List.of(), planned(applied));
    }
    List<String> words = words(draft, classes);
    List<Decision> lifted = applied(draft, classes.ask(draft, words));
    if (!lifted.isEmpty()) {
      return with(suggestion, Suggestion.Kind.NEEDS_WORD, words, planned(lifted));
    }
    List<Decision> refused = Inquiry.only(decisions, Verdict.REFUSED);
    List<Decision> rest = refused.isEmpty() ? decisions : refused;
    return note(
        suggestion,
        rest.isEmpty()
            ? "'" + draft.wish() + "' finds no site in the classes given"
            : "'" + draft.wish() + "' is refused: " + Places.text(rest.get(0)));
  }

  /** The fewest words by which as much is applied as by all that the variant knows. */
  private static List<String> words(Draft draft, Inquiry classes) {
    List<String> words = new ArrayList<>();
    Variant variant = Catalog.find(draft.action(), draft.variant());
    for (AssumeWord word : variant == null ? List.<AssumeWord>of() : variant.assume()) {
      words.add(word.word());
    }
    int most = applied(draft, classes.ask(draft, words)).size();
    for (String word : List.copyOf(words)) {
      List<String> fewer = new ArrayList<>(words);
      fewer.remove(word);
      if (applied(draft, classes.ask(draft, fewer)).size() == most) {
        words = fewer;
      }
    }
    return words;
  }

  /** What is applied, if that is worth anything: a striped lock needs a section about one key. */
  private static List<Decision> applied(Draft draft, List<Decision> decisions) {
    List<Decision> applied = Inquiry.only(decisions, Verdict.APPLIED);
    if (draft.variant().equals("striped")) {
      for (Decision decision : applied) {
        if (TAKING.contains(decision.site().kind())) {
          return applied;
        }
      }
      return List.of();
    }
    return applied;
  }

  private static String planned(List<Decision> applied) {
    String first = Places.text(applied.get(0));
    return "plan: "
        + (applied.size() == 1
            ? first
            : applied.size() + " sites are applied, the first: " + first);
  }

  private static Suggestion with(
      Suggestion suggestion, Suggestion.Kind kind, List<String> words, String remark) {
    List<String> remarks = new ArrayList<>(suggestion.remarks());
    remarks.add(remark);
    return new Suggestion(
        kind,
        suggestion.about(),
        suggestion.draft(),
        words,
        suggestion.nanos(),
        suggestion.evidence(),
        suggestion.effect(),
        remarks);
  }

  private static Suggestion note(Suggestion suggestion, String why) {
    return new Suggestion(
        Suggestion.Kind.NOTE,
        suggestion.about(),
        suggestion.draft(),
        List.of(),
        suggestion.nanos(),
        suggestion.evidence(),
        why,
        List.of());
  }

  /** Adds a suggestion, unless one about the same place is better; the other is then mentioned. */
  private static void add(Suggestion suggestion, List<Suggestion> found) {
    Draft draft = suggestion.draft();
    if (draft == null || suggestion.kind() == Suggestion.Kind.NOTE) {
      found.add(suggestion);
      return;
    }
    for (int i = 0; i < found.size(); i++) {
      Suggestion other = found.get(i);
      Draft others = other.draft();
      if (others == null
          || other.kind() == Suggestion.Kind.NOTE
          || !others.action().equals(draft.action())
          || !others.at().equals(draft.at())) {
        continue;
      }
      if (others.equals(draft)) {
        return;
      }
      Suggestion better = better(other, suggestion);
      Draft worse = better.equals(other) ? draft : others;
      found.set(
          i,
          with(
              better,
              better.kind(),
              better.words(),
              "'" + worse.whole() + "' was considered too: of one place there can be one variant"));
      return;
    }
    found.add(suggestion);
  }

  /** What applies as it is, then what could gain more, then the earlier. */
  private static Suggestion better(Suggestion one, Suggestion two) {
    if (one.kind() != two.kind()) {
      return one.kind() == Suggestion.Kind.RULE ? one : two;
    }
    return two.nanos() > one.nanos() ? two : one;
  }

  /** No two rules of a file have one name. */
  private static List<Suggestion> named(List<Suggestion> suggestions) {
    Set<String> names = new HashSet<>();
    List<Suggestion> named = new ArrayList<>();
    for (Suggestion suggestion : suggestions) {
      Draft draft = suggestion.draft();
      if (draft == null || suggestion.kind() == Suggestion.Kind.NOTE) {
        named.add(suggestion);
        continue;
      }
      String name = draft.name();
      for (int number = 2; !names.add(name); number++) {
        name = draft.name() + " " + number;
      }
      named.add(
          new Suggestion(
              suggestion.kind(),
              suggestion.about(),
              draft.named(name),
              suggestion.words(),
              suggestion.nanos(),
              suggestion.evidence(),
              suggestion.effect(),
              suggestion.remarks()));
    }
    return named;
  }

  /** How many rules there are, those that need a word included. */
  public int rules() {
    int rules = 0;
    for (Suggestion suggestion : all) {
      rules += suggestion.kind() == Suggestion.Kind.NOTE ? 0 : 1;
    }
    return rules;
  }
}
