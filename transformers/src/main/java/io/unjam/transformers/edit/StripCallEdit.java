package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnNode;

/**
 * Takes out a call without arguments and without a result. An instruction stays in its place, since
 * an exception range that held nothing but the call must not become empty: such a range makes the
 * class malformed.
 */
final class StripCallEdit implements Edit {
  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    AbstractInsnNode call = candidate.instruction();
    if (call == null) {
      throw new IllegalArgumentException("no call: " + candidate.site());
    }
    boolean receiver = call.getOpcode() != Opcodes.INVOKESTATIC;
    method.code().set(call, new InsnNode(receiver ? Opcodes.POP : Opcodes.NOP));
  }
}
