package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;

/** Has each thread that enters a method looked at: one call before its first instruction. */
final class PinnedMethodEdit implements Edit {
  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    InsnList entry = new InsnList();
    entry.add(EditedMethod.push(method.ids().idOf(decision)));
    entry.add(
        new MethodInsnNode(Opcodes.INVOKESTATIC, RuntimeNames.PIN_HOOKS, "come", "(I)V", false));
    method.code().insert(entry);
    method.needStack(1);
  }
}
