package io.unjam.transformers.edit;

import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Makes a {@code Hashtable}, or what {@code Collections.synchronizedMap} hands out, a map without a
 * lock of the whole. The number of shards and whether keys run alone go last to a constructor and
 * to {@code synchronizedMap}, and are captured first by a reference.
 */
final class ConcurrentMapEdit implements Edit {
  private static final String TABLE = "Ljava/util/Hashtable;";

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    AbstractInsnNode instruction = candidate.instruction();
    if (instruction instanceof TypeInsnNode allocation) {
      allocation.desc = RuntimeNames.CONCURRENT_TABLE;
      for (AbstractInsnNode related : candidate.related()) {
        MethodInsnNode constructor = (MethodInsnNode) related;
        push(constructor, decision, method);
        constructor.owner = RuntimeNames.CONCURRENT_TABLE;
        constructor.desc = withLast(constructor.desc);
      }
    } else if (instruction instanceof MethodInsnNode call) {
      push(call, decision, method);
      call.owner = RuntimeNames.CONCURRENT_MAP_HOOKS;
      call.desc = withLast(call.desc);
    } else if (instruction instanceof InvokeDynamicInsnNode reference) {
      Handle referred = (Handle) reference.bsmArgs[1];
      push(reference, decision, method);
      String arguments = referred.getDesc().substring(1, referred.getDesc().lastIndexOf(')'));
      reference.bsmArgs[1] =
          new Handle(
              Opcodes.H_INVOKESTATIC,
              RuntimeNames.CONCURRENT_MAP_HOOKS,
              "newTable",
              "(IZ" + arguments + ")" + TABLE,
              false);
      reference.desc = "(IZ" + reference.desc.substring(1);
    } else {
      throw new IllegalArgumentException("no allocation: " + candidate.site());
    }
    method.needStack(2);
  }

  private static void push(AbstractInsnNode before, Decision decision, EditedMethod method) {
    boolean keysRunAlone = !decision.rule().assumes(Catalog.MAP_MONITOR_UNUSED.word());
    method.code().insertBefore(before, EditedMethod.push(decision.rule().intOption("shards")));
    method.code().insertBefore(before, EditedMethod.push(keysRunAlone ? 1 : 0));
  }

  private static String withLast(String descriptor) {
    int end = descriptor.indexOf(')');
    return descriptor.substring(0, end)
        + Type.INT_TYPE.getDescriptor()
        + Type.BOOLEAN_TYPE.getDescriptor()
        + descriptor.substring(end);
  }
}
