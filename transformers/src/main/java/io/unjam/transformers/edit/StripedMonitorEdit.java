package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.proof.striping.Section;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Has a {@code synchronized} block that is about one key enter the monitor of its stripe. */
final class StripedMonitorEdit {
  /*
   * The block keeps its monitor in a local, from which every way out takes it (the proof sees to that). What was
   *
   *     [monitor] dup, store, enter, <range> ...
   *
   * becomes
   *
   *     [monitor] dup, store,
   *     again: [monitor] ask for the monitor of the key, dup, store, enter,
   *     <range> if it isn't valid: load, exit, goto again
   *     begin: [monitor] pop ...
   *
   * Entered and left monitors balance on every way, so that compilers take the method as they did. The exception range of the block
   * covers the question, whose failure leaves the monitor like any other.
   *
   * Both labels need frames. They say what the last frame before them says, and of locals set since what the
   * verifier makes of them. A timing edit sets locals of its own between the store and the way in.
   */
  private static final String OBJECT = "java/lang/Object";
  private static final String ANY = "Ljava/lang/Object;";

  private StripedMonitorEdit() {}

  /**
   * Edits one section.
   *
   * @param map a write of the guarded map's field
   */
  static void make(Section section, FieldInsnNode map, Candidate candidate, EditedMethod method) {
    Section.Key key = section.key();
    AbstractInsnNode enter = section.lock();
    if (key == null) {
      throw new IllegalArgumentException("no section about one key: " + candidate.site());
    }
    VarInsnNode kept = kept(enter, section.monitor());
    ClassNode owner = candidate.view().owner();
    FullFrames.expand(owner.name, method.node());
    List<Object> locals =
        new FrameTypes(owner, method.node(), candidate.view().hierarchy()).before(kept.getNext());
    List<Object> entered =
        new FrameTypes(owner, method.node(), candidate.view().hierarchy()).before(enter);
    keepAnyObject(kept, section, locals);
    expectTiming(kept, enter, locals);
    entered.set(FullFrames.indexOf(entered, kept.var), OBJECT);
    LabelNode again = new LabelNode();
    LabelNode begin = new LabelNode();
    InsnList before = new InsnList();
    before.add(again);
    before.add(frame(locals));
    before.add(new InsnNode(Opcodes.DUP));
    before.add(push(map));
    before.add(StripedLockEdit.push(key));
    before.add(hook("monitor", "(" + ANY + ANY + ANY + ")" + ANY));
    before.add(new InsnNode(Opcodes.DUP));
    before.add(new VarInsnNode(Opcodes.ASTORE, kept.var));
    InsnList after = new InsnList();
    after.add(new InsnNode(Opcodes.DUP));
    after.add(push(map));
    after.add(new VarInsnNode(Opcodes.ALOAD, kept.var));
    after.add(hook("isValid", "(" + ANY + ANY + ANY + ")Z"));
    after.add(new JumpInsnNode(Opcodes.IFNE, begin));
    after.add(new VarInsnNode(Opcodes.ALOAD, kept.var));
    after.add(new InsnNode(Opcodes.MONITOREXIT));
    after.add(new JumpInsnNode(Opcodes.GOTO, again));
    after.add(begin);
    after.add(frame(entered));
    after.add(new InsnNode(Opcodes.POP));
    AbstractInsnNode start = rangeStart(enter, method.node());
    method.code().insert(kept, before);
    method.code().insert(start, after);
    method.needStack(6);
  }

  /**
   * What frames say of the monitor's local: any object, since a stripe's is of no class that the
   * application knows. Nothing but the ways out of the section read the local.
   */
  private static void keepAnyObject(VarInsnNode kept, Section section, List<Object> locals) {
    int at = FullFrames.indexOf(locals, kept.var);
    Object type = locals.set(at, OBJECT);
    Set<AbstractInsnNode> exits = new HashSet<>(section.unlocks());
    for (AbstractInsnNode insn = kept; insn != null && !exits.isEmpty(); insn = insn.getNext()) {
      exits.remove(insn);
      if (insn instanceof FrameNode frame) {
        int index = FullFrames.indexOf(frame.local, kept.var);
        if (index < frame.local.size() && frame.local.get(index).equals(type)) {
          frame.local.set(index, OBJECT);
        }
      }
    }
    if (!exits.isEmpty()) {
      throw new IllegalStateException("a way out of the monitor stands before the way in");
    }
  }

  /** A timing edit's locals, null as the method begins, are set before the monitor is entered. */
  private static void expectTiming(VarInsnNode kept, AbstractInsnNode enter, List<Object> locals) {
    for (AbstractInsnNode insn = kept.getNext(); insn != enter; insn = insn.getNext()) {
      if (insn instanceof VarInsnNode store && store.getOpcode() == Opcodes.ASTORE) {
        int index = FullFrames.indexOf(locals, store.var);
        if (index < locals.size() && locals.get(index).equals(Opcodes.NULL)) {
          locals.set(index, OBJECT);
        }
      }
    }
  }

  /** The store before the monitor is entered; what a timing edit put in between is passed over. */
  private static VarInsnNode kept(AbstractInsnNode enter, int local) {
    for (AbstractInsnNode at = enter.getPrevious(); at != null; at = at.getPrevious()) {
      if (at instanceof VarInsnNode store
          && store.getOpcode() == Opcodes.ASTORE
          && store.var == local) {
        return store;
      }
    }
    throw new IllegalStateException("the monitor's local is gone");
  }

  /** The label at which the block's exception range begins. */
  private static AbstractInsnNode rangeStart(AbstractInsnNode enter, MethodNode method) {
    for (AbstractInsnNode next = enter.getNext();
        next != null && next.getOpcode() < 0;
        next = next.getNext()) {
      for (TryCatchBlockNode range : method.tryCatchBlocks) {
        if (range.start == next) {
          return next;
        }
      }
    }
    throw new IllegalStateException("no exception range begins behind the monitor");
  }

  private static InsnList push(FieldInsnNode map) {
    InsnList code = new InsnList();
    boolean isStatic = map.getOpcode() == Opcodes.PUTSTATIC;
    if (!isStatic) {
      code.add(new VarInsnNode(Opcodes.ALOAD, 0));
    }
    code.add(
        new FieldInsnNode(
            isStatic ? Opcodes.GETSTATIC : Opcodes.GETFIELD, map.owner, map.name, map.desc));
    return code;
  }

  private static MethodInsnNode hook(String name, String descriptor) {
    return new MethodInsnNode(
        Opcodes.INVOKESTATIC, RuntimeNames.STRIPE_HOOKS, name, descriptor, false);
  }

  private static FrameNode frame(List<Object> locals) {
    List<Object> all = new ArrayList<>(locals);
    return new FrameNode(Opcodes.F_FULL, all.size(), all.toArray(), 1, new Object[] {OBJECT});
  }
}
