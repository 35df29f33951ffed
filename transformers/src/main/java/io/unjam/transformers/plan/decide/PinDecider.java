package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.LockCalls;
import io.unjam.transformers.plan.MapWrites;
import io.unjam.transformers.plan.MethodView;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.rule.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Decides {@code pin}: the methods that a rule names, or, where it names none, those that take a
 * lock or write a map made for several threads. Whether the JVM can bind a thread at all is the
 * running agent's to say.
 */
final class PinDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.METHOD);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(List.of());
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    if (rule.place().method() == null && !writes(candidate.view())) {
      return null;
    }
    return Ruling.applied(
        "threads named "
            + rule.textOption("threads")
            + " that come here are bound to a processor, on Linux and Java 22 or later");
  }

  private static boolean writes(MethodView view) {
    MethodNode method = view.method();
    if (method.name.startsWith("<")) {
      return false;
    }
    if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
      return true;
    }
    for (AbstractInsnNode insn = method.instructions.getFirst();
        insn != null;
        insn = insn.getNext()) {
      if (insn.getOpcode() == Opcodes.MONITORENTER
          || LockCalls.taking(insn) != null
          || isWrite(insn, view)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isWrite(AbstractInsnNode instruction, MethodView view) {
    return instruction instanceof MethodInsnNode call
        && call.getOpcode() != Opcodes.INVOKESTATIC
        && MapWrites.contains(call.name, call.desc)
        && Types.isConcurrentMap(call.owner, view.hierarchy());
  }
}
