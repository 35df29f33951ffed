package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/** Takes a yield out, except on virtual threads: the hook asks on which kind it runs. */
final class StrippedYieldEdit implements Edit {
  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    if (!(candidate.instruction() instanceof MethodInsnNode call)) {
      throw new IllegalArgumentException("no call: " + candidate.site());
    }
    method
        .code()
        .set(
            call,
            new MethodInsnNode(
                Opcodes.INVOKESTATIC, RuntimeNames.YIELD_HOOKS, "stripped", "()V", false));
  }
}
