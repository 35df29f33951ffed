package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Planner;
import io.unjam.transformers.plan.scan.Scanners;
import io.unjam.transformers.rule.RuleFile;
import java.util.HashMap;
import java.util.Map;

/**
 * Who decides what: one decider for each available variant of the catalogue, by {@code
 * action/variant}. Variants that this version does not have need none.
 */
public final class Deciders {
  /** The registry. */
  public static final Map<String, Decider> ALL =
      Map.ofEntries(
          Map.entry("map/sharded", new MapAllocationDecider()),
          Map.entry("map/hot-key", new MapAllocationDecider()),
          Map.entry("map/concurrent", new ConcurrentMapDecider()),
          Map.entry("map/get-first", new GetFirstDecider()),
          Map.entry("map/presized", new PresizedMapDecider()),
          Map.entry("lock/reader-sharded", new ReaderShardedLockDecider()),
          Map.entry("lock/unfair", new UnfairLockDecider()),
          Map.entry("lock/batched", new CombiningLockDecider()),
          Map.entry("lock/striped", new StripedLockDecider()),
          Map.entry("gc/strip", new StripGcDecider()),
          Map.entry("yield/auto", new YieldDecider()),
          Map.entry("yield/strip", new YieldDecider()),
          Map.entry("yield/keep", new YieldDecider()),
          Map.entry("pin/pin", new PinDecider()),
          Map.entry("time/time", new TimeDecider()));

  private Deciders() {}

  /** A planner for some rules, with every scanner and decider there is. */
  public static Planner plannerFor(RuleFile rules) {
    return plannerFor(rules, Map.of());
  }

  /**
   * A planner for a JVM that can't keep every variant.
   *
   * @param withheld why, by {@code action/variant} of those it can't: what would be applied of them
   *     is refused for that reason
   * @throws IllegalArgumentException if one of them has no decider
   */
  public static Planner plannerFor(RuleFile rules, Map<String, String> withheld) {
    if (withheld.isEmpty()) {
      return new Planner(rules, Scanners.ALL, ALL);
    }
    Map<String, Decider> deciders = new HashMap<>(ALL);
    for (Map.Entry<String, String> entry : withheld.entrySet()) {
      Decider decider = ALL.get(entry.getKey());
      if (decider == null) {
        throw new IllegalArgumentException("nothing decides " + entry.getKey());
      }
      deciders.put(entry.getKey(), new WithholdingDecider(decider, entry.getValue()));
    }
    return new Planner(rules, Scanners.ALL, deciders);
  }
}
