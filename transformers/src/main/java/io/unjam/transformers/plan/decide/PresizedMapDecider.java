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
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Decides {@code map: { variant: presized }}: allocations of exactly {@code ConcurrentHashMap},
 * which stay what they are and get room from the start. A map made as a copy of another is sized by
 * that other.
 */
final class PresizedMapDecider implements Decider {
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
    Ruling unclear = Allocations.unclear(candidate);
    if (unclear != null) {
      return unclear;
    }
    if (copies(candidate)) {
      return Ruling.notApplicable("it is sized by the map that it copies");
    }
    return Allocations.applied(
        candidate, "room for " + rule.intOption("capacity") + " mappings from the start");
  }

  private static boolean copies(Candidate candidate) {
    if (candidate.instruction() instanceof InvokeDynamicInsnNode reference) {
      return takesMap(References.referred(reference).getDesc());
    }
    for (AbstractInsnNode constructor : candidate.related()) {
      if (takesMap(((MethodInsnNode) constructor).desc)) {
        return true;
      }
    }
    return false;
  }

  private static boolean takesMap(String descriptor) {
    Type[] arguments = Type.getArgumentTypes(descriptor);
    return arguments.length == 1 && arguments[0].getSort() == Type.OBJECT;
  }
}
