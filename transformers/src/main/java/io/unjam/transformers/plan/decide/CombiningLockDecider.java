package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.CombiningFacts;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Instructions;
import io.unjam.transformers.plan.LockCalls;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.proof.Step;
import io.unjam.transformers.proof.combining.Combinable;
import io.unjam.transformers.proof.combining.Reason;
import io.unjam.transformers.rule.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Decides {@code lock: { variant: batched }}: where the lock is made, and for each method that
 * takes it whether another thread may run it. A method that is left as it is takes the lock as
 * before, so that each decision may stand without the others.
 */
final class CombiningLockDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(
        SiteKind.ALLOCATION, SiteKind.LOCK_CALL, SiteKind.MONITOR, SiteKind.SYNCHRONIZED_METHOD);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(List.of());
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    return switch (candidate.site().kind()) {
      case ALLOCATION -> allocation(candidate, rule);
      case LOCK_CALL -> section(candidate, rule);
      default ->
          rule.place().lock() == null
              ? null
              : Ruling.refused(
                  "this version batches the sections of a ReentrantLock, not of a monitor");
    };
  }

  private static @Nullable Ruling allocation(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    if (!Types.isLock(made)) {
      return null;
    }
    if (!Types.REENTRANT_LOCK.equals(made)) {
      return Ruling.refused(
          "this version batches the sections of a ReentrantLock, no "
              + candidate.site().target()
              + " yet");
    }
    if (rule.place().lock() == null) {
      return Ruling.refused("which lock is meant has to be said: 'at: { lock: FIELD }'");
    }
    for (AbstractInsnNode constructor : candidate.related()) {
      if (!((MethodInsnNode) constructor).desc.equals("()V")) {
        return Ruling.refused(
            "it may be a fair lock, which grants in the order of arrival; batches don't");
      }
    }
    Ruling obstacle = Allocations.obstacle(candidate, rule);
    return obstacle != null
        ? obstacle
        : Ruling.applied("its holder runs sections that other threads wait for, as it lets go");
  }

  private static @Nullable Ruling section(Candidate candidate, Rule rule) {
    if (rule.place().lock() == null || !"lock".equals(candidate.callName())) {
      return null;
    }
    if (!isFirst(candidate)) {
      return Ruling.notApplicable("its method is run as a whole, from an earlier lock on");
    }
    Combinable section = CombiningFacts.of(candidate, rule);
    Reason reason = section.reason();
    if (reason != null) {
      String refusal = "its own thread has to run it: " + reason.text();
      return Ruling.refused(
          reason.obstacle().isLiftedByWord()
              ? refusal
                  + "; 'assume: ["
                  + CombiningFacts.WORD
                  + "]' states that it may be run by any"
              : refusal);
    }
    return Ruling.applied(
        "run by the lock's holder while another thread has it"
            + (section.lifted().isEmpty()
                ? ""
                : ", by '" + CombiningFacts.WORD + "', as " + section.lifted().get(0).text()));
  }

  /** Whether no earlier call of the method takes a lock. */
  private static boolean isFirst(Candidate candidate) {
    for (AbstractInsnNode insn : candidate.view().method().instructions) {
      if (insn == candidate.instruction()) {
        return true;
      }
      if (LockCalls.taking(insn) != null) {
        return false;
      }
    }
    return true;
  }

  @Override
  public List<Step> explain(Candidate candidate, Rule rule) {
    if (candidate.site().kind() != SiteKind.LOCK_CALL || rule.place().lock() == null) {
      return List.of();
    }
    String method = candidate.view().method().name;
    Combinable section = CombiningFacts.of(candidate, rule);
    Reason reason = section.reason();
    if (reason != null) {
      AbstractInsnNode breaking = reason.instruction();
      return List.of(
          new Step(
              "here the proof ends: " + reason.text(),
              breaking == null ? List.of() : List.of(Instructions.text(breaking))));
    }
    List<String> vouched = new ArrayList<>();
    for (Reason lifted : section.lifted()) {
      vouched.add(lifted.text());
    }
    List<Step> steps = new ArrayList<>();
    steps.add(
        Step.of(
            rule.place().lock()
                + " is final, so that "
                + method
                + " takes the lock that it was asked with"));
    steps.add(
        Step.of(
            method
                + " leaves the lock as often as it takes it, on every way, exceptions included, and"
                + " takes no other"));
    steps.add(
        vouched.isEmpty()
            ? Step.of(
                "it has no loop and calls nothing but what ends soon, waits for nothing and doesn't"
                    + " ask which thread it runs in")
            : new Step("by '" + CombiningFacts.WORD + "' any thread may run it, though", vouched));
    steps.add(
        Step.of(
            "its caller waits until it has been run, and the lock orders what either thread did"
                + " before and does after"));
    return steps;
  }
}
