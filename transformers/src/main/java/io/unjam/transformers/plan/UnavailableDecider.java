package io.unjam.transformers.plan;

import io.unjam.transformers.rule.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Refuses, with that reason, whatever a rule asks of a variant that this version does not have. */
final class UnavailableDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.allOf(SiteKind.class);
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
      case REFERENCE -> false;
      case MAP_WRITE -> action.equals("map") && !Types.isPlainMap(candidate.callOwner());
      case LOCK_CALL, MONITOR, SYNCHRONIZED_METHOD -> action.equals("lock");
      case YIELD -> action.equals("yield") || action.equals("pin");
      case EXPLICIT_GC -> action.equals("gc");
    };
  }
}
