package io.unjam.agent.suggest;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One piece of advice, for one map, lock or class.
 *
 * @param kind whether there is a rule in it
 * @param about what it is about, for people
 * @param draft the rule; for a note the one that can't be had, {@code null} where there is none
 * @param words those that its author has to add first; empty where none is needed
 * @param nanos the most that it can gain of the time recorded; orders the suggestions
 * @param evidence what was seen, a sentence each
 * @param effect what to expect, and where that comes from
 * @param remarks what else to know, a sentence each
 */
record Suggestion(
    Kind kind,
    String about,
    @Nullable Draft draft,
    List<String> words,
    double nanos,
    List<String> evidence,
    String effect,
    List<String> remarks) {

  /** What there is to do. */
  enum Kind {
    /** A rule that applies as it is. */
    RULE,
    /** A rule that is refused until its author adds a word. */
    NEEDS_WORD,
    /** No rule: why not. */
    NOTE
  }

  Suggestion {
    words = List.copyOf(words);
    evidence = List.copyOf(evidence);
    remarks = List.copyOf(remarks);
  }
}
