package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Planner;
import io.unjam.transformers.plan.scan.Scanners;
import io.unjam.transformers.rule.RuleFile;
import java.util.Map;

/**
 * Who decides what: one decider for each available variant of the catalogue, by {@code
 * action/variant}. Variants that this version does not have need none.
 */
public final class Deciders {
  /** The registry. */
  public static final Map<String, Decider> ALL =
      Map.of(
          "map/sharded", new ShardedMapDecider(),
          "map/get-first", new GetFirstDecider(),
          "map/presized", new PresizedMapDecider(),
          "lock/reader-sharded", new ReaderShardedLockDecider(),
          "lock/unfair", new UnfairLockDecider(),
          "gc/strip", new StripGcDecider(),
          "yield/auto", new YieldDecider(),
          "yield/strip", new YieldDecider(),
          "yield/keep", new YieldDecider(),
          "time/time", new TimeDecider());

  private Deciders() {}

  /** A planner for some rules, with every scanner and decider there is. */
  public static Planner plannerFor(RuleFile rules) {
    return new Planner(rules, Scanners.ALL, ALL);
  }
}
