package io.unjam.transformers.proof;

import io.unjam.transformers.proof.Loops.Loop;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.SourceValue;

/** Proves that a loop ends by its own doing. Belongs to one thread. */
final class LoopEnd {
  /*
   * A loop ends by its own doing if each of its normal exits is a counted test or the hasNext of a
   * collection's iterator. One other exit is enough to refuse: it might be the true purpose, a
   * bounded wait for a flag that breaks, returns or throws.
   *
   * A counted test compares a local with a constant, an array's length or a local that the loop
   * never sets. Test and step stand in every round; the step is one constant that leads towards the
   * bound and can't pass it by wrapping around. Locals are out of reach of other threads, so the
   * number of rounds is settled as the loop is entered.
   *
   * An iterator counts if java.util's own types hand it out and every round takes one element. What
   * stands behind an interface such as List may still be a class of the application whose hasNext
   * looks at a flag of another thread. Its author has then broken Collection's contract (a
   * collection has elements and a size), and even so nothing waits for ever: each round takes an
   * element and works on it, a platform thread is preempted, a virtual one still yields, and a
   * hasNext that blocks or spins does so by itself. An own class that is seen (allocated in the
   * method, or named as the type) refuses, and so do queues, whose iterators may run after their
   * producers.
   */

  private static final Set<String> COLLECTIONS =
      Set.of(
          "java/util/Collection",
          "java/util/List",
          "java/util/Set",
          "java/util/SortedSet",
          "java/util/NavigableSet",
          "java/util/ArrayList",
          "java/util/LinkedList",
          "java/util/Vector",
          "java/util/HashSet",
          "java/util/LinkedHashSet",
          "java/util/TreeSet",
          "java/util/EnumSet");

  private static final String ITERATOR = "java/util/Iterator";
  private static final int SEARCH_DEPTH = 12;
  private static final long FAR = 1L << 30;

  private final MethodShape shape;
  private final ControlFlow flow;

  LoopEnd(MethodShape shape) {
    this.shape = shape;
    this.flow = shape.flow();
  }

  /** Why it is not proven that a loop ends by its own doing, or {@code null} where it is. */
  @Nullable String obstacle(Loop loop) {
    boolean ends = false;
    for (int node : loop.nodes()) {
      for (int handler : flow.handlers(node)) {
        if (!loop.contains(handler) && flow.isTypedHandler(handler)) {
          return "an exception may end the loop, caught at line " + flow.line(handler);
        }
      }
      for (int next : flow.successors(node)) {
        if (!loop.contains(next)) {
          String obstacle = atExit(node, loop);
          if (obstacle != null) {
            return obstacle + " (line " + flow.line(node) + ")";
          }
          ends = true;
        }
      }
    }
    return ends ? null : "the loop at line " + shape.line(loop) + " never ends by itself";
  }

  private @Nullable String atExit(int node, Loop loop) {
    if (!(flow.at(node) instanceof JumpInsnNode jump) || jump.getOpcode() == Opcodes.GOTO) {
      return "the loop is left without a test that can be judged";
    }
    AbstractInsnNode first = shape.producer(node, operands(jump.getOpcode()) - 1);
    if (first instanceof MethodInsnNode call && isHasNext(call)) {
      return atIterator(node, call, loop);
    }
    if (looksAtShared(node, loop)) {
      return "the loop's end depends on memory or calls that other threads may change";
    }
    if (!loop.everyRoundPasses(node, shape.dominators())) {
      return "the loop may be left early by a test that not every round makes";
    }
    int relation = relation(jump.getOpcode());
    if (relation == 0) {
      return "the loop's end is no counted test";
    }
    boolean stays = loop.contains(shape.node(jump.label));
    AbstractInsnNode left = first;
    AbstractInsnNode right = new InsnNode(Opcodes.ICONST_0);
    if (operands(jump.getOpcode()) == 2) {
      right = shape.producer(node, 0);
    } else if (first != null && first.getOpcode() == Opcodes.LCMP) {
      int compare = shape.node(first);
      left = shape.producer(compare, 1);
      right = shape.producer(compare, 0);
    }
    return counted(left, right, stays ? relation : negated(relation), loop);
  }

  // Iterators

  private static boolean isHasNext(MethodInsnNode call) {
    return call.owner.equals(ITERATOR) && call.name.equals("hasNext");
  }

  private @Nullable String atIterator(int test, MethodInsnNode hasNext, Loop loop) {
    boolean everyRound =
        loop.contains(shape.node(hasNext)) && loop.everyRoundPasses(test, shape.dominators());
    if (!everyRound
        || !(shape.producer(shape.node(hasNext), 0) instanceof VarInsnNode iterator)
        || !neverSet(iterator.var, loop)) {
      return "the loop's iterator can't be followed";
    }
    AbstractInsnNode store = shape.setter(shape.node(hasNext), iterator.var);
    AbstractInsnNode made =
        store != null && store.getOpcode() == Opcodes.ASTORE
            ? shape.producer(shape.node(store), 0)
            : null;
    if (!(made instanceof MethodInsnNode maker)
        || !maker.name.equals("iterator")
        || !COLLECTIONS.contains(maker.owner)
        || isOwn(shape.producer(shape.node(maker), 0), 0)) {
      return "the loop's iterator may be the application's own and wait for other threads";
    }
    for (int node : loop.nodes()) {
      if (flow.at(node) instanceof MethodInsnNode next
          && next.owner.equals(ITERATOR)
          && next.name.equals("next")
          && shape.producer(node, 0) instanceof VarInsnNode same
          && same.var == iterator.var
          && loop.everyRoundPasses(node, shape.dominators())) {
        return null;
      }
    }
    return "not every round takes an element of the iterator";
  }

  /** Whether a value is seen to be an object of the application's own class. */
  private boolean isOwn(@Nullable AbstractInsnNode producer, int depth) {
    if (producer == null || depth > SEARCH_DEPTH) {
      return true;
    }
    if (producer instanceof TypeInsnNode type) {
      return type.getOpcode() == Opcodes.NEW
          ? !type.desc.startsWith("java/")
          : isOwn(shape.producer(shape.node(producer), 0), depth + 1);
    }
    if (producer.getOpcode() == Opcodes.DUP) {
      return isOwn(shape.producer(shape.node(producer), 0), depth + 1);
    }
    if (!(producer instanceof VarInsnNode variable)) {
      return false;
    }
    if (MethodShape.isStore(variable)) {
      return isOwn(shape.producer(shape.node(producer), 0), depth + 1);
    }
    SourceValue held = shape.inLocal(shape.node(producer), variable.var);
    if (held == null) {
      return true;
    }
    for (AbstractInsnNode setter : held.insns) {
      if (isOwn(setter, depth + 1)) {
        return true;
      }
    }
    return false;
  }

  // Counted tests

  private static final int LESS = 1;
  private static final int AT_MOST = 2;
  private static final int MORE = 3;
  private static final int AT_LEAST = 4;

  private static int relation(int opcode) {
    return switch (opcode) {
      case Opcodes.IFLT, Opcodes.IF_ICMPLT -> LESS;
      case Opcodes.IFLE, Opcodes.IF_ICMPLE -> AT_MOST;
      case Opcodes.IFGT, Opcodes.IF_ICMPGT -> MORE;
      case Opcodes.IFGE, Opcodes.IF_ICMPGE -> AT_LEAST;
      default -> 0;
    };
  }

  private static int negated(int relation) {
    return switch (relation) {
      case LESS -> AT_LEAST;
      case AT_MOST -> MORE;
      case MORE -> AT_MOST;
      default -> LESS;
    };
  }

  private static int mirrored(int relation) {
    return relation <= AT_MOST ? relation + 2 : relation - 2;
  }

  private @Nullable String counted(
      @Nullable AbstractInsnNode left, @Nullable AbstractInsnNode right, int stay, Loop loop) {
    if (isFixed(left, loop)) {
      return isFixed(right, loop)
          ? "nothing in the loop changes what its end is tested by"
          : counted(right, left, mirrored(stay), loop);
    }
    if (!isFixed(right, loop)
        || !(left instanceof VarInsnNode counter)
        || !loop.contains(shape.node(left))) {
      return "the loop's end is tested against a bound that the loop changes";
    }
    long step = 0;
    for (int node : loop.nodes()) {
      if (!MethodShape.sets(flow.at(node), counter.var)) {
        continue;
      }
      if (step != 0) {
        return "the counter is set more than once, again at line " + flow.line(node);
      }
      step = step(node, counter.var);
      if (step == 0) {
        return "the counter is set to something else at line " + flow.line(node);
      }
      if (!loop.everyRoundPasses(node, shape.dominators())
          || shape.loops().innermost(node) != loop) {
        return "not every round moves the counter, at line " + flow.line(node);
      }
    }
    boolean up = stay == LESS || stay == AT_MOST;
    if (step > 0 != up) {
      return "the counter moves away from its bound";
    }
    if (Math.abs(step) == 1 && (stay == LESS || stay == MORE)) {
      return null;
    }
    Long bound = MethodShape.constant(right);
    boolean far = bound != null && Math.abs(bound) < FAR && Math.abs(step) < FAR;
    return far ? null : "the counter may pass its bound by wrapping around";
  }

  /** The constant by which an instruction changes a local, or 0 where it does something else. */
  private long step(int node, int variable) {
    AbstractInsnNode insn = flow.at(node);
    if (insn instanceof IincInsnNode increment) {
      return increment.incr;
    }
    AbstractInsnNode sum = shape.producer(node, 0);
    int opcode = sum == null ? -1 : sum.getOpcode();
    boolean plus = opcode == Opcodes.IADD || opcode == Opcodes.LADD;
    if (sum == null || (!plus && opcode != Opcodes.ISUB && opcode != Opcodes.LSUB)) {
      return 0;
    }
    int at = shape.node(sum);
    Long by = MethodShape.constant(shape.producer(at, 0));
    boolean same =
        shape.producer(at, 1) instanceof VarInsnNode load
            && MethodShape.isLoad(load)
            && load.var == variable;
    if (!same || by == null || Math.abs(by) >= FAR) {
      return 0;
    }
    return plus ? by : -by;
  }

  /** Whether a value is the same in every round, whatever other threads do. */
  private boolean isFixed(@Nullable AbstractInsnNode producer, Loop loop) {
    if (producer == null) {
      return false;
    }
    if (MethodShape.constant(producer) != null) {
      return true;
    }
    if (producer.getOpcode() == Opcodes.ARRAYLENGTH) {
      return isFixed(shape.producer(shape.node(producer), 0), loop);
    }
    return producer instanceof VarInsnNode load
        && MethodShape.isLoad(load)
        && neverSet(load.var, loop);
  }

  private boolean neverSet(int variable, Loop loop) {
    for (int node : loop.nodes()) {
      if (MethodShape.sets(flow.at(node), variable)) {
        return false;
      }
    }
    return true;
  }

  // Shared memory

  /** Whether a jump's outcome depends on heap memory or calls that the loop asks. */
  boolean looksAtShared(int jump, Loop loop) {
    int operands = operands(flow.at(jump).getOpcode());
    for (int i = 0; i < operands; i++) {
      if (isShared(shape.onStack(jump, i), loop, 0)) {
        return true;
      }
    }
    return false;
  }

  /*
   * A search that gives up says no. That is safe on both sides: what is not shared must still be
   * proven to be counted, and a loop whose exit is not shared does not wait.
   */
  private boolean isShared(@Nullable SourceValue value, Loop loop, int depth) {
    if (value == null || depth > SEARCH_DEPTH) {
      return false;
    }
    for (AbstractInsnNode source : value.insns) {
      int at = shape.node(source);
      if (!loop.contains(at)) {
        continue;
      }
      int opcode = source.getOpcode();
      boolean element = opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD;
      if (source instanceof FieldInsnNode || source instanceof MethodInsnNode || element) {
        return true;
      }
      if (source instanceof VarInsnNode variable) {
        SourceValue from =
            MethodShape.isStore(variable) ? shape.onStack(at, 0) : shape.inLocal(at, variable.var);
        if (isShared(from, loop, depth + 1)) {
          return true;
        }
      } else if (source instanceof InsnNode || source instanceof TypeInsnNode) {
        int operands = Math.min(operandsOf(opcode), shape.stackSize(at));
        for (int i = 0; i < operands; i++) {
          if (isShared(shape.onStack(at, i), loop, depth + 1)) {
            return true;
          }
        }
      }
    }
    return false;
  }

  private static int operandsOf(int opcode) {
    if (opcode <= Opcodes.DCONST_1 || opcode == Opcodes.NEW) {
      return 0;
    }
    boolean binary =
        (opcode >= Opcodes.IADD && opcode <= Opcodes.DREM)
            || (opcode >= Opcodes.ISHL && opcode <= Opcodes.LXOR)
            || (opcode >= Opcodes.LCMP && opcode <= Opcodes.DCMPG);
    return binary ? 2 : 1;
  }

  private static int operands(int opcode) {
    boolean two = opcode >= Opcodes.IF_ICMPEQ && opcode <= Opcodes.IF_ACMPNE;
    return two ? 2 : 1;
  }
}
