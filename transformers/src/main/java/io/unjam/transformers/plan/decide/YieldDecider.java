package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.proof.Step;
import io.unjam.transformers.proof.YieldProof;
import io.unjam.transformers.proof.YieldProof.Finding;
import io.unjam.transformers.rule.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * Decides the yield variants: {@code auto} by proof, {@code strip} by the author's word, and {@code
 * keep}, which shields a call from later rules.
 */
final class YieldDecider implements Decider {
  private static final String WORD = "yield-not-required";

  /** The way of {@code auto} in a loop that waits, as the registry of edits knows it. */
  private static final String WAIT = "wait";

  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.YIELD, SiteKind.REFERENCE);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(List.of("yield", "java/lang/Thread"));
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    if (candidate.site().kind() == SiteKind.REFERENCE) {
      return "yield".equals(candidate.callName())
          ? Ruling.notApplicable(
              "a method reference to yield is called by whoever it is handed to, which stays as"
                  + " it is")
          : null;
    }
    if (rule.variant().name().equals("keep")) {
      return Ruling.kept("the rule keeps it");
    }
    if (rule.variant().name().equals("auto")) {
      return byProof(candidate);
    }
    return rule.assumes(WORD)
        ? Ruling.applied("the call is taken out, except on virtual threads")
        : Ruling.refused(
            "the code may wait for another thread here: 'assume: ["
                + WORD
                + "]' states that it does not");
  }

  private static Finding proof(Candidate candidate, AbstractInsnNode call) {
    return new YieldProof(candidate.view().owner(), candidate.view().method()).judge(call);
  }

  @Override
  public List<Step> explain(Candidate candidate, Rule rule) {
    AbstractInsnNode call = candidate.instruction();
    return call != null
            && candidate.site().kind() == SiteKind.YIELD
            && rule.variant().name().equals("auto")
        ? proof(candidate, call).steps()
        : List.of();
  }

  private static @Nullable Ruling byProof(Candidate candidate) {
    AbstractInsnNode call = candidate.instruction();
    if (call == null) {
      return null;
    }
    Finding finding = proof(candidate, call);
    return switch (finding.kind()) {
      case PROGRESS -> Ruling.applied("stripped: " + finding.reason());
      case WAITS ->
          Ruling.applied(
              "yields, then parks, and only yields on virtual threads: " + finding.reason(), WAIT);
      case UNKNOWN -> Ruling.refused("kept: " + finding.reason());
    };
  }
}
