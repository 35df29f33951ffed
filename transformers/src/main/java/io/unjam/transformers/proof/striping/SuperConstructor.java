package io.unjam.transformers.proof.striping;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;

/** Finds where a constructor of a superclass may let the new object out of its own hands. */
final class SuperConstructor {
  /*
   * 'this' stays in locals and on the stack as long as it is handed to nothing and stored nowhere, not even in a field of its own: from
   * there it would be read as if it were another object. So code that the constructor calls can't come by it, whatever that code does.
   */
  private final MethodNode constructor;
  private final @Nullable Frame<Traced>[] frames;

  private SuperConstructor(String owner, MethodNode constructor) throws AnalyzerException {
    this.constructor = constructor;
    this.frames =
        new Analyzer<>(new TraceInterpreter(null, this, List.of())).analyze(owner, constructor);
  }

  /** The first instruction that may; the first of all where the code can't be followed. */
  static @Nullable AbstractInsnNode leak(String owner, MethodNode constructor) {
    try {
      return new SuperConstructor(owner, constructor).leak();
    } catch (AnalyzerException | IndexOutOfBoundsException unreadable) {
      return constructor.instructions.getFirst();
    }
  }

  private @Nullable AbstractInsnNode leak() {
    for (int i = 0; i < constructor.instructions.size(); i++) {
      Frame<Traced> frame = frames[i];
      AbstractInsnNode insn = constructor.instructions.get(i);
      if (frame != null && insn.getOpcode() >= 0 && lets(insn, frame)) {
        return insn;
      }
    }
    return null;
  }

  private static boolean lets(AbstractInsnNode insn, Frame<Traced> frame) {
    if (insn instanceof MethodInsnNode call) {
      int count = Type.getArgumentTypes(call.desc).length;
      boolean receives =
          call.getOpcode() != Opcodes.INVOKESTATIC
              && !call.name.equals("<init>")
              && !isGetClass(call)
              && isThis(frame, count);
      return receives || anyIsThis(frame, count);
    }
    if (insn instanceof InvokeDynamicInsnNode dynamic) {
      return anyIsThis(frame, Type.getArgumentTypes(dynamic.desc).length);
    }
    return switch (insn.getOpcode()) {
      case Opcodes.PUTFIELD, Opcodes.PUTSTATIC, Opcodes.AASTORE, Opcodes.ATHROW -> isThis(frame, 0);
      default -> false;
    };
  }

  private static boolean anyIsThis(Frame<Traced> frame, int count) {
    for (int i = 0; i < count; i++) {
      if (isThis(frame, i)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isThis(Frame<Traced> frame, int below) {
    return frame.getStack(frame.getStackSize() - 1 - below).mayBeThis();
  }

  /** A call that tells an object's class: no class has a method of its own for that. */
  static boolean isGetClass(MethodInsnNode call) {
    return call.getOpcode() == Opcodes.INVOKEVIRTUAL
        && call.name.equals("getClass")
        && call.desc.equals("()Ljava/lang/Class;");
  }
}
