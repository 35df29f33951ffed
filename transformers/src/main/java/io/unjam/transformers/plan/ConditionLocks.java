package io.unjam.transformers.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Which lock a condition belongs to: of a field that is given nothing but {@code
 * lock.newCondition()}, the field of that lock. Immutable.
 */
public final class ConditionLocks {
  private final String owner;
  private final Map<String, FieldInsnNode> locks = new HashMap<>();

  private ConditionLocks(ClassNode host) {
    this.owner = host.name;
    Set<String> unclear = new HashSet<>();
    for (MethodNode method : host.methods) {
      for (AbstractInsnNode insn : method.instructions) {
        if (insn instanceof FieldInsnNode write
            && (write.getOpcode() == Opcodes.PUTFIELD || write.getOpcode() == Opcodes.PUTSTATIC)
            && write.owner.equals(owner)
            && write.desc.equals("L" + LockCalls.CONDITION + ";")) {
          FieldInsnNode lock = makerOf(write);
          FieldInsnNode before = lock == null ? null : locks.putIfAbsent(write.name, lock);
          if (lock == null || (before != null && !isSame(before, lock))) {
            unclear.add(write.name);
          }
        }
      }
    }
    locks.keySet().removeAll(unclear);
  }

  /** Those of the class of a method; looked for once. */
  public static ConditionLocks in(MethodView view) {
    if (view.facts().get(ConditionLocks.class) instanceof ConditionLocks known) {
      return known;
    }
    ConditionLocks found = new ConditionLocks(view.owner());
    view.facts().put(ConditionLocks.class, found);
    return found;
  }

  /**
   * The field of the lock.
   *
   * @param condition a read of the condition's field; {@code null} where none is known
   * @return the argument where the lock isn't known
   */
  public @Nullable FieldInsnNode lockOf(@Nullable FieldInsnNode condition) {
    return condition == null || !condition.owner.equals(owner)
        ? condition
        : locks.getOrDefault(condition.name, condition);
  }

  private static boolean isSame(FieldInsnNode one, FieldInsnNode other) {
    return one.owner.equals(other.owner) && one.name.equals(other.name);
  }

  /** The read of a lock's field that stands before {@code newCondition} and the write. */
  private static @Nullable FieldInsnNode makerOf(FieldInsnNode write) {
    AbstractInsnNode made = before(write);
    if (!(made instanceof MethodInsnNode call) || !call.name.equals("newCondition")) {
      return null;
    }
    AbstractInsnNode lock = before(call);
    if (lock instanceof MethodInsnNode half && half.name.equals("writeLock")) {
      lock = before(half);
    }
    return lock instanceof FieldInsnNode read
            && (read.getOpcode() == Opcodes.GETFIELD || read.getOpcode() == Opcodes.GETSTATIC)
        ? read
        : null;
  }

  /** The instruction before one, labels and line numbers left out. */
  private static @Nullable AbstractInsnNode before(AbstractInsnNode insn) {
    AbstractInsnNode before = insn.getPrevious();
    while (before != null && before.getOpcode() < 0) {
      before = before.getPrevious();
    }
    return before;
  }
}
