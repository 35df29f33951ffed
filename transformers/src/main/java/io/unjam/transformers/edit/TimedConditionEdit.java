package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.LockCalls;
import io.unjam.transformers.plan.LockCalls.Waking;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Takes the time for which a wait for a condition, or for a monitor to be notified, waits for the
 * lock when all else is over; and at a signal has its time kept for that. The calls themselves stay
 * as they are. What is waited for lies on the stack below the call, so that it is there when the
 * call returns, and gone where it throws.
 */
final class TimedConditionEdit implements Edit {
  private static final String OBJECT = "Ljava/lang/Object;";

  @Override
  public void apply(Candidate candidate, Decision decision, EditedMethod method) {
    AbstractInsnNode call = candidate.instruction();
    Waking waking = call == null ? null : LockCalls.waking(call);
    if (call == null || waking == null) {
      throw new IllegalArgumentException("nothing waits or wakes: " + candidate.site());
    }
    switch (waking) {
      case AWAITING, WAITING -> await((MethodInsnNode) call, waking, decision, method);
      case ONE -> signal(call, "signalled", method);
      case ALL -> signal(call, "signalledAll", method);
    }
  }

  /* Behind the call: only then it is known not to have thrown, and no time of it is anybody's wait. */
  private static void signal(AbstractInsnNode call, String hook, EditedMethod method) {
    method.code().insertBefore(call, new InsnNode(Opcodes.DUP));
    method.code().insert(call, TimedHolds.hook(hook, "(" + OBJECT + ")V"));
    method.needStack(1);
  }

  private static void await(
      MethodInsnNode call, Waking waking, Decision decision, EditedMethod method) {
    int site = method.ids().idOf(decision);
    int end = call.desc.indexOf(')');
    String arguments = call.desc.substring(1, end);
    String result = call.desc.substring(end + 1);
    boolean timed = arguments.startsWith("J");
    boolean dated = !timed && !arguments.isEmpty();
    InsnList arguing = new InsnList();
    InsnList before = new InsnList();
    if (timed) {
      stash(arguments.substring(1), method, before, arguing);
    } else if (dated) {
      before.add(new InsnNode(Opcodes.SWAP));
    }
    before.add(new InsnNode(Opcodes.DUP));
    before.add(EditedMethod.push(site));
    before.add(TimedHolds.hook("awaiting", "(" + OBJECT + "I)J"));
    before.add(new VarInsnNode(Opcodes.LSTORE, method.timeLocal()));
    before.add(new InsnNode(dated ? Opcodes.DUP_X1 : Opcodes.DUP));
    if (dated) {
      before.add(new InsnNode(Opcodes.SWAP));
    }
    InsnList after = new InsnList();
    after.add(new VarInsnNode(Opcodes.LLOAD, method.timeLocal()));
    if (timed) {
      for (AbstractInsnNode insn = arguing.getFirst(); insn != null; insn = insn.getNext()) {
        after.add(insn.clone(null));
      }
    }
    after.add(EditedMethod.push(site));
    after.add(
        TimedHolds.hook(
            waking == Waking.AWAITING ? "awaited" : "waited",
            "("
                + OBJECT
                + (result.equals("V") ? "" : result)
                + "J"
                + (timed ? arguments : "")
                + "I)"
                + result));
    before.add(arguing);
    method.code().insertBefore(call, before);
    method.code().insert(call, after);
    method.needStack(8);
  }

  /** Takes a time and what follows it off the stack; {@code arguing} puts them back. */
  private static void stash(String rest, EditedMethod method, InsnList before, InsnList arguing) {
    arguing.add(new VarInsnNode(Opcodes.LLOAD, method.argumentLocal()));
    if (!rest.isEmpty()) {
      boolean number = rest.equals("I");
      int local = method.secondArgumentLocal();
      before.add(new VarInsnNode(number ? Opcodes.ISTORE : Opcodes.ASTORE, local));
      arguing.add(new VarInsnNode(number ? Opcodes.ILOAD : Opcodes.ALOAD, local));
    }
    before.add(new VarInsnNode(Opcodes.LSTORE, method.argumentLocal()));
  }
}
