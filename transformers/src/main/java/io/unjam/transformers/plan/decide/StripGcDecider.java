package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.rule.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides {@code gc: { variant: strip }}: calls that ask for a collection, by the author's word.
 */
final class StripGcDecider implements Decider {
  private static final String WORD = "explicit-gc-not-required";

  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.EXPLICIT_GC, SiteKind.REFERENCE);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(List.of("gc", "java/lang/System"), List.of("gc", "java/lang/Runtime"));
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    if (candidate.site().kind() == SiteKind.REFERENCE) {
      return "gc".equals(candidate.callName())
          ? Ruling.notApplicable(
              "a method reference to gc is called by whoever it is handed to, which stays as it is")
          : null;
    }
    if (!rule.assumes(WORD)) {
      return Ruling.refused(
          "the application may rely on the collection (direct buffers freed, references cleared):"
              + " 'assume: ["
              + WORD
              + "]' states that it does not");
    }
    return Ruling.applied("the call is taken out");
  }
}
