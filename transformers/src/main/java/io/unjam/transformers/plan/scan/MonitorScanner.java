package io.unjam.transformers.plan.scan;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.MethodView;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.SiteScanner;
import io.unjam.transformers.plan.Where;
import io.unjam.transformers.plan.flow.MethodFlow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;

/** Finds where a {@code synchronized} block begins. */
public final class MonitorScanner implements SiteScanner {
  @Override
  public SiteKind kind() {
    return SiteKind.MONITOR;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    if (instruction.getOpcode() != Opcodes.MONITORENTER) {
      return null;
    }
    MethodView view = where.view();
    MethodFlow flow = view.flow();
    if (flow != null && !flow.reaches(instruction)) {
      return null;
    }
    List<AbstractInsnNode> monitor = flow == null ? List.of() : flow.producers(instruction, 0);
    return new Candidate(
        where.site(kind(), "synchronized", MethodView.nameOf(MethodFlow.fieldRead(monitor))),
        view,
        instruction,
        List.of(),
        null,
        null,
        null,
        MethodFlow.isThis(view.method(), monitor));
  }
}
