package io.unjam.transformers.proof;

import io.unjam.transformers.proof.Loops.Loop;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Proves that a loop works in every round, and for nobody who waits. Belongs to one thread. */
final class LoopWork {
  /*
   * Work is what costs time and stays: a write to a collection, buffer, text or stream of the
   * platform, or to an array at an index that moves. A removal or addition whose result is used is
   * none: it may be a poll, or the taking of a lock. A field that is set is none, since the counter
   * of a delay looks just so; nor is a call into code that isn't seen. A method of the same class
   * that can't be overridden is looked into, for work and for obstacles alike.
   *
   * An obstacle is all that makes it likely that the yield is meant for another thread: waiting,
   * waking, handing over, asking what others have done, publishing through a field that is volatile or
   * may be. What a
   * callee out of sight does can't make the loop depend on its yield: the loop's rounds are settled
   * and each works, so that a callee that waits does so by itself, as it did before.
   */

  private static final int DEEPEST = 3;

  private final ClassNode owner;
  private final Map<MethodNode, MethodShape> shapes = new HashMap<>();

  LoopWork(ClassNode owner) {
    this.owner = owner;
  }

  /** The shape of a method of the class. */
  MethodShape shapeOf(MethodNode method) {
    MethodShape shape = shapes.get(method);
    if (shape == null) {
      shape = new MethodShape(owner.name, method);
      shapes.put(method, shape);
    }
    return shape;
  }

  /** What a loop does that concerns other threads, in a sentence, or {@code null}. */
  @Nullable String obstacle(MethodShape shape, Loop loop) {
    for (int node : loop.nodes()) {
      String obstacle = obstacleAt(shape, node, 0);
      if (obstacle != null) {
        return obstacle;
      }
    }
    return null;
  }

  private @Nullable String obstacleAt(MethodShape shape, int node, int depth) {
    AbstractInsnNode insn = shape.flow().at(node);
    int line = shape.flow().line(node);
    if (insn instanceof FieldInsnNode field && isPublication(field)) {
      return "it publishes volatile field " + field.name + " at line " + line;
    }
    if (insn instanceof FieldInsnNode field && isOutOfSight(field)) {
      return "it sets field "
          + field.name
          + " of another class at line "
          + line
          + ", which another thread may wait for";
    }
    if (!(insn instanceof MethodInsnNode call)) {
      return null;
    }
    String concern = LoopCalls.concernsOthers(call);
    if (concern != null) {
      return "it " + concern + " at line " + line;
    }
    MethodNode callee = callee(call);
    if (callee == null || callee.instructions.size() == 0) {
      return null;
    }
    if (depth == DEEPEST) {
      return "it calls " + call.name + " at line " + line + ", too deep to follow";
    }
    MethodShape inner = shapeOf(callee);
    if (!inner.isReadable()) {
      return "it calls " + call.name + " at line " + line + ", which can't be followed";
    }
    if (inner.loops().irreducible()) {
      return "it calls " + call.name + " at line " + line + ", which has a tangled loop";
    }
    for (Loop loop : inner.loops().all()) {
      String endless = new LoopEnd(inner).obstacle(loop);
      if (endless != null) {
        return "it calls " + call.name + " at line " + line + ", where " + endless;
      }
    }
    for (int at = 0; at < inner.flow().size(); at++) {
      String within = obstacleAt(inner, at, depth + 1);
      if (within != null) {
        return within;
      }
    }
    return null;
  }

  private static boolean sets(FieldInsnNode field) {
    return field.getOpcode() == Opcodes.PUTFIELD || field.getOpcode() == Opcodes.PUTSTATIC;
  }

  private boolean isPublication(FieldInsnNode field) {
    FieldNode declared = declared(field);
    return sets(field) && declared != null && (declared.access & Opcodes.ACC_VOLATILE) != 0;
  }

  /** Whether a field is set of which nothing here tells if it is volatile. */
  private boolean isOutOfSight(FieldInsnNode field) {
    return sets(field) && declared(field) == null;
  }

  private @Nullable FieldNode declared(FieldInsnNode field) {
    if (field.owner.equals(owner.name)) {
      for (FieldNode declared : owner.fields) {
        if (declared.name.equals(field.name) && declared.desc.equals(field.desc)) {
          return declared;
        }
      }
    }
    return null;
  }

  /** Work that no round of a loop goes by without: its node, or -1. */
  int everyRound(MethodShape shape, Loop loop) {
    for (int node : loop.nodes()) {
      if (works(shape, node, 0) && loop.everyRoundPasses(node, shape.dominators())) {
        return node;
      }
    }
    return -1;
  }

  private boolean works(MethodShape shape, int node, int depth) {
    AbstractInsnNode insn = shape.flow().at(node);
    int opcode = insn.getOpcode();
    if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
      return isMovingIndex(shape, node);
    }
    if (!(insn instanceof MethodInsnNode call)) {
      return false;
    }
    if (LoopCalls.works(call)) {
      return !LoopCalls.mayBeAttempt(call) || isDropped(call);
    }
    MethodNode callee = callee(call);
    return callee != null
        && depth < DEEPEST
        && !isOverridable(call, callee)
        && always(callee, depth);
  }

  private static boolean isDropped(MethodInsnNode call) {
    AbstractInsnNode next = call.getNext();
    while (next != null && next.getOpcode() < 0) {
      next = next.getNext();
    }
    return next != null && next.getOpcode() == Opcodes.POP;
  }

  /** Whether an array store is at no constant index; {@code cells[0]++} copies it by dup2. */
  private static boolean isMovingIndex(MethodShape shape, int store) {
    AbstractInsnNode index = shape.producer(store, 1);
    if (index != null && index.getOpcode() == Opcodes.DUP2) {
      index = shape.producer(shape.node(index), 0);
    }
    return MethodShape.constant(index) == null;
  }

  /** Whether a method works whenever it returns. */
  private boolean always(MethodNode method, int depth) {
    MethodShape shape = shapeOf(method);
    if (!shape.isReadable()) {
      return false;
    }
    for (int node = 0; node < shape.flow().size(); node++) {
      if (shape.dominators().reaches(node)
          && works(shape, node, depth + 1)
          && everyReturnPasses(shape, node)) {
        return true;
      }
    }
    return false;
  }

  private static boolean everyReturnPasses(MethodShape shape, int node) {
    for (int other = 0; other < shape.flow().size(); other++) {
      int opcode = shape.flow().at(other).getOpcode();
      boolean returns = opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
      if (returns
          && shape.dominators().reaches(other)
          && !shape.dominators().dominates(node, other)) {
        return false;
      }
    }
    return true;
  }

  private @Nullable MethodNode callee(MethodInsnNode call) {
    if (call.owner.equals(owner.name)) {
      for (MethodNode method : owner.methods) {
        if (method.name.equals(call.name) && method.desc.equals(call.desc)) {
          return method;
        }
      }
    }
    return null;
  }

  private boolean isOverridable(MethodInsnNode call, MethodNode callee) {
    int closed = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
    return call.getOpcode() != Opcodes.INVOKESPECIAL
        && (callee.access & closed) == 0
        && (owner.access & Opcodes.ACC_FINAL) == 0;
  }
}
