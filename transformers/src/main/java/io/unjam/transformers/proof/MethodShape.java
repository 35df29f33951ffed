package io.unjam.transformers.proof;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * What proofs about loops ask of one method: its flow, dominators and loops, and which instruction
 * made a value. Nodes are indexes into the instruction list, as in {@link ControlFlow}. Belongs to
 * one thread; of the method as it was when made.
 */
final class MethodShape {
  private final MethodNode method;
  private final ControlFlow flow;
  private final Dominators dominators;
  private final Loops loops;
  private final @Nullable Frame<SourceValue> @Nullable [] frames;

  /** Analyses a method that has code. */
  MethodShape(String owner, MethodNode method) {
    this.method = method;
    flow = ControlFlow.of(method);
    dominators = new Dominators(flow);
    loops = new Loops(flow, dominators);
    frames = flow.hasSubroutines() ? null : frames(owner, method);
  }

  private static @Nullable Frame<SourceValue> @Nullable [] frames(String owner, MethodNode method) {
    try {
      return new Analyzer<>(new SourceInterpreter()).analyze(owner, method);
    } catch (AnalyzerException | IndexOutOfBoundsException unreadable) {
      return null;
    }
  }

  /** Whether everything below can be asked. */
  boolean isReadable() {
    return frames != null;
  }

  /** Whether every instruction can be reached. */
  boolean isAllReached() {
    for (int node = 0; node < flow.size(); node++) {
      if (flow.at(node).getOpcode() >= 0 && !dominators.reaches(node)) {
        return false;
      }
    }
    return true;
  }

  ControlFlow flow() {
    return flow;
  }

  Dominators dominators() {
    return dominators;
  }

  Loops loops() {
    return loops;
  }

  int node(AbstractInsnNode instruction) {
    return method.instructions.indexOf(instruction);
  }

  /** The source line where a loop begins. */
  int line(Loops.Loop loop) {
    for (int node = loop.header(); node < flow.size(); node++) {
      if (flow.at(node).getOpcode() >= 0) {
        return flow.line(node);
      }
    }
    return flow.line(loop.header());
  }

  /**
   * The only instruction that makes the value so many places below the top of the stack before a
   * node runs; {@code null} where there are several or none.
   */
  @Nullable AbstractInsnNode producer(int node, int below) {
    return only(onStack(node, below));
  }

  /** The only instruction that sets a local as it is before a node runs, or {@code null}. */
  @Nullable AbstractInsnNode setter(int node, int variable) {
    Frame<SourceValue> frame = frame(node);
    return frame == null || variable >= frame.getLocals() ? null : only(frame.getLocal(variable));
  }

  @Nullable SourceValue onStack(int node, int below) {
    Frame<SourceValue> frame = frame(node);
    int index = frame == null ? -1 : frame.getStackSize() - 1 - below;
    return frame == null || index < 0 ? null : frame.getStack(index);
  }

  @Nullable SourceValue inLocal(int node, int variable) {
    Frame<SourceValue> frame = frame(node);
    return frame == null ? null : frame.getLocal(variable);
  }

  int stackSize(int node) {
    Frame<SourceValue> frame = frame(node);
    return frame == null ? 0 : frame.getStackSize();
  }

  private @Nullable Frame<SourceValue> frame(int node) {
    return frames == null ? null : frames[node];
  }

  private static @Nullable AbstractInsnNode only(@Nullable SourceValue value) {
    return value == null || value.insns.size() != 1 ? null : value.insns.iterator().next();
  }

  /** Whether an instruction sets a local. */
  static boolean sets(AbstractInsnNode insn, int variable) {
    return (insn instanceof IincInsnNode increment && increment.var == variable)
        || (insn instanceof VarInsnNode store && isStore(store) && covers(store, variable));
  }

  private static boolean covers(VarInsnNode store, int variable) {
    boolean wide = store.getOpcode() == Opcodes.LSTORE || store.getOpcode() == Opcodes.DSTORE;
    return store.var == variable || (wide && store.var + 1 == variable);
  }

  static boolean isStore(VarInsnNode insn) {
    return insn.getOpcode() >= Opcodes.ISTORE && insn.getOpcode() <= Opcodes.ASTORE;
  }

  static boolean isLoad(VarInsnNode insn) {
    return insn.getOpcode() >= Opcodes.ILOAD && insn.getOpcode() <= Opcodes.ALOAD;
  }

  /** The whole number that an instruction pushes, or {@code null}. */
  static @Nullable Long constant(@Nullable AbstractInsnNode insn) {
    if (insn instanceof IntInsnNode push && push.getOpcode() != Opcodes.NEWARRAY) {
      return (long) push.operand;
    }
    if (insn instanceof LdcInsnNode load) {
      boolean whole = load.cst instanceof Integer || load.cst instanceof Long;
      return whole ? (Long) ((Number) load.cst).longValue() : null;
    }
    int opcode = insn == null ? -1 : insn.getOpcode();
    if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
      return (long) (opcode - Opcodes.ICONST_0);
    }
    boolean wide = opcode == Opcodes.LCONST_0 || opcode == Opcodes.LCONST_1;
    return wide ? (Long) (long) (opcode - Opcodes.LCONST_0) : null;
  }
}
