package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.rule.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Decides {@code lock: { variant: unfair }}: allocations of {@code ReentrantLock} and {@code
 * Semaphore} by the constructors that ask for fairness. Where fairness is not a constant of the
 * code the stand-in is as fair as it is asked to be but for barging.
 */
final class UnfairLockDecider implements Decider {
  private static final String WORD = "fairness-not-required";

  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.ALLOCATION, SiteKind.REFERENCE);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(
        List.of(Types.REENTRANT_LOCK), List.of(Types.SEMAPHORE), List.of(Types.READ_WRITE_LOCK));
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    if (made == null || !Types.isLock(made)) {
      return null;
    }
    if (made.equals(Types.READ_WRITE_LOCK)) {
      return Ruling.refused("this version has no unfair ReentrantReadWriteLock yet");
    }
    if (!made.equals(Types.REENTRANT_LOCK) && !made.equals(Types.SEMAPHORE)) {
      return Ruling.notApplicable(
          candidate.site().target()
              + " is left as it is: unfair stands in for ReentrantLock and Semaphore");
    }
    if (!asksForFairness(candidate)) {
      return Ruling.notApplicable(candidate.site().target() + " is not fair to begin with");
    }
    if (!rule.assumes(WORD)) {
      return Ruling.refused(
          "a fair lock grants in the order of arrival: 'assume: ["
              + WORD
              + "]' states that no caller relies on it");
    }
    Ruling obstacle = Allocations.obstacle(candidate, rule);
    if (obstacle != null) {
      return obstacle;
    }
    return Ruling.applied(
        "arriving threads may take it at once, a bounded number of times in a row");
  }

  /** Whether a constructor with a flag is called and the flag is not the constant {@code false}. */
  private static boolean asksForFairness(Candidate candidate) {
    if (candidate.site().kind() == SiteKind.REFERENCE) {
      return References.referred(candidate.instruction()).getDesc().endsWith("Z)V");
    }
    for (AbstractInsnNode related : candidate.related()) {
      if (((MethodInsnNode) related).desc.endsWith("Z)V") && !isFalse(related.getPrevious())) {
        continue;
      }
      return false;
    }
    return true;
  }

  /**
   * The flag is the last argument, so a constant stands right before the call, or before a label.
   */
  private static boolean isFalse(@Nullable AbstractInsnNode before) {
    return before != null && before.getOpcode() == Opcodes.ICONST_0;
  }
}
