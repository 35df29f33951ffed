package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Has a yield in a loop that waits done by a hook that knows how long the wait has lasted: the hook
 * is given what it returned in the round before. Several yields of one loop share that.
 */
final class AwaitedYieldEdit implements Edit {
  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    if (!(candidate.instruction() instanceof MethodInsnNode call)) {
      throw new IllegalArgumentException("no call: " + candidate.site());
    }
    int rounds = method.loopLocal(candidate.view().owner().name, call);
    InsnList await = new InsnList();
    await.add(new VarInsnNode(Opcodes.ILOAD, rounds));
    await.add(
        new MethodInsnNode(Opcodes.INVOKESTATIC, RuntimeNames.YIELD_HOOKS, "await", "(I)I", false));
    await.add(new VarInsnNode(Opcodes.ISTORE, rounds));
    method.code().insert(call, await);
    method.code().remove(call);
    method.needStack(1);
  }
}
