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
   * reads the clock has a deadline: neither is purely a wait. A call that takes what it finds (an
   * element, a lock, a turn by compare-and-set) must leave the loop with it: a loop that goes on
   * works off what is there.
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
      if (insn instanceof MethodInsnNode call
          && LoopCalls.takes(call)
          && !leavesWithWhatItTakes(node, loop)) {
        return "line " + flow.line(node) + " may take something and go on";
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

  /** Whether the result of a call is tested at once, and the loop left if there is one. */
  private boolean leavesWithWhatItTakes(int call, Loop loop) {
    int at = call + 1;
    while (at < flow.size() && passesOn(flow.at(at).getOpcode())) {
      at++;
    }
    if (at == flow.size()
        || !(flow.at(at) instanceof JumpInsnNode jump)
        || origin(shape.producer(at, 0)) != flow.at(call)) {
      return false;
    }
    return switch (jump.getOpcode()) {
      case Opcodes.IFNE, Opcodes.IFNONNULL -> !loop.contains(shape.node(jump.label));
      case Opcodes.IFEQ, Opcodes.IFNULL -> !loop.contains(at + 1);
      default -> false;
    };
  }

  private static boolean passesOn(int opcode) {
    return opcode < 0
        || opcode == Opcodes.DUP
        || opcode == Opcodes.ASTORE
        || opcode == Opcodes.ISTORE
        || opcode == Opcodes.ALOAD
        || opcode == Opcodes.ILOAD
        || opcode == Opcodes.CHECKCAST;
  }

  /** The instruction that made a value, before it was copied, stored, loaded and cast. */
  private @Nullable AbstractInsnNode origin(@Nullable AbstractInsnNode producer) {
    AbstractInsnNode made = producer;
    for (int steps = 0; made != null && passesOn(made.getOpcode()) && steps < 8; steps++) {
      int at = shape.node(made);
      made =
          made instanceof VarInsnNode load && MethodShape.isLoad(load)
              ? shape.setter(at, load.var)
              : shape.producer(at, 0);
    }
    return made;
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
