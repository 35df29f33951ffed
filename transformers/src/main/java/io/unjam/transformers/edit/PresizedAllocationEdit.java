package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Types;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Gives a {@code ConcurrentHashMap} room from the start. A capacity is added where there is none,
 * or the greater of two taken; where a load factor lies on top of the capacity, the concurrency
 * level does the same service, being a lower bound of the capacity.
 */
final class PresizedAllocationEdit implements Edit {
  private static final String KEY_SET = "L" + Types.CONCURRENT_HASH_MAP + "$KeySetView;";
  private static final String MAP = "L" + Types.CONCURRENT_HASH_MAP + ";";

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    int capacity = decision.rule().intOption("capacity");
    AbstractInsnNode instruction = candidate.instruction();
    if (instruction instanceof InvokeDynamicInsnNode reference) {
      reference(reference, capacity, method);
    } else if (instruction instanceof MethodInsnNode newKeySet) {
      size(newKeySet, capacity, method);
    } else {
      for (AbstractInsnNode constructor : candidate.related()) {
        size((MethodInsnNode) constructor, capacity, method);
      }
    }
    method.needStack(1);
  }

  private static void size(MethodInsnNode call, int capacity, EditedMethod method) {
    method.code().insertBefore(call, EditedMethod.push(capacity));
    int end = call.desc.indexOf(')');
    String arguments = call.desc.substring(1, end);
    String result = call.desc.substring(end);
    switch (arguments) {
      case "", "IF" -> call.desc = "(" + arguments + "I" + result;
      case "I" -> method.code().insertBefore(call, greater("roomFor"));
      case "IFI" -> method.code().insertBefore(call, greater("levelFor"));
      default -> throw new IllegalArgumentException("an unknown way to size it: " + call.desc);
    }
  }

  private static MethodInsnNode greater(String hook) {
    return new MethodInsnNode(Opcodes.INVOKESTATIC, RuntimeNames.MAP_HOOKS, hook, "(II)I", false);
  }

  private static void reference(
      InvokeDynamicInsnNode reference, int capacity, EditedMethod method) {
    Handle referred = (Handle) reference.bsmArgs[1];
    boolean constructor = referred.getTag() == Opcodes.H_NEWINVOKESPECIAL;
    method.code().insertBefore(reference, EditedMethod.push(capacity));
    String arguments = referred.getDesc().substring(1, referred.getDesc().lastIndexOf(')'));
    reference.bsmArgs[1] =
        new Handle(
            Opcodes.H_INVOKESTATIC,
            RuntimeNames.MAP_HOOKS,
            constructor ? "newPresized" : "newPresizedKeySet",
            "(I" + arguments + ")" + (constructor ? MAP : KEY_SET),
            false);
    reference.desc = "(I" + reference.desc.substring(1);
  }
}
