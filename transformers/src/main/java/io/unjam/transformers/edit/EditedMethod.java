package io.unjam.transformers.edit;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** A method while edits are made to it: its code and what they need beyond its own frame. */
final class EditedMethod {
  private final MethodNode node;
  private final SiteIds ids;
  private int extraStack;
  private int timeLocal = -1;
  private int argumentLocal = -1;
  private int secondArgumentLocal = -1;
  private int mapLocal = -1;
  private int keyLocal = -1;
  private @Nullable TimedHolds holds;
  private final Map<LabelNode, Integer> loopLocals = new HashMap<>();

  EditedMethod(MethodNode node, SiteIds ids) {
    this.node = node;
    this.ids = ids;
  }

  InsnList code() {
    return node.instructions;
  }

  SiteIds ids() {
    return ids;
  }

  /**
   * Says that an edit needs so many words of stack beyond what lay there. Edits don't nest within
   * one another on the stack, so the greatest need is enough for all.
   */
  void needStack(int words) {
    extraStack = Math.max(extraStack, words);
  }

  /**
   * A local of two words that no code of the application knows. All timed calls of the method share
   * it: it is live only across one call instruction, and those don't overlap.
   */
  int timeLocal() {
    if (timeLocal < 0) {
      timeLocal = newLocal(2);
    }
    return timeLocal;
  }

  /**
   * As {@link #timeLocal}, where an argument of two words lies while what is below is looked at.
   */
  int argumentLocal() {
    if (argumentLocal < 0) {
      argumentLocal = newLocal(2);
    }
    return argumentLocal;
  }

  /** As {@link #argumentLocal} for an argument of one word. */
  int secondArgumentLocal() {
    if (secondArgumentLocal < 0) {
      secondArgumentLocal = newLocal(1);
    }
    return secondArgumentLocal;
  }

  /** As {@link #timeLocal}, for the map that is written to. */
  int mapLocal() {
    if (mapLocal < 0) {
      mapLocal = newLocal(1);
    }
    return mapLocal;
  }

  /** As {@link #timeLocal}, for the key that is written. */
  int keyLocal() {
    if (keyLocal < 0) {
      keyLocal = newLocal(1);
    }
    return keyLocal;
  }

  /** A local of so many words that no code of the application knows. */
  int newLocal(int words) {
    int local = node.maxLocals;
    node.maxLocals += words;
    return local;
  }

  /** The holds of locks that begin in this method. */
  TimedHolds holds() {
    if (holds == null) {
      holds = new TimedHolds(this);
    }
    return holds;
  }

  /**
   * Makes what has to be made after all acquisitions are timed and before any other edit changes a
   * release.
   */
  void endTiming(ClassNode owner) {
    if (holds != null) {
      holds.weave(owner.name, owner.version & 0xffff);
    }
  }

  /**
   * An int that no code of the application knows, 0 whenever the innermost loop around an
   * instruction is entered. All edits in one loop share it.
   *
   * @param owner internal name of the method's class
   */
  int loopLocal(String owner, AbstractInsnNode instruction) {
    LoopLocal loop = LoopLocal.around(instruction, node);
    Integer known = loopLocals.get(loop.header());
    if (known != null) {
      return known;
    }
    int local = newLocal(1);
    loop.declare(owner, local);
    loopLocals.put(loop.header(), local);
    needStack(1);
    return local;
  }

  /** Settles the frame's size, once all edits are made. */
  void finish() {
    node.maxStack += extraStack;
    extraStack = 0;
  }

  MethodNode node() {
    return node;
  }

  /** The shortest instruction that pushes a number. */
  static AbstractInsnNode push(int value) {
    if (value >= -1 && value <= 5) {
      return new InsnNode(Opcodes.ICONST_0 + value);
    }
    if (value == (byte) value) {
      return new IntInsnNode(Opcodes.BIPUSH, value);
    }
    if (value == (short) value) {
      return new IntInsnNode(Opcodes.SIPUSH, value);
    }
    return new LdcInsnNode(value);
  }
}
