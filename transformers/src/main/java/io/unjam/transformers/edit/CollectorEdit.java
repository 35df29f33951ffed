package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Where a collector into a {@code ConcurrentHashMap} is made, hands it to one that collects into
 * another.
 */
final class CollectorEdit implements Edit {
  private static final String COLLECTOR = "Ljava/util/stream/Collector;";

  private final String hook;
  private final String option;

  /**
   * An edit for one variant.
   *
   * @param hook the method of {@code CollectorHooks}
   * @param option the rule's option that it takes
   */
  CollectorEdit(String hook, String option) {
    this.hook = hook;
    this.option = option;
  }

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    AbstractInsnNode call = candidate.instruction();
    if (call == null) {
      throw new IllegalArgumentException("no call: " + candidate.site());
    }
    MethodInsnNode wrapping =
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            RuntimeNames.COLLECTOR_HOOKS,
            hook,
            "(" + COLLECTOR + "I)" + COLLECTOR,
            false);
    method.code().insert(call, wrapping);
    method.code().insertBefore(wrapping, EditedMethod.push(decision.rule().intOption(option)));
    method.needStack(1);
  }
}
