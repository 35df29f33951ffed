package io.unjam.transformers.plan.decide;

import io.unjam.transformers.classfile.Hierarchy;
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
 * Decides {@code map: { variant: sharded }}: allocations of exactly {@code ConcurrentHashMap}.
 * Calls on the map need no edit, they follow by dispatch.
 */
final class ShardedMapDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.ALLOCATION, SiteKind.REFERENCE);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(
        List.of(Types.CONCURRENT_HASH_MAP),
        List.of("java/util/Hashtable"),
        List.of("synchronizedMap"));
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    if (made == null || Types.isLock(made)) {
      return null;
    }
    Hierarchy hierarchy = candidate.view().hierarchy();
    if (!made.equals(Types.CONCURRENT_HASH_MAP)) {
      return otherThanConcurrentHashMap(candidate, made, rule, hierarchy);
    }
    Ruling obstacle = Allocations.obstacle(candidate, rule);
    if (obstacle != null) {
      return obstacle;
    }
    return Ruling.applied("sharded over " + rule.intOption("shards") + " tables");
  }

  private static @Nullable Ruling otherThanConcurrentHashMap(
      Candidate candidate, String made, Rule rule, Hierarchy hierarchy) {
    boolean named = rule.place().field() != null || rule.place().allocation() != null;
    if (Types.isPlatform(made)) {
      return named || Types.isConcurrentMap(made)
          ? Ruling.notApplicable(
              candidate.site().target()
                  + " is left as it is: sharded stands in for ConcurrentHashMap alone")
          : null;
    }
    if (hierarchy.isSubtype(made, Types.CONCURRENT_HASH_MAP) == Hierarchy.Answer.YES) {
      return Ruling.notApplicable(
          Types.simpleName(made)
              + " is a subclass of ConcurrentHashMap with code of its own, which sharding would"
              + " bypass");
    }
    return named && Types.isMap(made, hierarchy)
        ? Ruling.notApplicable(
            Types.simpleName(made) + " is no ConcurrentHashMap, which alone sharded stands in for")
        : null;
  }
}
