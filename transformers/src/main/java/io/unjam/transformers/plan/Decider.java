package io.unjam.transformers.plan;

import io.unjam.transformers.proof.Step;
import io.unjam.transformers.rule.Rule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges candidates for one action and variant. Stateless and thread-safe. */
public interface Decider {
  /** The kinds of site it has something to say about. */
  Set<SiteKind> kinds();

  /**
   * Names of which a class file must hold one list completely in its constant pool before it can
   * hold a site; the empty list stands for "any class". A class without a trace is never parsed.
   */
  List<List<String>> traces();

  /**
   * Judges a candidate of one of {@link #kinds} in a place that the rule names.
   *
   * @return {@code null} where the candidate is none of this variant's business (a lock for a rule
   *     about maps) and no one would expect to read about it
   */
  @Nullable Ruling decide(Candidate candidate, Rule rule);

  /** Whether a candidate of one of {@link #kinds} lies in the place that a rule names. */
  default boolean matches(Candidate candidate, Rule rule) {
    return PlaceMatch.matchesSite(rule.place(), candidate);
  }

  /**
   * Whether a rule may want classes loaded in another form: with {@code synchronized} methods as
   * blocks, or with fields final that constructors alone write.
   */
  default boolean wantsForm(Rule rule) {
    return false;
  }

  /**
   * What a decision rests on, for a candidate that {@link #decide} had an answer to; empty where
   * the reason says all there is.
   */
  default List<Step> explain(Candidate candidate, Rule rule) {
    return List.of();
  }
}
