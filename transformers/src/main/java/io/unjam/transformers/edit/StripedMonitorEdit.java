package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.FullFrames;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.MonitorRange;
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
    expectTiming(kept, enter, locals, List.of(Opcodes.NULL));
    expectTiming(kept, enter, entered, monitorTypes(entered, kept));
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
    LabelNode guarded = rangeStart(enter, method.node());
    method.code().insert(kept, before);
    method.code().insert(guarded, after);
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

  /** What a local of the monitor is said to hold, before a stripe's takes its place. */
  private static List<Object> monitorTypes(List<Object> locals, VarInsnNode kept) {
    int index = FullFrames.indexOf(locals, kept.var);
    return index < locals.size() ? List.of(locals.get(index)) : List.of();
  }

  /**
   * A timing edit's locals, null as the method begins, are set to the monitor before it is entered:
   * in their frames any object, like the monitor's own local.
   */
  private static void expectTiming(
      VarInsnNode kept, AbstractInsnNode enter, List<Object> locals, List<Object> before) {
    for (AbstractInsnNode insn = kept.getNext(); insn != enter; insn = insn.getNext()) {
      if (insn instanceof VarInsnNode store && store.getOpcode() == Opcodes.ASTORE) {
        int index = FullFrames.indexOf(locals, store.var);
        if (index < locals.size() && before.contains(locals.get(index))) {
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

  /**
   * The label at which the block's exception range begins: a new one, as the body may jump back to
   * what begins at the old one, and no such jump asks for the monitor again. Ranges of the body
   * that begin there too, listed before that of the block, stay where they were: their handlers may
   * touch the map, which they must not where the monitor that was entered isn't valid.
   */
  private static LabelNode rangeStart(AbstractInsnNode enter, MethodNode method) {
    TryCatchBlockNode own = null;
    for (TryCatchBlockNode range : MonitorRange.startingBehind(method, enter)) {
      if (range.type == null) {
        own = range;
      }
    }
    if (own == null) {
      throw new IllegalStateException("no exception range begins behind the monitor");
    }
    LabelNode start = new LabelNode();
    method.instructions.insert(enter, start);
    own.start = start;
    return start;
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
