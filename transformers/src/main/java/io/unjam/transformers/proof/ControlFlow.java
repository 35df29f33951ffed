package io.unjam.transformers.proof;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * Which instruction may follow which in one method, exceptions included. Nodes are indexes into the
 * method's instruction list (labels and line numbers are nodes too). Every instruction of an
 * exception range may continue at its handler. Immutable; of the method as it was when made.
 */
public final class ControlFlow {
  private final AbstractInsnNode[] instructions;
  private final int[] lines;
  private final int[][] successors;
  private final int[][] handlers;
  private final boolean[] typedHandler;
  private final boolean[] anyHandler;
  private final boolean subroutines;

  private ControlFlow(MethodNode method) {
    InsnList list = method.instructions;
    int size = list.size();
    instructions = list.toArray();
    lines = new int[size];
    successors = new int[size][];
    handlers = new int[size][];
    typedHandler = new boolean[size];
    anyHandler = new boolean[size];
    Arrays.fill(handlers, new int[0]);
    boolean old = false;
    int line = 0;
    for (int i = 0; i < size; i++) {
      AbstractInsnNode insn = instructions[i];
      if (insn instanceof LineNumberNode number) {
        line = number.line;
      }
      lines[i] = line;
      successors[i] = follow(list, insn, i, size);
      old |= insn.getOpcode() == Opcodes.JSR || insn.getOpcode() == Opcodes.RET;
    }
    subroutines = old;
    BitSet settled = new BitSet();
    for (TryCatchBlockNode range : method.tryCatchBlocks) {
      int handler = list.indexOf(range.handler);
      if (range.type == null) {
        anyHandler[handler] = true;
      } else {
        typedHandler[handler] = true;
      }
      for (int i = list.indexOf(range.start); i < list.indexOf(range.end); i++) {
        if (instructions[i].getOpcode() >= 0 && !settled.get(i)) {
          handlers[i] = Arrays.copyOf(handlers[i], handlers[i].length + 1);
          handlers[i][handlers[i].length - 1] = handler;
          // Handlers are tried in the table's order: none is after one that takes anything.
          settled.set(i, range.type == null);
        }
      }
    }
  }

  /** The flow of a method that has code. */
  public static ControlFlow of(MethodNode method) {
    return new ControlFlow(method);
  }

  private static int[] follow(InsnList list, AbstractInsnNode insn, int at, int size) {
    List<Integer> next = new ArrayList<>();
    int opcode = insn.getOpcode();
    if (insn instanceof JumpInsnNode jump) {
      next.add(list.indexOf(jump.label));
    } else if (insn instanceof TableSwitchInsnNode table) {
      next.add(list.indexOf(table.dflt));
      for (LabelNode label : table.labels) {
        next.add(list.indexOf(label));
      }
    } else if (insn instanceof LookupSwitchInsnNode lookup) {
      next.add(list.indexOf(lookup.dflt));
      for (LabelNode label : lookup.labels) {
        next.add(list.indexOf(label));
      }
    }
    if (at + 1 < size && fallsThrough(opcode)) {
      next.add(at + 1);
    }
    int[] array = new int[next.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = next.get(i);
    }
    return array;
  }

  /** Whether execution may go on at the instruction that stands next. */
  public static boolean fallsThrough(int opcode) {
    boolean returns = opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
    return !returns
        && opcode != Opcodes.GOTO
        && opcode != Opcodes.ATHROW
        && opcode != Opcodes.TABLESWITCH
        && opcode != Opcodes.LOOKUPSWITCH
        && opcode != Opcodes.RET;
  }

  /** The number of nodes. */
  public int size() {
    return instructions.length;
  }

  /** The instruction at a node. */
  public AbstractInsnNode at(int node) {
    return instructions[node];
  }

  /** The source line of a node, 0 where the class file has none. */
  public int line(int node) {
    return lines[node];
  }

  /** Where execution may go on without an exception. */
  public int[] successors(int node) {
    return successors[node];
  }

  /** The handlers where it may go on with one. */
  public int[] handlers(int node) {
    return handlers[node];
  }

  /** Whether a node is where exceptions of a named class are handled. */
  boolean isTypedHandler(int node) {
    return typedHandler[node];
  }

  /** Whether a node is where exceptions are handled at all. */
  boolean isHandler(int node) {
    return typedHandler[node] || anyHandler[node];
  }

  /** Whether the method uses {@code jsr} or {@code ret}, whose flow this class doesn't describe. */
  public boolean hasSubroutines() {
    return subroutines;
  }
}
