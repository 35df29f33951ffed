package io.unjam.transformers.proof;

import io.unjam.transformers.proof.Loops.Loop;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Proves that a loop does nothing but wait for another thread. Belongs to one thread. */
final class WaitingLoop {
  /*
   * The loop only looks: no heap write, no call beyond those that look, and every way out depends on
   * memory that others write. A loop that counts its rounds measures time by yields, and one that
   * reads the clock has a deadline: neither is purely a wait.
   */

  private final MethodShape shape;
  private final ControlFlow flow;
  private final LoopEnd end;

  WaitingLoop(MethodShape shape) {
    this.shape = shape;
    this.flow = shape.flow();
    this.end = new LoopEnd(shape);
  }

  /** Why a loop is more than a wait, or {@code null} where it is nothing else. */
  @Nullable String obstacle(Loop loop) {
    boolean exits = false;
    for (int node : loop.nodes()) {
      AbstractInsnNode insn = flow.at(node);
      boolean looks =
          insn instanceof MethodInsnNode call
              ? LoopCalls.looks(call) || LoopCalls.isYield(call)
              : !hasEffect(insn.getOpcode());
      if (!looks) {
        return "line " + flow.line(node) + " does more than look";
      }
      for (int next : flow.successors(node)) {
        if (!loop.contains(next)) {
          exits = true;
          if (!(insn instanceof JumpInsnNode) || !end.looksAtShared(node, loop)) {
            return "line " + flow.line(node) + " leaves it by other means";
          }
        }
      }
      if (insn instanceof IincInsnNode || setsWhatNextRoundReads(node, loop)) {
        return "line " + flow.line(node) + " counts rounds";
      }
    }
    return exits ? null : "it has no exit";
  }

  private boolean setsWhatNextRoundReads(int node, Loop loop) {
    if (!(flow.at(node) instanceof VarInsnNode store) || !MethodShape.isStore(store)) {
      return false;
    }
    for (int other : loop.nodes()) {
      if (flow.at(other) instanceof VarInsnNode load
          && MethodShape.isLoad(load)
          && load.var == store.var
          && !shape.dominators().dominates(node, other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasEffect(int opcode) {
    return (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE)
        || opcode == Opcodes.PUTFIELD
        || opcode == Opcodes.PUTSTATIC
        || opcode == Opcodes.INVOKEDYNAMIC
        || (opcode >= Opcodes.NEW && opcode <= Opcodes.ANEWARRAY)
        || opcode == Opcodes.MULTIANEWARRAY
        || opcode == Opcodes.ATHROW
        || opcode == Opcodes.MONITORENTER
        || opcode == Opcodes.MONITOREXIT;
  }
}
