package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Takes the time of a call, which itself stays as it is. A call that throws is not recorded: the
 * handler's frame knows nothing of the locals that hold its start, the map and the key.
 */
final class TimedCallEdit implements Edit {
  private static final String OBJECT = "Ljava/lang/Object;";

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    AbstractInsnNode call = candidate.instruction();
    if (call == null) {
      throw new IllegalArgumentException("no call: " + candidate.site());
    }
    int site = method.ids().idOf(decision);
    int local = method.timeLocal();
    InsnList before = new InsnList();
    keep(((MethodInsnNode) call).desc, method, before);
    before.add(EditedMethod.push(site));
    before.add(
        new MethodInsnNode(Opcodes.INVOKESTATIC, RuntimeNames.TIME_HOOKS, "begin", "(I)J", false));
    before.add(new VarInsnNode(Opcodes.LSTORE, local));
    InsnList after = new InsnList();
    after.add(new VarInsnNode(Opcodes.LLOAD, local));
    after.add(new VarInsnNode(Opcodes.ALOAD, method.mapLocal()));
    after.add(new VarInsnNode(Opcodes.ALOAD, method.keyLocal()));
    after.add(EditedMethod.push(site));
    after.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC,
            RuntimeNames.TIME_HOOKS,
            "end",
            "(J" + OBJECT + OBJECT + "I)V",
            false));
    forget(method.mapLocal(), after);
    forget(method.keyLocal(), after);
    method.code().insertBefore(call, before);
    method.code().insert(call, after);
    method.needStack(5);
  }

  /** Keeps the map and the key, which lie on the stack below further arguments, and leaves all. */
  private static void keep(String descriptor, EditedMethod method, InsnList to) {
    int arguments = Type.getArgumentTypes(descriptor).length;
    if (!descriptor.startsWith("(" + OBJECT)) {
      // putAll, replaceAll, clear: a map and at most one argument, which is no key.
      to.add(new InsnNode(arguments == 0 ? Opcodes.DUP : Opcodes.DUP2));
      if (arguments > 0) {
        to.add(new InsnNode(Opcodes.POP));
      }
      to.add(new VarInsnNode(Opcodes.ASTORE, method.mapLocal()));
      forget(method.keyLocal(), to);
      return;
    }
    if (arguments == 2) {
      // ..., map, key, argument -> ..., argument, map, key
      to.add(new InsnNode(Opcodes.DUP_X2));
      to.add(new InsnNode(Opcodes.POP));
    } else if (arguments == 3) {
      to.add(new InsnNode(Opcodes.DUP2_X2));
      to.add(new InsnNode(Opcodes.POP2));
    }
    to.add(new InsnNode(Opcodes.DUP2));
    to.add(new VarInsnNode(Opcodes.ASTORE, method.keyLocal()));
    to.add(new VarInsnNode(Opcodes.ASTORE, method.mapLocal()));
    if (arguments > 1) {
      // And back.
      to.add(new InsnNode(arguments == 2 ? Opcodes.DUP2_X1 : Opcodes.DUP2_X2));
      to.add(new InsnNode(Opcodes.POP2));
    }
  }

  /* An interpreted frame keeps alive what its locals hold, and main may run for as long as the JVM. */
  private static void forget(int local, InsnList to) {
    to.add(new InsnNode(Opcodes.ACONST_NULL));
    to.add(new VarInsnNode(Opcodes.ASTORE, local));
  }
}
