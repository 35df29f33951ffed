package io.unjam.transformers.edit;

import io.unjam.transformers.plan.LockCalls;
import io.unjam.transformers.plan.MonitorRange;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The holds that begin in one method: for each acquisition two locals, of what was taken and since
 * when. They begin as "nothing" on entry and stand in every frame, so each release, on whatever way
 * it is reached, finds them; and since they live in the thread's own frame, a thread that is inside
 * while its class is rewritten goes on with the code, and the locals, that it began with.
 */
final class TimedHolds {
  /** Beyond so many, or in a method of so many nodes, waits alone are timed. */
  static final int MOST = 8;

  private static final int MOST_NODES = 4_000;
  private static final String OBJECT = "Ljava/lang/Object;";

  /** What a hold is of. */
  enum Kind {
    LOCK,
    MONITOR,
    /** The monitor of a synchronized method. */
    METHOD
  }

  /**
   * One acquisition's.
   *
   * @param taken local of what was taken
   * @param start local of the start of the hold
   */
  record Hold(Kind kind, int taken, int start, int site) {}

  private final EditedMethod method;
  private final MethodNode node;
  private final List<Hold> holds = new ArrayList<>();

  TimedHolds(EditedMethod method) {
    this.method = method;
    this.node = method.node();
  }

  /** A hold of its own for an acquisition, or {@code null} where the method has too many. */
  @Nullable Hold add(Kind kind, int site) {
    if (holds.size() == MOST || node.instructions.size() > MOST_NODES) {
      return null;
    }
    Hold hold = new Hold(kind, method.newLocal(1), method.newLocal(2), site);
    holds.add(hold);
    return hold;
  }

  /** Makes the code that ends and interrupts the holds, once all acquisitions have theirs. */
  void weave(String owner, int version) {
    if (holds.isEmpty()) {
      return;
    }
    method.needStack(8);
    for (AbstractInsnNode insn : node.instructions.toArray()) {
      if (LockCalls.isRelease(insn)) {
        release((MethodInsnNode) insn);
      } else if (insn.getOpcode() == Opcodes.MONITOREXIT) {
        exit(insn);
      } else if (LockCalls.isAwait(insn)) {
        await(insn);
      } else if (LockCalls.isWait(insn)) {
        waiting((MethodInsnNode) insn);
      } else if (insn.getOpcode() >= Opcodes.IRETURN && insn.getOpcode() <= Opcodes.RETURN) {
        leave(insn);
      }
    }
    List<Integer> slots = new ArrayList<>();
    List<Object> types = new ArrayList<>();
    for (Hold hold : holds) {
      slots.add(hold.taken());
      types.add("java/lang/Object");
      slots.add(hold.start());
      types.add(Opcodes.LONG);
    }
    DeclaredLocals locals = new DeclaredLocals(slots, types);
    locals.in(owner, node);
    InsnList entry = new InsnList();
    for (Hold hold : holds) {
      entry.add(new InsnNode(Opcodes.ACONST_NULL));
      entry.add(new VarInsnNode(Opcodes.ASTORE, hold.taken()));
      entry.add(new InsnNode(Opcodes.LCONST_0));
      entry.add(new VarInsnNode(Opcodes.LSTORE, hold.start()));
    }
    for (Hold hold : holds) {
      if (hold.kind() == Kind.METHOD) {
        enter(hold, owner, version, entry, locals);
      }
    }
    node.instructions.insert(entry);
  }

  private void release(MethodInsnNode call) {
    List<Hold> ended = of(Kind.LOCK);
    if (ended.isEmpty()) {
      return;
    }
    boolean stamped = call.desc.equals("(J)V");
    int ending = method.timeLocal();
    InsnList before = new InsnList();
    int stamp = stamped ? method.argumentLocal() : -1;
    if (stamped) {
      before.add(new VarInsnNode(Opcodes.LSTORE, stamp));
    }
    before.add(new InsnNode(Opcodes.DUP));
    for (int i = 0; i < ended.size(); i++) {
      before.add(new VarInsnNode(Opcodes.LLOAD, ended.get(i).start()));
      if (i > 0) {
        before.add(new InsnNode(Opcodes.LOR));
      }
    }
    before.add(hook("releasing", "(J)J"));
    before.add(new VarInsnNode(Opcodes.LSTORE, ending));
    if (stamped) {
      before.add(new VarInsnNode(Opcodes.LLOAD, stamp));
    }
    InsnList after = new InsnList();
    for (int i = 0; i < ended.size(); i++) {
      released(ended.get(i), ending, i == ended.size() - 1, after);
    }
    node.instructions.insertBefore(call, before);
    node.instructions.insert(call, after);
  }

  /*
   * All of it stands behind the exit, and behind the range that guards the block: an exception in
   * there would exit the monitor once more, and a handler that guards itself would never end.
   */
  private void exit(AbstractInsnNode exit) {
    List<Hold> ended = of(Kind.MONITOR);
    if (ended.isEmpty()) {
      return;
    }
    List<TryCatchBlockNode> ranges = MonitorRange.endingBehind(node, exit);
    InsnList after = new InsnList();
    LabelNode end = new LabelNode();
    after.add(end);
    for (TryCatchBlockNode range : ranges) {
      range.end = end;
    }
    for (int i = 0; i < ended.size(); i++) {
      released(ended.get(i), -1, i == ended.size() - 1, after);
    }
    node.instructions.insertBefore(exit, new InsnNode(Opcodes.DUP));
    node.instructions.insert(exit, after);
  }

  /** With what was released on the stack, which is left there unless it is the last. */
  private static void released(Hold hold, int ending, boolean last, InsnList to) {
    if (!last) {
      to.add(new InsnNode(Opcodes.DUP));
    }
    to.add(new VarInsnNode(Opcodes.ALOAD, hold.taken()));
    to.add(new VarInsnNode(Opcodes.LLOAD, hold.start()));
    to.add(ending < 0 ? new InsnNode(Opcodes.LCONST_0) : new VarInsnNode(Opcodes.LLOAD, ending));
    to.add(EditedMethod.push(hold.site()));
    to.add(hook("released", "(" + OBJECT + OBJECT + "JJI)J"));
    to.add(new VarInsnNode(Opcodes.LSTORE, hold.start()));
  }

  private void await(AbstractInsnNode call) {
    InsnList before = new InsnList();
    for (Hold hold : of(Kind.LOCK)) {
      before.add(new VarInsnNode(Opcodes.LLOAD, hold.start()));
      before.add(EditedMethod.push(hold.site()));
      before.add(hook("pausing", "(JI)J"));
      before.add(new VarInsnNode(Opcodes.LSTORE, hold.start()));
    }
    node.instructions.insertBefore(call, before);
    node.instructions.insert(call, resume(of(Kind.LOCK)));
  }

  private void waiting(MethodInsnNode call) {
    List<Hold> paused = of(Kind.MONITOR);
    paused.addAll(of(Kind.METHOD));
    if (paused.isEmpty()) {
      return;
    }
    boolean millis = !call.desc.equals("()V");
    boolean nanos = call.desc.equals("(JI)V");
    InsnList before = new InsnList();
    if (nanos) {
      before.add(new VarInsnNode(Opcodes.ISTORE, method.secondArgumentLocal()));
    }
    if (millis) {
      before.add(new VarInsnNode(Opcodes.LSTORE, method.argumentLocal()));
    }
    for (Hold hold : paused) {
      before.add(new InsnNode(Opcodes.DUP));
      before.add(new VarInsnNode(Opcodes.ALOAD, hold.taken()));
      before.add(new VarInsnNode(Opcodes.LLOAD, hold.start()));
      before.add(EditedMethod.push(hold.site()));
      before.add(hook("pausing", "(" + OBJECT + OBJECT + "JI)J"));
      before.add(new VarInsnNode(Opcodes.LSTORE, hold.start()));
    }
    if (millis) {
      before.add(new VarInsnNode(Opcodes.LLOAD, method.argumentLocal()));
    }
    if (nanos) {
      before.add(new VarInsnNode(Opcodes.ILOAD, method.secondArgumentLocal()));
    }
    node.instructions.insertBefore(call, before);
    node.instructions.insert(call, resume(paused));
  }

  private static InsnList resume(List<Hold> paused) {
    InsnList after = new InsnList();
    for (Hold hold : paused) {
      after.add(new VarInsnNode(Opcodes.LLOAD, hold.start()));
      after.add(hook("resuming", "(J)J"));
      after.add(new VarInsnNode(Opcodes.LSTORE, hold.start()));
    }
    return after;
  }

  private void leave(AbstractInsnNode end) {
    for (Hold hold : of(Kind.METHOD)) {
      node.instructions.insertBefore(end, left(hold));
    }
  }

  private static InsnList left(Hold hold) {
    InsnList code = new InsnList();
    code.add(new VarInsnNode(Opcodes.LLOAD, hold.start()));
    code.add(EditedMethod.push(hold.site()));
    code.add(hook("leaving", "(JI)V"));
    return code;
  }

  /** The start of a synchronized method's hold, and its end where the method ends by exception. */
  private void enter(Hold hold, String owner, int version, InsnList entry, DeclaredLocals locals) {
    if ((node.access & Opcodes.ACC_STATIC) == 0) {
      entry.add(new VarInsnNode(Opcodes.ALOAD, 0));
      entry.add(new VarInsnNode(Opcodes.ASTORE, hold.taken()));
    } else if (version >= Opcodes.V1_5) {
      entry.add(new LdcInsnNode(Type.getObjectType(owner)));
      entry.add(new VarInsnNode(Opcodes.ASTORE, hold.taken()));
    }
    entry.add(new InsnNode(Opcodes.ICONST_1));
    entry.add(EditedMethod.push(hold.site()));
    entry.add(hook("tried", "(ZI)J"));
    entry.add(new VarInsnNode(Opcodes.LSTORE, hold.start()));
    LabelNode start = new LabelNode();
    entry.add(start);
    LabelNode handler = new LabelNode();
    node.instructions.add(handler);
    if (version >= Opcodes.V1_6) {
      node.instructions.add(
          new FrameNode(
              Opcodes.F_FULL,
              locals.alone().size(),
              locals.alone().toArray(),
              1,
              new Object[] {"java/lang/Throwable"}));
    }
    node.instructions.add(left(hold));
    node.instructions.add(new InsnNode(Opcodes.ATHROW));
    node.tryCatchBlocks.add(new TryCatchBlockNode(start, handler, handler, null));
  }

  private List<Hold> of(Kind kind) {
    List<Hold> found = new ArrayList<>();
    for (Hold hold : holds) {
      if (hold.kind() == kind) {
        found.add(hold);
      }
    }
    return found;
  }

  static MethodInsnNode hook(String name, String descriptor) {
    return new MethodInsnNode(
        Opcodes.INVOKESTATIC, RuntimeNames.LOCK_HOOKS, name, descriptor, false);
  }
}
