package io.unjam.transformers.edit;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Compares what a method's stack map frames promise with what its code is inferred to leave there:
 * a local or stack value has to be what its frame says. Frames that promise less than there is are
 * fine. Needs frames that are expanded.
 */
final class FrameCheck {
  private final MethodNode method;
  private final @Nullable Frame<BasicValue>[] inferred;
  private final HierarchyVerifier types;

  FrameCheck(MethodNode method, @Nullable Frame<BasicValue>[] inferred, HierarchyVerifier types) {
    this.method = method;
    this.inferred = inferred;
    this.types = types;
  }

  /** What is wrong, in one sentence, or {@code null}. */
  @Nullable String failure() {
    int index = 0;
    for (AbstractInsnNode insn = method.instructions.getFirst();
        insn != null;
        insn = insn.getNext(), index++) {
      Frame<BasicValue> there = inferred[index];
      if (insn instanceof FrameNode declared && there != null) {
        String failure = failure(declared, there, true);
        if (failure != null) {
          return failure + " at instruction " + index;
        }
      }
    }
    return null;
  }

  /** What of a frame isn't so where the given values are; the stack may be left out. */
  @Nullable String failure(FrameNode declared, Frame<BasicValue> there, boolean withStack) {
    List<Object> stack = declared.stack == null || !withStack ? List.of() : declared.stack;
    if (withStack && stack.size() != there.getStackSize()) {
      return "a frame promises " + stack.size() + " values on a stack of " + there.getStackSize();
    }
    for (int i = 0; i < stack.size(); i++) {
      if (!fits(stack.get(i), there.getStack(i))) {
        return "a frame promises "
            + stack.get(i)
            + " on the stack where "
            + there.getStack(i)
            + " lies";
      }
    }
    int slot = 0;
    for (Object local : declared.local == null ? List.of() : declared.local) {
      if (slot >= there.getLocals()) {
        return "a frame promises more locals than the method has";
      }
      if (!fits(local, there.getLocal(slot))) {
        return "a frame promises "
            + local
            + " in local "
            + slot
            + " which holds "
            + there.getLocal(slot);
      }
      slot += Opcodes.LONG.equals(local) || Opcodes.DOUBLE.equals(local) ? 2 : 1;
    }
    return null;
  }

  /**
   * Whether a value is what a frame says. Objects not yet initialised are only known to be
   * references here: their inference does not tell them from finished ones.
   */
  private boolean fits(Object declared, BasicValue value) {
    if (declared.equals(Opcodes.TOP)) {
      return true;
    }
    Type type = value.getType();
    if (type == null) {
      return false;
    }
    if (declared instanceof Integer primitive) {
      if (primitive.equals(Opcodes.INTEGER)) {
        return type.getSort() == Type.INT;
      }
      if (primitive.equals(Opcodes.LONG)) {
        return type.getSort() == Type.LONG;
      }
      if (primitive.equals(Opcodes.FLOAT)) {
        return type.getSort() == Type.FLOAT;
      }
      if (primitive.equals(Opcodes.DOUBLE)) {
        return type.getSort() == Type.DOUBLE;
      }
      return value.isReference();
    }
    if (!(declared instanceof String name)) {
      return value.isReference();
    }
    return value.isReference()
        && (isNull(type) || types.isAssignableFrom(Type.getObjectType(name), type));
  }

  private static boolean isNull(Type type) {
    return type.getInternalName().equals("null");
  }
}
