package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.proof.Step;
import io.unjam.transformers.rule.Rule;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges as another does, but refuses what that one would apply: the program allows the variant,
 * this JVM does not.
 */
final class WithholdingDecider implements Decider {
  private final Decider decider;
  private final String reason;

  WithholdingDecider(Decider decider, String reason) {
    this.decider = decider;
    this.reason = reason;
  }

  @Override
  public Set<SiteKind> kinds() {
    return decider.kinds();
  }

  @Override
  public List<List<String>> traces() {
    return decider.traces();
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    Ruling ruling = decider.decide(candidate, rule);
    return ruling == null || ruling.verdict() != Verdict.APPLIED ? ruling : Ruling.refused(reason);
  }

  @Override
  public boolean matches(Candidate candidate, Rule rule) {
    return decider.matches(candidate, rule);
  }

  @Override
  public List<Step> explain(Candidate candidate, Rule rule) {
    return decider.explain(candidate, rule);
  }
}
