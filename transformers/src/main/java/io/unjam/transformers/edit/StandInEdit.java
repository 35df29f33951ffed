package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import java.util.Map;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Allocates a subclass of ours, whose constructors take what the original's take, in the original's
 * stead.
 */
final class StandInEdit implements Edit {
  private final Map<String, String> standIns;

  /**
   * An edit for some classes.
   *
   * @param standIns internal name of the subclass by that of the original
   */
  StandInEdit(Map<String, String> standIns) {
    this.standIns = standIns;
  }

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    String standIn = standIns.get(candidate.allocates());
    AbstractInsnNode instruction = candidate.instruction();
    if (standIn == null) {
      throw new IllegalArgumentException("nothing stands in for " + candidate.site());
    }
    if (instruction instanceof TypeInsnNode allocation) {
      allocation.desc = standIn;
      for (AbstractInsnNode related : candidate.related()) {
        ((MethodInsnNode) related).owner = standIn;
      }
    } else if (instruction instanceof InvokeDynamicInsnNode reference) {
      Handle referred = (Handle) reference.bsmArgs[1];
      reference.bsmArgs[1] =
          new Handle(referred.getTag(), standIn, referred.getName(), referred.getDesc(), false);
    } else {
      throw new IllegalArgumentException("no allocation: " + candidate.site());
    }
  }
}
