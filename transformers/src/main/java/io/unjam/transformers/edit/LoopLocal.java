package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.FullFrames;
import io.unjam.transformers.proof.ControlFlow;
import io.unjam.transformers.proof.Dominators;
import io.unjam.transformers.proof.Loops;
import io.unjam.transformers.proof.Loops.Loop;
import java.util.Collections;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Gives a loop an int of its own: a local that is 0 whenever the loop is entered and that every
 * stack map frame of the loop declares. Needs a method of which all is reached and a loop that no
 * exception enters.
 */
final class LoopLocal {
  /*
   * Every way into the loop passes two instructions that set the local to 0. Where the code before
   * the loop runs into it they stand between the two. Else (a compiler that puts the test below the
   * body enters by a jump, and the body runs into the test) they stand at the end of the method and
   * jump to the loop: in its midst they might lie in an exception range of the loop's, whose
   * handler expects the local. All jumps from outside lead to them, the loop's own to the loop.
   *
   * Exceptions need nothing: a handler within the loop is only reached from the loop, since the
   * loop has one way in, and frames outside don't speak of the local. Nor does leaving the loop:
   * whoever comes back comes through the entry.
   */

  private final MethodNode method;
  private final ControlFlow flow;
  private final Loop loop;
  private final LabelNode header;

  private LoopLocal(MethodNode method, ControlFlow flow, Loop loop, LabelNode header) {
    this.method = method;
    this.flow = flow;
    this.loop = loop;
    this.header = header;
  }

  /**
   * The innermost loop around an instruction.
   *
   * @throws IllegalStateException if there is none, or not one with a single way in
   */
  static LoopLocal around(AbstractInsnNode instruction, MethodNode method) {
    ControlFlow flow = ControlFlow.of(method);
    Loops loops = new Loops(flow, new Dominators(flow));
    Loop loop = loops.innermost(method.instructions.indexOf(instruction));
    if (loop == null
        || loops.irreducible()
        || !(flow.at(loop.header()) instanceof LabelNode header)) {
      throw new IllegalStateException("the loop of a yield in " + method.name + " is gone");
    }
    return new LoopLocal(method, flow, loop, header);
  }

  /** What the loop is known by, however its method is edited. */
  LabelNode header() {
    return header;
  }

  /**
   * Declares the local.
   *
   * @param owner internal name of the method's class
   * @param local not used by any code yet, and higher than all that are
   */
  void declare(String owner, int local) {
    FullFrames.expand(owner, method);
    FrameNode atHeader = frameAt(header);
    FrameNode before = atHeader == null ? null : FullFrames.copy(atHeader);
    for (int node = 0; node < flow.size(); node++) {
      if (flow.at(node) instanceof FrameNode frame && loop.contains(node)) {
        FullFrames.add(frame, local, Opcodes.INTEGER);
      }
    }
    LabelNode entry = new LabelNode();
    boolean jumped = redirect(entry);
    InsnList reset = new InsnList();
    if (jumped) {
      reset.add(entry);
      if (before != null) {
        reset.add(before);
      }
    }
    reset.add(new InsnNode(Opcodes.ICONST_0));
    reset.add(new VarInsnNode(Opcodes.ISTORE, local));
    if (runsInto()) {
      method.instructions.insertBefore(header, reset);
    } else {
      reset.add(new JumpInsnNode(Opcodes.GOTO, header));
      method.instructions.add(reset);
    }
  }

  private static @Nullable FrameNode frameAt(LabelNode label) {
    for (AbstractInsnNode insn = label;
        insn != null && insn.getOpcode() < 0;
        insn = insn.getNext()) {
      if (insn instanceof FrameNode frame) {
        return frame;
      }
    }
    return null;
  }

  /** Whether code outside runs into the loop without a jump. */
  private boolean runsInto() {
    for (int node = loop.header() - 1; node >= 0; node--) {
      int opcode = flow.at(node).getOpcode();
      if (opcode >= 0) {
        return ControlFlow.fallsThrough(opcode) && !loop.contains(node);
      }
    }
    return true; // the method begins with the loop
  }

  /** Has all jumps from outside that enter the loop lead elsewhere; whether there are any. */
  private boolean redirect(LabelNode entry) {
    boolean found = false;
    for (int node = 0; node < flow.size(); node++) {
      if (loop.contains(node)) {
        continue;
      }
      AbstractInsnNode insn = flow.at(node);
      if (insn instanceof JumpInsnNode jump && jump.label == header) {
        jump.label = entry;
        found = true;
      } else if (insn instanceof TableSwitchInsnNode table) {
        found |= table.dflt == header || table.labels.contains(header);
        table.dflt = table.dflt == header ? entry : table.dflt;
        Collections.replaceAll(table.labels, header, entry);
      } else if (insn instanceof LookupSwitchInsnNode lookup) {
        found |= lookup.dflt == header || lookup.labels.contains(header);
        lookup.dflt = lookup.dflt == header ? entry : lookup.dflt;
        Collections.replaceAll(lookup.labels, header, entry);
      }
    }
    return found;
  }
}
