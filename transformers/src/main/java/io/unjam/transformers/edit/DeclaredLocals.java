package io.unjam.transformers.edit;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Declares locals of ours in every stack map frame of a method, where they so live across branches
 * and in handlers. The frames become full ones: a local beyond all of the method's own can't be
 * said otherwise.
 */
final class DeclaredLocals {
  private final List<Integer> slots;
  private final List<Object> types;

  /**
   * Locals to declare.
   *
   * @param slots their numbers, ascending, beyond the method's own
   * @param types as frames say them, in the same order
   */
  DeclaredLocals(List<Integer> slots, List<Object> types) {
    this.slots = slots;
    this.types = types;
  }

  /** Declares them in all frames of a method. */
  void in(String owner, MethodNode method) {
    List<Object> locals = onEntry(owner, method);
    for (AbstractInsnNode insn = method.instructions.getFirst();
        insn != null;
        insn = insn.getNext()) {
      if (!(insn instanceof FrameNode frame)) {
        continue;
      }
      List<Object> said = frame.local == null ? List.of() : frame.local;
      switch (frame.type) {
        case Opcodes.F_NEW, Opcodes.F_FULL -> locals = new ArrayList<>(said);
        case Opcodes.F_APPEND -> locals.addAll(said);
        case Opcodes.F_CHOP -> locals.subList(locals.size() - said.size(), locals.size()).clear();
        default -> {
          // F_SAME and F_SAME1 leave the locals as they were.
        }
      }
      frame.type = Opcodes.F_FULL;
      frame.local = with(locals);
      frame.stack = frame.stack == null ? List.of() : frame.stack;
    }
  }

  /** The locals of a frame that promises none of the method's own. */
  List<Object> alone() {
    return with(List.of());
  }

  private List<Object> with(List<Object> locals) {
    List<Object> all = new ArrayList<>(locals);
    int next = 0;
    for (Object local : locals) {
      next += size(local);
    }
    for (int i = 0; i < slots.size(); i++) {
      for (; next < slots.get(i); next++) {
        all.add(Opcodes.TOP);
      }
      all.add(types.get(i));
      next += size(types.get(i));
    }
    return all;
  }

  private static int size(Object local) {
    return local.equals(Opcodes.LONG) || local.equals(Opcodes.DOUBLE) ? 2 : 1;
  }

  private static List<Object> onEntry(String owner, MethodNode method) {
    List<Object> locals = new ArrayList<>();
    if ((method.access & Opcodes.ACC_STATIC) == 0) {
      locals.add(method.name.equals("<init>") ? Opcodes.UNINITIALIZED_THIS : owner);
    }
    for (Type argument : Type.getArgumentTypes(method.desc)) {
      locals.add(
          switch (argument.getSort()) {
            case Type.BOOLEAN, Type.BYTE, Type.CHAR, Type.SHORT, Type.INT -> Opcodes.INTEGER;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.LONG -> Opcodes.LONG;
            case Type.DOUBLE -> Opcodes.DOUBLE;
            default -> argument.getInternalName();
          });
    }
    return locals;
  }
}
