package io.unjam.transformers.proof.combining;

import io.unjam.transformers.proof.ControlFlow;
import io.unjam.transformers.proof.combining.Origin.Kind;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Whether a method leaves the lock as often as it takes it, on every way, exceptions included, and
 * never more often. A {@code lock} that throws has not taken it; an {@code unlock} that throws has
 * left it.
 */
final class HoldBalance {
  private static final int UNSEEN = -1;

  private final String owner;
  private final MethodNode method;
  private final ControlFlow flow;
  private final @Nullable Frame<BasicValue>[] frames;

  HoldBalance(
      String owner, MethodNode method, ControlFlow flow, @Nullable Frame<BasicValue>[] frames) {
    this.owner = owner;
    this.method = method;
    this.flow = flow;
    this.frames = frames;
  }

  /** The instruction that breaks the balance, or {@code null}. */
  @Nullable AbstractInsnNode broken() {
    int[] holds = new int[flow.size()];
    Arrays.fill(holds, UNSEEN);
    holds[0] = 0;
    Deque<Integer> open = new ArrayDeque<>();
    open.add(0);
    while (!open.isEmpty()) {
      int node = open.remove();
      AbstractInsnNode insn = flow.at(node);
      int before = holds[node];
      int after = before + change(node);
      boolean returns = insn.getOpcode() >= Opcodes.IRETURN && insn.getOpcode() <= Opcodes.RETURN;
      if (after < 0 || (returns && after != 0)) {
        return insn;
      }
      for (int next : flow.successors(node)) {
        if (!reach(next, after, holds, open)) {
          return insn;
        }
      }
      if (mayThrow(node)) {
        int thrown = Math.min(before, after);
        if (thrown > 0 && !isCaught(node)) {
          return insn;
        }
        for (int handler : flow.handlers(node)) {
          if (!reach(handler, thrown, holds, open)) {
            return insn;
          }
        }
      }
    }
    return null;
  }

  private static boolean reach(int node, int count, int[] holds, Deque<Integer> open) {
    if (holds[node] == UNSEEN) {
      holds[node] = count;
      open.add(node);
    }
    return holds[node] == count;
  }

  private int change(int node) {
    if (flow.at(node) instanceof MethodInsnNode call && isOnLock(call, frames[node])) {
      return call.name.equals("lock") ? 1 : call.name.equals("unlock") ? -1 : 0;
    }
    return 0;
  }

  static boolean isOnLock(MethodInsnNode call, @Nullable Frame<BasicValue> frame) {
    return call.desc.equals("()V")
        && call.getOpcode() != Opcodes.INVOKESTATIC
        && frame != null
        && Origin.is(frame.getStack(frame.getStackSize() - 1), Kind.LOCK);
  }

  private boolean isCaught(int node) {
    for (TryCatchBlockNode range : method.tryCatchBlocks) {
      if (range.type == null
          && method.instructions.indexOf(range.start) <= node
          && node < method.instructions.indexOf(range.end)) {
        return true;
      }
    }
    return false;
  }

  /** Whether an instruction can throw on a way that a program takes; what can't has a list. */
  boolean mayThrow(int node) {
    AbstractInsnNode insn = flow.at(node);
    int opcode = insn.getOpcode();
    if (insn instanceof FieldInsnNode && opcode == Opcodes.GETFIELD) {
      Frame<BasicValue> frame = frames[node];
      return frame == null || !Origin.is(frame.getStack(frame.getStackSize() - 1), Kind.THIS);
    }
    if (insn instanceof FieldInsnNode field && opcode == Opcodes.GETSTATIC) {
      return !field.owner.equals(owner);
    }
    if (opcode == Opcodes.IDIV
        || opcode == Opcodes.LDIV
        || opcode == Opcodes.IREM
        || opcode == Opcodes.LREM) {
      return true;
    }
    boolean silent =
        opcode <= Opcodes.ALOAD
            || (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE)
            || (opcode >= Opcodes.POP && opcode <= Opcodes.RETURN)
            || opcode == Opcodes.IFNULL
            || opcode == Opcodes.IFNONNULL;
    return !silent;
  }
}
