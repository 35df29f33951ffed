package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.MapWrites;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SharedMaps;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.rule.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides {@code map: { variant: get-first }}: calls of {@code computeIfAbsent}, {@code
 * putIfAbsent} and, where the rule asks for it, {@code put}, on what may be a {@code
 * ConcurrentHashMap}. Whether it is one is found out at each call.
 */
final class GetFirstDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.MAP_WRITE, SiteKind.REFERENCE);
  }

  @Override
  public List<List<String>> traces() {
    return MapWrites.traces("computeIfAbsent", "putIfAbsent", "put");
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    String name = candidate.callName();
    String owner = candidate.callOwner();
    if (name == null || owner == null || !concerns(name, rule)) {
      return null;
    }
    if (candidate.site().kind() == SiteKind.REFERENCE) {
      return SharedMaps.isWrite(candidate)
          ? Ruling.notApplicable(
              "a method reference is called by whoever it is handed to, which stays as it is")
          : null;
    }
    if (Types.isPlainMap(owner) && !SharedMaps.throughInterface(owner)) {
      return null;
    }
    if (!mayBeConcurrentHashMap(owner)) {
      return Ruling.notApplicable(
          Types.simpleName(owner) + " is no ConcurrentHashMap, which alone is looked into first");
    }
    boolean named = rule.place().call() != null || rule.place().field() != null;
    return named || SharedMaps.isShared(candidate) || SharedMaps.isMadeConcurrent(candidate)
        ? Ruling.applied("looks for the key before it locks its bin")
        : Ruling.notApplicable(
            "nothing shows that this map is a ConcurrentHashMap: name the call or a field in 'at'"
                + " to look first");
  }

  private static boolean concerns(String name, Rule rule) {
    return name.equals("computeIfAbsent")
        || name.equals("putIfAbsent")
        || (name.equals("put") && rule.boolOption("puts"));
  }

  /** Whether a receiver of this static type can be exactly a {@code ConcurrentHashMap}. */
  private static boolean mayBeConcurrentHashMap(String owner) {
    return owner.equals(Types.CONCURRENT_HASH_MAP)
        || owner.equals(Types.CONCURRENT_MAP)
        || owner.equals(Types.MAP)
        || owner.equals("java/util/AbstractMap");
  }
}
