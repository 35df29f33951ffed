package io.unjam.transformers.proof.striping;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which locals the JVM's verifier lets an instruction read: those that the stack map frame before
 * it declares and those that are set since. A compiler's frame may drop a local that still holds
 * its value. In a method that was parsed without its frames nothing is dropped.
 */
final class DeclaredLocals {
  private final MethodNode method;

  DeclaredLocals(MethodNode method) {
    this.method = method;
  }

  boolean has(AbstractInsnNode at, int local) {
    List<Object> declared = parameters();
    BitSet readable = slots(declared);
    for (AbstractInsnNode insn = method.instructions.getFirst();
        insn != at && insn != null;
        insn = insn.getNext()) {
      if (insn instanceof FrameNode frame) {
        declared = after(frame, declared);
        readable = slots(declared);
      } else if (insn instanceof VarInsnNode store
          && store.getOpcode() >= Opcodes.ISTORE
          && store.getOpcode() <= Opcodes.ASTORE) {
        readable.set(store.var);
      }
    }
    return readable.get(local);
  }

  private List<Object> parameters() {
    List<Object> locals = new ArrayList<>();
    if ((method.access & Opcodes.ACC_STATIC) == 0) {
      locals.add("this");
    }
    for (Type type : Type.getArgumentTypes(method.desc)) {
      locals.add(
          type.getSort() == Type.LONG
              ? Opcodes.LONG
              : type.getSort() == Type.DOUBLE ? Opcodes.DOUBLE : Opcodes.INTEGER);
    }
    return locals;
  }

  private static List<Object> after(FrameNode frame, List<Object> before) {
    List<Object> locals = frame.local == null ? List.of() : frame.local;
    return switch (frame.type) {
      case Opcodes.F_NEW, Opcodes.F_FULL -> new ArrayList<>(locals);
      case Opcodes.F_APPEND -> {
        List<Object> more = new ArrayList<>(before);
        more.addAll(locals);
        yield more;
      }
      case Opcodes.F_CHOP ->
          new ArrayList<>(before.subList(0, Math.max(0, before.size() - locals.size())));
      default -> before;
    };
  }

  private static BitSet slots(List<Object> locals) {
    BitSet slots = new BitSet();
    int slot = 0;
    for (Object local : locals) {
      if (!Opcodes.TOP.equals(local)) {
        slots.set(slot);
      }
      slot += Opcodes.LONG.equals(local) || Opcodes.DOUBLE.equals(local) ? 2 : 1;
    }
    return slots;
  }
}
