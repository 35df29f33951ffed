package io.unjam.transformers.plan.scan;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.ConditionLocks;
import io.unjam.transformers.plan.LockCalls;
import io.unjam.transformers.plan.MethodView;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.SiteScanner;
import io.unjam.transformers.plan.Where;
import io.unjam.transformers.plan.flow.MethodFlow;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * Finds calls that wait for a condition, or for a monitor to be notified, and those that wake. What
 * a condition's are about is its lock: that is what is waited for in the end.
 */
public final class ConditionScanner implements SiteScanner {
  @Override
  public SiteKind kind() {
    return SiteKind.CONDITION;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    if (LockCalls.waking(instruction) == null) {
      return null;
    }
    MethodInsnNode call = (MethodInsnNode) instruction;
    MethodView view = where.view();
    MethodFlow flow = view.flow();
    if (flow != null && !flow.reaches(call)) {
      return null;
    }
    List<AbstractInsnNode> receiver = flow == null ? List.of() : flow.receiver(call);
    FieldInsnNode field = MethodFlow.fieldRead(receiver);
    boolean condition = LockCalls.isOnCondition(call);
    if (condition) {
      field = ConditionLocks.in(view).lockOf(field);
    }
    return new Candidate(
        where.site(
            kind(), (condition ? "Condition." : "Object.") + call.name, MethodView.nameOf(field)),
        view,
        call,
        List.of(),
        null,
        call.owner,
        call.name,
        MethodFlow.isThis(view.method(), receiver));
  }
}
