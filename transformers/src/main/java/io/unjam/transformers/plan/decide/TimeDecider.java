package io.unjam.transformers.plan.decide;

import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.ClassForm;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.LockCalls;
import io.unjam.transformers.plan.MapWrites;
import io.unjam.transformers.plan.MonitorRange;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SharedMaps;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.rule.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;

/**
 * Decides {@code time}: acquisitions of locks and monitors, waits for conditions and what ends
 * them, and writes to maps that threads may share. That is a map of a concurrent type, by the
 * call's static type or by where its receiver was made, and any map that lives in a field. A local
 * {@code HashMap} is timed only where the rule names the call.
 */
final class TimeDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(
        SiteKind.MAP_WRITE,
        SiteKind.REFERENCE,
        SiteKind.LOCK_CALL,
        SiteKind.MONITOR,
        SiteKind.CONDITION,
        SiteKind.SYNCHRONIZED_METHOD);
  }

  @Override
  public List<List<String>> traces() {
    List<List<String>> traces = new ArrayList<>(MapWrites.traces());
    traces.addAll(LockCalls.traces());
    return traces;
  }

  @Override
  public boolean wantsForm(Rule rule) {
    return rule.boolOption(Catalog.METHOD_WAITS);
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    AbstractInsnNode instruction = candidate.instruction();
    return switch (candidate.site().kind()) {
      case SYNCHRONIZED_METHOD -> method(candidate, rule);
      case MONITOR -> monitor(candidate, instruction);
      case LOCK_CALL -> lock(instruction);
      case CONDITION -> condition(instruction);
      default -> write(candidate, rule);
    };
  }

  private static @Nullable Ruling method(Candidate candidate, Rule rule) {
    if (candidate.view().method().instructions.size() == 0) {
      return null;
    }
    String hold = "the hold is timed; the wait lies before the method's first instruction";
    if (!rule.boolOption(Catalog.METHOD_WAITS)) {
      return Ruling.applied(hold + ": " + Catalog.METHOD_WAITS + " times it, too");
    }
    String kept = ClassForm.of(candidate).kept();
    return Ruling.applied(kept == null ? hold : hold + ", and " + kept);
  }

  private static Ruling monitor(Candidate candidate, @Nullable AbstractInsnNode instruction) {
    return instruction == null
            || MonitorRange.startingBehind(candidate.view().method(), instruction).isEmpty()
        ? Ruling.refused("its exit on exceptions is not where compilers of Java put it")
        : Ruling.applied("timed, wait and hold");
  }

  private static @Nullable Ruling lock(@Nullable AbstractInsnNode instruction) {
    LockCalls.Taking taking = instruction == null ? null : LockCalls.taking(instruction);
    if (taking == null) {
      return null;
    }
    return taking == LockCalls.Taking.TRYING
        ? Ruling.applied("the hold is timed; the call does not wait")
        : Ruling.applied("timed, wait and hold");
  }

  private static @Nullable Ruling condition(@Nullable AbstractInsnNode instruction) {
    LockCalls.Waking waking = instruction == null ? null : LockCalls.waking(instruction);
    if (waking == null) {
      return null;
    }
    return switch (waking) {
      case AWAITING, WAITING ->
          Ruling.applied("timed from the signal, or the time-out, until the lock is held again");
      case ONE, ALL -> Ruling.applied("its time is kept for the waits that it ends");
    };
  }

  private static @Nullable Ruling write(Candidate candidate, Rule rule) {
    String owner = candidate.callOwner();
    if (owner == null) {
      return null;
    }
    boolean named = rule.place().call() != null || rule.place().field() != null;
    boolean shared = SharedMaps.isShared(candidate);
    if (candidate.site().kind() == SiteKind.REFERENCE) {
      return reference(candidate, named || shared);
    }
    if (named || shared || SharedMaps.isMadeConcurrent(candidate)) {
      return Ruling.applied("timed");
    }
    if (Types.isPlainMap(owner) && !SharedMaps.throughInterface(owner)) {
      return null;
    }
    return Ruling.notApplicable(
        "nothing shows that this map is shared by threads: name the call or a field in 'at' to"
            + " time it");
  }

  private static @Nullable Ruling reference(Candidate candidate, boolean wanted) {
    if (!SharedMaps.isWrite(candidate)) {
      return null;
    }
    if (References.isSerializable(candidate.instruction())) {
      return Ruling.refused(
          "the reference is serializable and its serialized form would name another method");
    }
    return wanted
        ? Ruling.applied("timed")
        : Ruling.notApplicable(
            "nothing shows that this map is shared by threads: name the call or a field in 'at' to"
                + " time it");
  }
}
