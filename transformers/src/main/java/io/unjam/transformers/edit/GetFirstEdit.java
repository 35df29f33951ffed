package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Types;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Makes a call of a map's method one of the static method of the same name that looks for the key
 * first. It takes the receiver for its first argument, so the stack is as it was.
 */
final class GetFirstEdit implements Edit {
  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    if (!(candidate.instruction() instanceof MethodInsnNode call)) {
      throw new IllegalArgumentException("no call: " + candidate.site());
    }
    call.setOpcode(Opcodes.INVOKESTATIC);
    call.owner = RuntimeNames.GET_FIRST_HOOKS;
    call.desc = "(L" + Types.MAP + ";" + call.desc.substring(1);
    call.itf = false;
  }
}
