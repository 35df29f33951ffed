package io.unjam.transformers.proof;

import io.unjam.transformers.proof.Loops.Loop;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Says what the loop around a {@code Thread.yield()} does: progress of its own, waiting for another
 * thread, or nothing that is understood. Looks at one class alone. Belongs to one thread.
 */
public final class YieldProof {
  /*
   * A yield promises nothing, so that no program may be wrong without it; but many are slow without
   * it, or late. It may go where its loop needs no other thread:
   *
   * 1. Every loop around it, and every loop within those, ends by its own doing: the number of
   *    rounds is settled by the loop itself (LoopEnd). The outer loops count because a finite inner
   *    loop may be the pause of an outer one that waits.
   * 2. The innermost loop works in every round and concerns no other thread (LoopWork). A finite
   *    loop without work is a delay, and a delay's yields are its purpose.
   * 3. A private method's callers in its class call it from no loop that breaks rule 1. Callers of
   *    other methods are out of sight; rule 2 bounds what they can lose: a caller that waits in a
   *    loop has this method work, not pass time, and its thread is preempted while it does.
   *
   * A loop that only waits (WaitingLoop) may wait by better means than its yield. Its edit declares a
   * local in the loop's frames, which the JVM checks against all code that may lead there, never
   * reached or not, while nothing is known here about what is never reached: such methods are left.
   *
   * Everything else keeps its yield, with the first obstacle as the reason.
   */

  /** What a loop does. */
  public enum Kind {
    /** It ends by its own doing and works in every round. */
    PROGRESS,
    /** It does nothing but wait for another thread. */
    WAITS,
    /** It isn't understood. */
    UNKNOWN
  }

  /**
   * The answer.
   *
   * @param kind what the loop does
   * @param reason a sentence a person understands, without the trailing full stop
   */
  public record Finding(Kind kind, String reason) {}

  private final ClassNode owner;
  private final MethodNode method;
  private final LoopWork work;

  /** A proof about a method of a class; the method has code. */
  public YieldProof(ClassNode owner, MethodNode method) {
    this.owner = owner;
    this.method = method;
    this.work = new LoopWork(owner);
  }

  /** Judges one call of {@code Thread.yield()} in the method. */
  public Finding judge(AbstractInsnNode yield) {
    MethodShape shape = work.shapeOf(method);
    if (!shape.isReadable()) {
      return unknown("the method's flow can't be followed");
    }
    int at = shape.node(yield);
    if (!shape.dominators().reaches(at)) {
      return unknown("it is never reached");
    }
    if (shape.loops().irreducible()) {
      return unknown("the method has a loop with more than one way in");
    }
    Loop inner = shape.loops().innermost(at);
    if (inner == null) {
      return unknown("it stands in no loop of this method, and its callers may wait in one");
    }
    if (shape.flow().isHandler(inner.header())) {
      return unknown("the loop is entered by an exception");
    }
    String where = "the loop at line " + shape.line(inner);
    if (new WaitingLoop(shape).obstacle(inner) == null) {
      return shape.isAllReached()
          ? new Finding(Kind.WAITS, where + " waits for another thread")
          : unknown(
              where
                  + " waits for another thread, but "
                  + method.name
                  + " has code that is never reached, where no local can be followed");
    }
    for (Loop loop : shape.loops().around(at)) {
      String obstacle = endOf(shape, loop);
      if (obstacle != null) {
        return unknown(obstacle);
      }
    }
    String obstacle = work.obstacle(shape, inner);
    if (obstacle != null) {
      return unknown(where + " is no work of its own alone: " + obstacle);
    }
    if (!work.everyRound(shape, inner)) {
      return unknown(where + " may pass a round without work, as a delay does");
    }
    String caller = callers(method, new HashSet<>());
    if (caller != null) {
      return unknown(caller);
    }
    return new Finding(Kind.PROGRESS, where + " ends by its own doing and works in every round");
  }

  private static Finding unknown(String reason) {
    return new Finding(Kind.UNKNOWN, reason);
  }

  private static @Nullable String endOf(MethodShape shape, Loop loop) {
    LoopEnd end = new LoopEnd(shape);
    String obstacle = end.obstacle(loop);
    for (Loop nested : shape.loops().inside(loop)) {
      obstacle = obstacle == null ? end.obstacle(nested) : obstacle;
    }
    return obstacle;
  }

  private @Nullable String callers(MethodNode callee, Set<MethodNode> seen) {
    if ((callee.access & Opcodes.ACC_PRIVATE) == 0 || !seen.add(callee)) {
      return null;
    }
    for (MethodNode caller : owner.methods) {
      for (AbstractInsnNode insn : caller.instructions) {
        if (refersTo(insn, callee)) {
          String obstacle = callerAt(caller, insn, callee);
          if (obstacle == null) {
            obstacle = callers(caller, seen);
          }
          if (obstacle != null) {
            return obstacle;
          }
        }
      }
    }
    return null;
  }

  /** Whether an instruction calls a method of the class, or makes a lambda of it. */
  private boolean refersTo(AbstractInsnNode insn, MethodNode callee) {
    if (insn instanceof MethodInsnNode call) {
      return isSame(call.owner, call.name, call.desc, callee);
    }
    if (insn instanceof InvokeDynamicInsnNode dynamic) {
      for (Object argument : dynamic.bsmArgs) {
        if (argument instanceof Handle handle
            && isSame(handle.getOwner(), handle.getName(), handle.getDesc(), callee)) {
          return true;
        }
      }
    }
    return false;
  }

  private boolean isSame(String type, String name, String descriptor, MethodNode callee) {
    return type.equals(owner.name) && name.equals(callee.name) && descriptor.equals(callee.desc);
  }

  private @Nullable String callerAt(MethodNode caller, AbstractInsnNode call, MethodNode callee) {
    MethodShape shape = work.shapeOf(caller);
    String called = callee.name + " is called by " + caller.name + ", where ";
    if (!shape.isReadable() || shape.loops().irreducible()) {
      return called + "the flow can't be followed";
    }
    for (Loop loop : shape.loops().around(shape.node(call))) {
      String obstacle = endOf(shape, loop);
      if (obstacle != null) {
        return called + obstacle;
      }
    }
    return null;
  }
}
