package io.unjam.transformers.plan.scan;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.MethodView;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.SiteScanner;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.plan.Where;
import io.unjam.transformers.plan.flow.MethodFlow;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Finds calls that take or leave a lock of {@code java.util.concurrent.locks}. */
public final class LockCallScanner implements SiteScanner {
  private static final String STAMPED = "java/util/concurrent/locks/StampedLock";

  private static final Set<String> NAMES =
      Set.of("lock", "unlock", "tryLock", "lockInterruptibly", "newCondition");

  private static final Set<String> STAMPED_NAMES =
      Set.of(
          "writeLock",
          "tryWriteLock",
          "writeLockInterruptibly",
          "readLock",
          "tryReadLock",
          "readLockInterruptibly",
          "tryOptimisticRead",
          "tryConvertToWriteLock",
          "tryConvertToReadLock",
          "tryConvertToOptimisticRead",
          "unlockWrite",
          "unlockRead",
          "unlock",
          "tryUnlockWrite",
          "tryUnlockRead");

  @Override
  public SiteKind kind() {
    return SiteKind.LOCK_CALL;
  }

  @Override
  public @Nullable Candidate candidateAt(AbstractInsnNode instruction, Where where) {
    int opcode = instruction.getOpcode();
    if (opcode != Opcodes.INVOKEVIRTUAL && opcode != Opcodes.INVOKEINTERFACE) {
      return null;
    }
    MethodInsnNode call = (MethodInsnNode) instruction;
    if (!Types.isLock(call.owner)
        || !(call.owner.equals(STAMPED) ? STAMPED_NAMES : NAMES).contains(call.name)) {
      return null;
    }
    MethodView view = where.view();
    MethodFlow flow = view.flow();
    if (flow != null && !flow.reaches(call)) {
      return null;
    }
    List<AbstractInsnNode> receiver = flow == null ? List.of() : flow.receiver(call);
    return new Candidate(
        where.site(
            kind(),
            Types.simpleName(call.owner) + "." + call.name,
            MethodView.nameOf(MethodFlow.fieldRead(receiver))),
        view,
        call,
        List.of(),
        null,
        call.owner,
        call.name,
        false);
  }
}
