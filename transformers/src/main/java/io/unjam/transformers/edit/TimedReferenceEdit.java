package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Types;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/**
 * Makes a reference to a map's writing method one to a method that takes the time of the same call.
 * The site's number is captured before the receiver, bound or not; the receiver's declared type
 * becomes {@code Map}, as the factory wants captured types to be exactly the referred method's.
 */
final class TimedReferenceEdit implements Edit {
  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    if (!(candidate.instruction() instanceof InvokeDynamicInsnNode reference)) {
      throw new IllegalArgumentException("no reference: " + candidate.site());
    }
    Handle referred = (Handle) reference.bsmArgs[1];
    boolean bound = !reference.desc.startsWith("()");
    method.code().insertBefore(reference, EditedMethod.push(method.ids().idOf(decision)));
    if (bound) {
      method.code().insertBefore(reference, new InsnNode(Opcodes.SWAP));
    }
    String map = "L" + Types.MAP + ";";
    reference.bsmArgs[1] =
        new Handle(
            Opcodes.H_INVOKESTATIC,
            RuntimeNames.TIMED_REFERENCES,
            referred.getName(),
            "(I" + map + referred.getDesc().substring(1),
            false);
    reference.desc =
        "(I" + (bound ? map : "") + reference.desc.substring(reference.desc.indexOf(')'));
    method.needStack(1);
  }
}
