package io.unjam.transformers.plan;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * The exception ranges that begin or end right behind an instruction: those of a {@code
 * synchronized} block begin behind {@code monitorenter} and end behind {@code monitorexit}, and
 * that of a {@code try} that follows {@code lock()} begins behind the call.
 */
public final class MonitorRange {
  private MonitorRange() {}

  /** Ranges that begin behind an instruction, before any further one. */
  public static List<TryCatchBlockNode> startingBehind(
      MethodNode method, AbstractInsnNode instruction) {
    List<LabelNode> labels = labelsBehind(instruction);
    List<TryCatchBlockNode> found = new ArrayList<>();
    for (TryCatchBlockNode range : method.tryCatchBlocks) {
      if (labels.contains(range.start)) {
        found.add(range);
      }
    }
    return found;
  }

  /** Ranges that end behind an instruction, before any further one. */
  public static List<TryCatchBlockNode> endingBehind(
      MethodNode method, AbstractInsnNode instruction) {
    List<LabelNode> labels = labelsBehind(instruction);
    List<TryCatchBlockNode> found = new ArrayList<>();
    for (TryCatchBlockNode range : method.tryCatchBlocks) {
      if (labels.contains(range.end)) {
        found.add(range);
      }
    }
    return found;
  }

  private static List<LabelNode> labelsBehind(AbstractInsnNode instruction) {
    List<LabelNode> labels = new ArrayList<>(1);
    for (AbstractInsnNode next = instruction.getNext();
        next != null && next.getOpcode() < 0;
        next = next.getNext()) {
      if (next instanceof LabelNode label) {
        labels.add(label);
      }
    }
    return labels;
  }
}
