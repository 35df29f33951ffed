package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.ControlFlow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Whether a {@code synchronized} block is written the way that compilers do, so that another
 * monitor can be put in its place: it is kept in a local of its own, from which every way out takes
 * it, and nothing else lies on the stack.
 */
final class MonitorShape {
  private final MethodNode method;
  private final ControlFlow flow;
  private final @Nullable Frame<Traced>[] frames;
  private final @Nullable List<SectionFacts>[] open;

  MonitorShape(
      MethodNode method,
      ControlFlow flow,
      @Nullable Frame<Traced>[] frames,
      @Nullable List<SectionFacts>[] open) {
    this.method = method;
    this.flow = flow;
    this.frames = frames;
    this.open = open;
  }

  /** Makes a section whole that isn't. */
  void check(SectionFacts section) {
    AbstractInsnNode store = before(section.lock);
    AbstractInsnNode copy = store == null ? null : before(store);
    Frame<Traced> entry = frames[method.instructions.indexOf(section.lock)];
    boolean usual =
        store instanceof VarInsnNode kept
            && kept.getOpcode() == Opcodes.ASTORE
            && copy != null
            && copy.getOpcode() == Opcodes.DUP
            && entry != null
            && entry.getStackSize() == 1
            && startsRange(section.lock)
            && leavesByIt(section, kept.var);
    if (usual && store instanceof VarInsnNode kept) {
      section.monitor = kept.var;
    } else {
      section.makeWhole(
          Obstacle.UNBALANCED,
          "its monitor isn't kept in a local of its own, as compilers write it",
          section.lock);
    }
  }

  /** Whether all that follows is guarded, also what an edit puts there. */
  private boolean startsRange(AbstractInsnNode enter) {
    for (AbstractInsnNode next = enter.getNext();
        next != null && next.getOpcode() < 0;
        next = next.getNext()) {
      for (TryCatchBlockNode range : method.tryCatchBlocks) {
        if (range.start == next && range.type == null) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean leavesByIt(SectionFacts section, int local) {
    for (AbstractInsnNode exit : section.unlocks) {
      if (!(before(exit) instanceof VarInsnNode load)
          || load.getOpcode() != Opcodes.ALOAD
          || load.var != local) {
        return false;
      }
    }
    for (int i = 0; i < flow.size(); i++) {
      List<SectionFacts> state = open[i];
      if (state != null
          && state.contains(section)
          && flow.at(i) instanceof VarInsnNode use
          && use.var == local
          && !(use.getOpcode() == Opcodes.ALOAD
              && use.getNext() != null
              && section.unlocks.contains(use.getNext()))) {
        return false;
      }
    }
    return true;
  }

  /** The instruction before another where no way leads in between. */
  private static @Nullable AbstractInsnNode before(AbstractInsnNode insn) {
    AbstractInsnNode at = insn.getPrevious();
    while (at instanceof LineNumberNode) {
      at = at.getPrevious();
    }
    return at == null || at instanceof FrameNode || at.getOpcode() < 0 ? null : at;
  }
}
