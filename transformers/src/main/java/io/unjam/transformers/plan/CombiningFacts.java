package io.unjam.transformers.plan;

import io.unjam.transformers.proof.combining.Combinable;
import io.unjam.transformers.proof.combining.CombiningProof;
import io.unjam.transformers.rule.Rule;
import java.util.List;
import java.util.Map;

/**
 * The proof about a lock whose sections a rule wants run in batches, kept for a class and a rule.
 */
public final class CombiningFacts {
  /** The author's word for what the proof can't see. */
  public static final String WORD = "running-thread-unused";

  private CombiningFacts() {}

  /**
   * The proof about the sections in the candidate's method.
   *
   * @throws IllegalArgumentException if the rule names no lock
   */
  public static Combinable of(Candidate candidate, Rule rule) {
    return proof(candidate, rule).judge(candidate.view().method());
  }

  private static CombiningProof proof(Candidate candidate, Rule rule) {
    String lock = rule.place().lock();
    if (lock == null) {
      throw new IllegalArgumentException("no lock in " + rule.location());
    }
    MethodView view = candidate.view();
    Map<Object, Object> facts = view.facts();
    Object key = List.of(CombiningFacts.class, rule);
    if (facts.get(key) instanceof CombiningProof known) {
      return known;
    }
    CombiningProof proof = new CombiningProof(view.owner(), lock, rule.assumes(WORD));
    facts.put(key, proof);
    return proof;
  }
}
