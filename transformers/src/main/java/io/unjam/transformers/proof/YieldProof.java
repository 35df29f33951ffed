package io.unjam.transformers.proof;

import io.unjam.transformers.proof.Loops.Loop;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
   * @param steps what has been proven, in order, as far as it went
   */
  public record Finding(Kind kind, String reason, List<Step> steps) {
    public Finding {
      steps = List.copyOf(steps);
    }
  }

  private final ClassNode owner;
  private final MethodNode method;
  private final LoopWork work;
  private final List<Step> steps = new ArrayList<>();

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
    steps.add(Step.of("it stands in " + where));
    if (new WaitingLoop(shape).obstacle(inner) == null) {
      steps.add(
          Step.of(
              where
                  + " does nothing but look again and again at what other threads write: no call"
                  + " with an effect, no write, no work"));
      return shape.isAllReached()
          ? new Finding(Kind.WAITS, where + " waits for another thread", steps)
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
      steps.add(
          new Step(
              "the loop at line " + shape.line(loop) + " ends by its own doing",
              nested(shape, loop)));
    }
    String obstacle = work.obstacle(shape, inner);
    if (obstacle != null) {
      return unknown(where + " is no work of its own alone: " + obstacle);
    }
    steps.add(
        Step.of(
            "nothing in "
                + where
                + " waits, wakes, hands over, asks what other threads have done or tells them"));
    int busy = work.everyRound(shape, inner);
    if (busy < 0) {
      return unknown(where + " may pass a round without work, as a delay does");
    }
    steps.add(Step.of("every round of " + where + " works, at line " + shape.flow().line(busy)));
    String caller = callers(method, new HashSet<>());
    if (caller != null) {
      return unknown(caller);
    }
    if ((method.access & Opcodes.ACC_PRIVATE) != 0) {
      steps.add(
          Step.of(
              method.name + " is private, and no caller calls it from a loop that may be waiting"));
    }
    return new Finding(
        Kind.PROGRESS, where + " ends by its own doing and works in every round", steps);
  }

  private Finding unknown(String reason) {
    steps.add(Step.of("here the proof ends: " + reason));
    return new Finding(Kind.UNKNOWN, reason, steps);
  }

  private static List<String> nested(MethodShape shape, Loop loop) {
    List<String> lines = new ArrayList<>();
    for (Loop nested : shape.loops().inside(loop)) {
      lines.add("so does the loop in it at line " + shape.line(nested));
    }
    return lines;
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
