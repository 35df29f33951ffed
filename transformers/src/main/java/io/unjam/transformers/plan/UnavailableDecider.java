package io.unjam.transformers.plan;

import io.unjam.transformers.rule.Rule;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses, with that reason, whatever a rule asks of a variant that this version does not have. */
final class UnavailableDecider implements Decider {
  private final Set<SiteKind> kinds;

  /** A decider for the variants of one action. */
  UnavailableDecider(String action) {
    this.kinds = Collections.unmodifiableSet(kindsOf(action));
  }

  private static Set<SiteKind> kindsOf(String action) {
    return switch (action) {
      case "map" -> EnumSet.of(SiteKind.ALLOCATION, SiteKind.MAP_WRITE);
      case "lock" ->
          EnumSet.of(
              SiteKind.ALLOCATION,
              SiteKind.LOCK_CALL,
              SiteKind.MONITOR,
              SiteKind.SYNCHRONIZED_METHOD);
      case "yield" -> EnumSet.of(SiteKind.YIELD);
      case "gc" -> EnumSet.of(SiteKind.EXPLICIT_GC);
      default -> EnumSet.noneOf(SiteKind.class);
    };
  }

  @Override
  public Set<SiteKind> kinds() {
    return kinds;
  }

  @Override
  public List<List<String>> traces() {
    return List.of(List.of());
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    if (!concerns(rule.variant().action(), candidate)) {
      return null;
    }
    return Ruling.refused(
        "this version has no "
            + rule.variant().action()
            + " variant '"
            + rule.variant().name()
            + "' yet");
  }

  private static boolean concerns(String action, Candidate candidate) {
    String allocates = candidate.allocates();
    return switch (candidate.site().kind()) {
      case ALLOCATION -> action.equals(Types.isLock(allocates) ? "lock" : "map");
      case MAP_WRITE -> !Types.isPlainMap(candidate.callOwner());
      // Of these no such rule speaks; all else is about one action only.
      case REFERENCE, METHOD, CONDITION -> false;
      case LOCK_CALL, MONITOR, SYNCHRONIZED_METHOD, YIELD, EXPLICIT_GC -> true;
    };
  }
}
