package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Types;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Makes an allocation of {@code ConcurrentHashMap} one of a variant over shards. Their number goes
 * last to a constructor and to {@code newKeySet}, and is captured first by a reference to either.
 */
final class MapAllocationEdit implements Edit {
  private static final String KEY_SET = "L" + Types.CONCURRENT_HASH_MAP + "$KeySetView;";
  private static final String MAP = "L" + Types.CONCURRENT_HASH_MAP + ";";

  static final MapAllocationEdit SHARDED =
      new MapAllocationEdit(
          RuntimeNames.SHARDED_MAP,
          RuntimeNames.MAP_HOOKS,
          "newSharded",
          "newShardedKeySet",
          "shardedKeySetReference");
  static final MapAllocationEdit HOT_KEY =
      new MapAllocationEdit(
          RuntimeNames.HOT_KEY_MAP,
          RuntimeNames.HOT_KEY_HOOKS,
          "newMap",
          "newKeySet",
          "keySetReference");

  private final String map;
  private final String hooks;
  private final String newMap;
  private final String newKeySet;
  private final String keySetReference;

  private MapAllocationEdit(
      String map, String hooks, String newMap, String newKeySet, String keySetReference) {
    this.map = map;
    this.hooks = hooks;
    this.newMap = newMap;
    this.newKeySet = newKeySet;
    this.keySetReference = keySetReference;
  }

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    int shards = decision.rule().intOption("shards");
    AbstractInsnNode instruction = candidate.instruction();
    if (instruction instanceof TypeInsnNode allocation) {
      constructor(candidate, allocation, shards, method);
    } else if (instruction instanceof MethodInsnNode call) {
      keySet(call, shards, method);
    } else if (instruction instanceof InvokeDynamicInsnNode reference) {
      reference(reference, shards, method);
    } else {
      throw new IllegalArgumentException("no allocation: " + candidate.site());
    }
    method.needStack(1);
  }

  /** The label before the {@code new} stays: frames name an uninitialised object by it. */
  private void constructor(
      Candidate candidate, TypeInsnNode allocation, int shards, EditedMethod method) {
    allocation.desc = map;
    for (AbstractInsnNode related : candidate.related()) {
      MethodInsnNode constructor = (MethodInsnNode) related;
      method.code().insertBefore(constructor, EditedMethod.push(shards));
      constructor.owner = map;
      constructor.desc = withLast(constructor.desc, Type.INT_TYPE, Type.VOID_TYPE);
    }
  }

  private void keySet(MethodInsnNode call, int shards, EditedMethod method) {
    method.code().insertBefore(call, EditedMethod.push(shards));
    boolean sized = !call.desc.startsWith("()");
    call.owner = hooks;
    call.name = sized ? newKeySet + "OfCapacity" : newKeySet;
    call.desc = (sized ? "(II)" : "(I)") + KEY_SET;
    call.itf = false;
  }

  private void reference(InvokeDynamicInsnNode reference, int shards, EditedMethod method) {
    Handle referred = (Handle) reference.bsmArgs[1];
    String name;
    String result;
    if (referred.getTag() == Opcodes.H_NEWINVOKESPECIAL) {
      name = newMap;
      result = MAP;
    } else {
      name = referred.getDesc().startsWith("()") ? newKeySet : keySetReference;
      result = KEY_SET;
    }
    method.code().insertBefore(reference, EditedMethod.push(shards));
    String arguments = referred.getDesc().substring(1, referred.getDesc().lastIndexOf(')'));
    reference.bsmArgs[1] =
        new Handle(Opcodes.H_INVOKESTATIC, hooks, name, "(I" + arguments + ")" + result, false);
    reference.desc = "(I" + reference.desc.substring(1);
  }

  private static String withLast(String descriptor, Type last, Type result) {
    Type[] arguments = Type.getArgumentTypes(descriptor);
    Type[] more = new Type[arguments.length + 1];
    System.arraycopy(arguments, 0, more, 0, arguments.length);
    more[arguments.length] = last;
    return Type.getMethodDescriptor(result, more);
  }
}
