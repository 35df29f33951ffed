package io.unjam.transformers.plan.decide;

import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.MethodView;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.plan.flow.MethodFlow;
import io.unjam.transformers.proof.MapUses;
import io.unjam.transformers.proof.MapUses.Use;
import io.unjam.transformers.rule.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Decides {@code map: { variant: concurrent }}: allocations of exactly {@code Hashtable}, and
 * {@code Collections.synchronizedMap} of a {@code HashMap} that is made on the spot. Proven where
 * the map stays in private fields and is asked about single keys alone; for whatever else is done
 * with it the rule has to give the word.
 */
final class ConcurrentMapDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.ALLOCATION, SiteKind.REFERENCE);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(
        List.of(Types.HASHTABLE), List.of("synchronizedMap"), List.of(Types.CONCURRENT_HASH_MAP));
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    if (made == null || Types.isLock(made)) {
      return null;
    }
    boolean wrapper = made.equals(Types.SYNCHRONIZED_MAP);
    if (!wrapper && !made.equals(Types.HASHTABLE)) {
      return other(candidate, made, rule);
    }
    Ruling unclear = Allocations.unclear(candidate);
    if (unclear != null) {
      return unclear;
    }
    if (wrapper && !wrapsFreshHashMap(candidate)) {
      return Ruling.notApplicable(
          "the map inside isn't made here by new HashMap, so somebody else may hold it, or it has"
              + " an order of its own");
    }
    Ruling missing = missingWord(candidate, rule);
    if (missing != null) {
      return missing;
    }
    Ruling obstacle = Allocations.obstacle(candidate, rule);
    return obstacle != null
        ? obstacle
        : Ruling.applied(
            "no call takes a lock of the whole map; over "
                + rule.intOption("shards")
                + " tables"
                + (runsKeysAlone(rule)
                    ? "; calls with keys of the application's own classes run one at a time"
                    : ""));
  }

  /** Whether the rule leaves it open that methods of keys count on running one at a time. */
  private static boolean runsKeysAlone(Rule rule) {
    return !rule.assumes(Catalog.MAP_MONITOR_UNUSED.word());
  }

  private static @Nullable Ruling other(Candidate candidate, String made, Rule rule) {
    boolean named = rule.place().field() != null || rule.place().allocation() != null;
    if (made.equals(Types.CONCURRENT_HASH_MAP)) {
      return Ruling.notApplicable(
          "a ConcurrentHashMap takes no lock of the whole map: see the variants sharded and"
              + " hot-key");
    }
    return named && Types.isMap(made, candidate.view().hierarchy())
        ? Ruling.notApplicable(
            candidate.site().target()
                + " is left as it is: concurrent stands in for Hashtable and for a synchronized"
                + " HashMap alone")
        : null;
  }

  private static boolean wrapsFreshHashMap(Candidate candidate) {
    MethodView view = candidate.view();
    MethodFlow flow = view.flow();
    AbstractInsnNode call = candidate.instruction();
    if (flow == null || call == null) {
      return false;
    }
    List<AbstractInsnNode> inside = flow.producers(call, 0);
    if (inside.size() != 1
        || !(inside.get(0) instanceof TypeInsnNode allocation)
        || allocation.getOpcode() != Opcodes.NEW
        || !allocation.desc.equals("java/util/HashMap")) {
      return false;
    }
    // Handed to the wrapper, and to nothing else.
    List<Use> uses = MapUses.of(view.owner(), view.method(), allocation, view.hierarchy());
    return uses.size() == 1 && uses.get(0).what().equals("handing the map to synchronizedMap()");
  }

  private static @Nullable Ruling missingWord(Candidate candidate, Rule rule) {
    List<String> all =
        List.of(
            Catalog.MAP_MONITOR_UNUSED.word(),
            Catalog.SNAPSHOTS_UNUSED.word(),
            Catalog.ORDER_UNUSED.word());
    if (missing(all, rule).isEmpty()) {
      return null;
    }
    MethodView view = candidate.view();
    AbstractInsnNode making = candidate.instruction();
    if (making == null || making instanceof InvokeDynamicInsnNode) {
      return refused("whoever calls the reference holds the map", missing(all, rule));
    }
    for (Use use : MapUses.of(view.owner(), view.method(), making, view.hierarchy())) {
      List<String> missing = missing(wordsFor(use.kind(), all), rule);
      if (!missing.isEmpty()) {
        return refused(use.what() + " (" + use.where() + ")", missing);
      }
    }
    return null;
  }

  private static List<String> wordsFor(MapUses.Kind kind, List<String> all) {
    return switch (kind) {
      case SINGLE_KEY -> List.of();
      case MONITOR -> List.of(Catalog.MAP_MONITOR_UNUSED.word());
      case WHOLE -> List.of(Catalog.SNAPSHOTS_UNUSED.word());
      case WALK -> List.of(Catalog.SNAPSHOTS_UNUSED.word(), Catalog.ORDER_UNUSED.word());
      case WALK_WITH_FUNCTION, ESCAPE -> all;
    };
  }

  private static List<String> missing(List<String> wanted, Rule rule) {
    List<String> missing = new ArrayList<>();
    for (String word : wanted) {
      if (!rule.assumes(word)) {
        missing.add(word);
      }
    }
    return missing;
  }

  private static Ruling refused(String use, List<String> missing) {
    return Ruling.refused(
        use
            + " may count on the lock of the whole map: 'assume: ["
            + String.join(", ", missing)
            + "]' states that nothing does");
  }
}
