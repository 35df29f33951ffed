package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Takes the time of a call, which itself stays as it is. A call that throws is not recorded: the
 * handler's frame knows nothing of the local that holds its start.
 */
final class TimedCallEdit implements Edit {
  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    AbstractInsnNode call = candidate.instruction();
    if (call == null) {
      throw new IllegalArgumentException("no call: " + candidate.site());
    }
    int site = method.ids().idOf(decision);
    int local = method.timeLocal();
    InsnList before = new InsnList();
    before.add(EditedMethod.push(site));
    before.add(
        new MethodInsnNode(Opcodes.INVOKESTATIC, RuntimeNames.TIME_HOOKS, "begin", "(I)J", false));
    before.add(new VarInsnNode(Opcodes.LSTORE, local));
    InsnList after = new InsnList();
    after.add(new VarInsnNode(Opcodes.LLOAD, local));
    after.add(EditedMethod.push(site));
    after.add(
        new MethodInsnNode(Opcodes.INVOKESTATIC, RuntimeNames.TIME_HOOKS, "end", "(JI)V", false));
    method.code().insertBefore(call, before);
    method.code().insert(call, after);
    method.needStack(3);
  }
}
