package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Takes an explicit collection out: the hook that stands in its place collects only while edits are
 * switched off. It takes what the call takes, the receiver included.
 */
final class StrippedGcEdit implements Edit {
  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    if (!(candidate.instruction() instanceof MethodInsnNode call)) {
      throw new IllegalArgumentException("no call: " + candidate.site());
    }
    boolean receiver = call.getOpcode() != Opcodes.INVOKESTATIC;
    method
        .code()
        .set(
            call,
            new MethodInsnNode(
                Opcodes.INVOKESTATIC,
                RuntimeNames.GC_HOOKS,
                "stripped",
                receiver ? "(Ljava/lang/Runtime;)V" : "()V",
                false));
  }
}
