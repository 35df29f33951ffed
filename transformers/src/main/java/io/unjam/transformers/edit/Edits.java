package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Types;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which edit carries out which decision: the counterpart of {@link
 * io.unjam.transformers.plan.decide.Deciders}, by {@code action/variant}, and {@code
 * action/variant/way} where a variant has several edits.
 */
final class Edits implements EditChoice {
  private static final Edit READER_SHARDED =
      new StandInEdit(Map.of(Types.READ_WRITE_LOCK, RuntimeNames.READER_SHARDED_LOCK));

  private static final Edit UNFAIR =
      new StandInEdit(
          Map.of(
              Types.REENTRANT_LOCK, RuntimeNames.BARGING_LOCK,
              Types.SEMAPHORE, RuntimeNames.BARGING_SEMAPHORE));

  private static final Map<String, Edit> CALLS =
      Map.ofEntries(
          Map.entry("map/sharded", MapAllocationEdit.SHARDED),
          Map.entry("map/hot-key", MapAllocationEdit.HOT_KEY),
          Map.entry("map/sharded/collector", new CollectorEdit("sharded", "shards")),
          Map.entry("map/hot-key/collector", new CollectorEdit("hotKey", "shards")),
          Map.entry("map/presized/collector", new CollectorEdit("presized", "capacity")),
          Map.entry("map/concurrent", new ConcurrentMapEdit()),
          Map.entry("map/get-first", new GetFirstEdit()),
          Map.entry("map/presized", new PresizedAllocationEdit()),
          Map.entry("lock/reader-sharded", READER_SHARDED),
          Map.entry("lock/unfair", UNFAIR),
          Map.entry("gc/strip", new StrippedGcEdit()),
          Map.entry("yield/auto", new StrippedYieldEdit()),
          Map.entry("yield/auto/wait", new AwaitedYieldEdit()),
          Map.entry("yield/strip", new StrippedYieldEdit()),
          Map.entry("pin/pin", new PinnedMethodEdit()),
          Map.entry("time/time", new TimedCallEdit()),
          Map.entry("lock/batched", new CombinedSectionEdit()),
          Map.entry("lock/striped", new StripedLockEdit()));

  /** Where a reference is edited by other means than an instruction. */
  private static final Map<String, Edit> REFERENCES =
      Map.of(
          "map/sharded",
          MapAllocationEdit.SHARDED,
          "map/hot-key",
          MapAllocationEdit.HOT_KEY,
          "map/presized",
          new PresizedAllocationEdit(),
          "map/concurrent",
          new ConcurrentMapEdit(),
          "lock/reader-sharded",
          READER_SHARDED,
          "lock/unfair",
          UNFAIR,
          "time/time",
          new TimedReferenceEdit());

  /** Where an acquisition of a lock is edited by other means than a call. */
  private static final Map<String, Edit> LOCKS = Map.of("time/time", new TimedLockEdit());

  /** What waits for a condition, and what wakes. */
  private static final Map<String, Edit> CONDITIONS = Map.of("time/time", new TimedConditionEdit());

  /** Every {@code action/variant} that some edit carries out. */
  static Set<String> variants() {
    Set<String> variants = new TreeSet<>(REFERENCES.keySet());
    for (String key : CALLS.keySet()) {
      int way = key.indexOf('/', key.indexOf('/') + 1);
      variants.add(way < 0 ? key : key.substring(0, way));
    }
    return variants;
  }

  @Override
  public Edit of(Decision decision) {
    String key = decision.rule().variant().action() + "/" + decision.rule().variant().name();
    if (!decision.way().isEmpty()) {
      key += "/" + decision.way();
    }
    Edit edit =
        switch (decision.site().kind()) {
          case REFERENCE -> REFERENCES.get(key);
          case LOCK_CALL, MONITOR, SYNCHRONIZED_METHOD -> LOCKS.getOrDefault(key, CALLS.get(key));
          case CONDITION -> CONDITIONS.get(key);
          default -> CALLS.get(key);
        };
    if (edit == null) {
      throw new IllegalStateException("no edit for " + key + " at a " + decision.site().kind());
    }
    return edit;
  }
}
