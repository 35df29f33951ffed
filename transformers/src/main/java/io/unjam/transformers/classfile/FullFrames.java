package io.unjam.transformers.classfile;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The stack map frames of a method, each made to say all that it means. A class file says of most
 * frames how they differ from the one before; then none can be changed or added alone.
 */
public final class FullFrames {
  private FullFrames() {}

  /** Replaces every frame by one that says the same in full. Frames that do so already stay. */
  public static void expand(String owner, MethodNode method) {
    List<Object> locals = initial(owner, method);
    for (AbstractInsnNode insn : method.instructions) {
      if (!(insn instanceof FrameNode frame)) {
        continue;
      }
      List<Object> own = frame.local == null ? List.of() : frame.local;
      switch (frame.type) {
        case Opcodes.F_FULL, Opcodes.F_NEW -> locals = new ArrayList<>(own);
        case Opcodes.F_APPEND -> locals.addAll(own);
        case Opcodes.F_CHOP ->
            locals = new ArrayList<>(locals.subList(0, locals.size() - own.size()));
        default -> {}
      }
      frame.type = Opcodes.F_FULL;
      frame.local = new ArrayList<>(locals);
      frame.stack = frame.stack == null ? new ArrayList<>() : new ArrayList<>(frame.stack);
    }
  }

  /** What the locals hold as the method begins. */
  public static List<Object> initial(String owner, MethodNode method) {
    List<Object> locals = new ArrayList<>();
    if ((method.access & Opcodes.ACC_STATIC) == 0) {
      locals.add(method.name.equals("<init>") ? Opcodes.UNINITIALIZED_THIS : owner);
    }
    for (Type argument : Type.getArgumentTypes(method.desc)) {
      locals.add(
          switch (argument.getSort()) {
            case Type.LONG -> Opcodes.LONG;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            case Type.ARRAY, Type.OBJECT -> argument.getInternalName();
            default -> Opcodes.INTEGER;
          });
    }
    return locals;
  }

  /** Where in a full frame's list a local stands; beyond its end where it isn't mentioned. */
  public static int indexOf(List<Object> locals, int local) {
    int slot = 0;
    int index = 0;
    while (index < locals.size() && slot < local) {
      Object held = locals.get(index++);
      slot += Opcodes.LONG.equals(held) || Opcodes.DOUBLE.equals(held) ? 2 : 1;
    }
    return index;
  }

  /** A frame that says the same as a full one. */
  public static FrameNode copy(FrameNode frame) {
    return new FrameNode(
        Opcodes.F_FULL,
        frame.local.size(),
        frame.local.toArray(),
        frame.stack.size(),
        frame.stack.toArray());
  }

  /**
   * Has a full frame say too what a local, beyond those of the application, holds.
   *
   * @param type as frames name it: an internal name, or a constant of {@link Opcodes}
   */
  public static void add(FrameNode frame, int local, Object type) {
    int slots = 0;
    for (Object held : frame.local) {
      slots += Opcodes.LONG.equals(held) || Opcodes.DOUBLE.equals(held) ? 2 : 1;
    }
    for (; slots < local; slots++) {
      frame.local.add(Opcodes.TOP);
    }
    if (slots > local) {
      throw new IllegalStateException("local " + local + " is not beyond the others");
    }
    frame.local.add(type);
  }
}
