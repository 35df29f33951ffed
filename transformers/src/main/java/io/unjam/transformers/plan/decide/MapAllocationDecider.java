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

/**
 * Decides {@code map: { variant: sharded }} and {@code hot-key}: allocations of exactly {@code
 * ConcurrentHashMap}. Calls on the map need no edit, they follow by dispatch.
 */
final class MapAllocationDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.ALLOCATION, SiteKind.REFERENCE);
  }

  @Override
  public List<List<String>> traces() {
    return Allocations.MAP_TRACES;
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    if (made == null || Types.isLock(made)) {
      return null;
    }
    if (!made.equals(Types.CONCURRENT_HASH_MAP)) {
      return Allocations.otherThanConcurrentHashMap(candidate, rule);
    }
    Ruling obstacle = Allocations.obstacle(candidate, rule);
    if (obstacle != null) {
      return obstacle;
    }
    int shards = rule.intOption("shards");
    return Allocations.applied(
        candidate,
        rule.variant().name().equals("hot-key")
            ? "writes of a key that is there take no lock; over " + shards + " tables"
            : "sharded over " + shards + " tables");
  }
}
