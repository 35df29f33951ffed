package io.unjam.transformers.edit;

import io.unjam.transformers.edit.TimedHolds.Hold;
import io.unjam.transformers.edit.TimedHolds.Kind;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.LockCalls;
import io.unjam.transformers.plan.LockCalls.Taking;
import io.unjam.transformers.plan.MonitorRange;
import io.unjam.transformers.plan.SiteKind;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Takes the time of an acquisition, which itself stays as it is, and begins the hold that {@link
 * TimedHolds} ends. A synchronized method is entered before its first instruction: of that the hold
 * alone can be timed.
 */
final class TimedLockEdit implements Edit {
  private static final String OBJECT = "Ljava/lang/Object;";

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    int site = method.ids().idOf(decision);
    if (candidate.site().kind() == SiteKind.SYNCHRONIZED_METHOD) {
      method.holds().add(Kind.METHOD, site);
      return;
    }
    AbstractInsnNode acquisition = candidate.instruction();
    if (acquisition == null) {
      throw new IllegalArgumentException("no acquisition: " + candidate.site());
    }
    boolean monitor = acquisition.getOpcode() == Opcodes.MONITORENTER;
    Taking taking = monitor ? Taking.WAITING : LockCalls.taking(acquisition);
    if (taking == null) {
      throw new IllegalArgumentException("no acquisition: " + candidate.site());
    }
    Hold hold = method.holds().add(monitor ? Kind.MONITOR : Kind.LOCK, site);
    InsnList before = new InsnList();
    InsnList after = new InsnList();
    // A range that guards what follows guards the hook too: see the essay in LockHooks.
    LabelNode guarded = new LabelNode();
    after.add(guarded);
    for (TryCatchBlockNode range : MonitorRange.startingBehind(method.node(), acquisition)) {
      range.start = guarded;
    }
    String result = monitor ? "" : gotten(taking, (MethodInsnNode) acquisition);
    if (!result.isEmpty()) {
      after.add(new InsnNode(result.equals("J") ? Opcodes.DUP2 : Opcodes.DUP));
    }
    boolean stashed = taking == Taking.WAITING_IN_TIME;
    if (stashed) {
      before.add(new VarInsnNode(Opcodes.ASTORE, method.secondArgumentLocal()));
      before.add(new VarInsnNode(Opcodes.LSTORE, method.argumentLocal()));
    }
    if (taking == Taking.TRYING) {
      keep(hold, before);
      after.add(EditedMethod.push(site));
      after.add(TimedHolds.hook("tried", "(" + result + "I)J"));
    } else {
      int taken = keep(hold, before);
      before.add(taken < 0 ? new InsnNode(Opcodes.DUP) : new VarInsnNode(Opcodes.ALOAD, taken));
      before.add(EditedMethod.push(site));
      before.add(TimedHolds.hook(monitor ? "entering" : "waiting", "(" + OBJECT + "I)J"));
      before.add(new VarInsnNode(Opcodes.LSTORE, method.timeLocal()));
      after.add(
          taken < 0 ? new InsnNode(Opcodes.ACONST_NULL) : new VarInsnNode(Opcodes.ALOAD, taken));
      after.add(new VarInsnNode(Opcodes.LLOAD, method.timeLocal()));
      after.add(EditedMethod.push(site));
      after.add(TimedHolds.hook("acquired", "(" + result + OBJECT + "JI)J"));
    }
    after.add(
        hold == null ? new InsnNode(Opcodes.POP2) : new VarInsnNode(Opcodes.LSTORE, hold.start()));
    if (stashed) {
      before.add(new VarInsnNode(Opcodes.LLOAD, method.argumentLocal()));
      before.add(new VarInsnNode(Opcodes.ALOAD, method.secondArgumentLocal()));
    }
    method.code().insertBefore(acquisition, before);
    method.code().insert(acquisition, after);
    method.needStack(6);
  }

  /** Keeps the lock that lies on the stack; returns its local, or -1 without a hold. */
  private static int keep(@Nullable Hold hold, InsnList before) {
    if (hold == null) {
      return -1;
    }
    before.add(new InsnNode(Opcodes.DUP));
    before.add(new VarInsnNode(Opcodes.ASTORE, hold.taken()));
    return hold.taken();
  }

  /** The type of a call's result where that says whether the lock was taken; else nothing. */
  private static String gotten(Taking taking, MethodInsnNode call) {
    return taking == Taking.WAITING ? "" : call.desc.substring(call.desc.indexOf(')') + 1);
  }
}
