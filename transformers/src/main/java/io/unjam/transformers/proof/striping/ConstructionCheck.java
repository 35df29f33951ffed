package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.ControlFlow;
import io.unjam.transformers.proof.Dominators;
import io.unjam.transformers.proof.striping.Construction.Join;
import io.unjam.transformers.proof.striping.Construction.Made;
import io.unjam.transformers.proof.striping.Traced.Kind;
import io.unjam.transformers.proof.striping.Traced.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Finds where a constructor makes the lock and its maps: each exactly once, by exactly the expected
 * class, straight into its field of this very object, after the superclass's constructor, on every
 * way through, in an order that is the same on each.
 */
final class ConstructionCheck {
  static final String LOCK = "java/util/concurrent/locks/ReentrantLock";
  static final String READ_WRITE_LOCK = "java/util/concurrent/locks/ReentrantReadWriteLock";
  static final String MAP = "java/util/HashMap";
  static final String LINKED_MAP = "java/util/LinkedHashMap";
  static final String SET = "java/util/HashSet";
  static final String OBJECT = "java/lang/Object";

  private final Inquiry inquiry;
  private final MethodNode method;
  private final MethodRun run;
  private final Dominators dominators;

  ConstructionCheck(Inquiry inquiry, MethodNode method, MethodRun run) {
    this.inquiry = inquiry;
    this.method = method;
    this.run = run;
    this.dominators = new Dominators(run.flow());
  }

  /** {@code null} where the constructor leaves all of it to another one. */
  @Nullable Construction check() {
    List<FieldInsnNode> writes = new ArrayList<>();
    AbstractInsnNode superCall = null;
    boolean delegates = false;
    for (int i = 0; i < run.flow().size(); i++) {
      AbstractInsnNode insn = run.flow().at(i);
      if (insn instanceof FieldInsnNode write
          && inquiry.group().contains(write)
          && (write.getOpcode() == Opcodes.PUTFIELD || write.getOpcode() == Opcodes.PUTSTATIC)) {
        writes.add(write);
      }
      if (insn instanceof MethodInsnNode call && isOnThis(call)) {
        superCall = call;
        delegates |= call.owner.equals(inquiry.group().owner());
      }
    }
    if (delegates) {
      if (writes.isEmpty()) {
        return null;
      }
      FieldInsnNode again = writes.get(0);
      throw refused(
          Obstacle.MADE, again, again.name + " is set again after another constructor has set it");
    }
    Group group = inquiry.group();
    Set<String> types =
        group.isOwnMonitor()
            ? tables(group.lock())
            : Set.of(group.isMonitor() ? OBJECT : group.isReadWrite() ? READ_WRITE_LOCK : LOCK);
    Made lock = group.isOwnersMonitor() ? null : made(group.lock(), writes, types);
    List<Made> maps = new ArrayList<>();
    List<Join> joins = new ArrayList<>();
    for (FieldNode field : inquiry.group().maps()) {
      Made map = made(field, writes, tables(field));
      for (Made other : maps) {
        if (other.allocation() == map.allocation()) {
          throw refused(
              Obstacle.MADE,
              map.write(),
              field.name + " is the same object as " + other.write().name);
        }
      }
      maps.add(map);
      if (lock != null) {
        joins.add(join(lock.write(), map.write()));
      }
    }
    FieldInsnNode last = (lock == null ? maps.get(0) : lock).write();
    for (Made map : maps) {
      if (dominates(last, map.write())) {
        last = map.write();
      } else if (!dominates(map.write(), last)) {
        throw refused(
            Obstacle.MADE, last, "whether the lock or the map is made first depends on a branch");
      }
    }
    Frame<Traced> end = run.frame(last);
    if (!group.isStatic() && (end == null || end.getLocal(0).kind() != Kind.THIS)) {
      throw refused(Obstacle.MADE, last, "its first local isn't 'this'");
    }
    for (FieldInsnNode write : writes) {
      boolean instance = !inquiry.group().isStatic();
      if (instance && (superCall == null || !dominates(superCall, write))) {
        throw refused(
            Obstacle.MADE, write, write.name + " is set before the superclass is constructed");
      }
    }
    return new Construction(method, lock, maps, joins, last);
  }

  /** A final field is written so by any compiler; one that isn't declared so need not be. */
  private void once(FieldInsnNode write) {
    Frame<Traced> frame = run.frame(write);
    if (frame == null) {
      throw refused(Obstacle.MADE, write, write.name + " is set in code that isn't followed");
    }
    if (write.getOpcode() == Opcodes.PUTFIELD
        && frame.getStack(frame.getStackSize() - 2).kind() != Kind.THIS) {
      throw refused(Obstacle.MADE, write, write.name + " of another object than 'this' is set");
    }
    if (repeats(write)) {
      throw refused(Obstacle.MADE, write, write.name + " is set in a loop");
    }
    for (int i = 0; i < run.flow().size(); i++) {
      AbstractInsnNode insn = run.flow().at(i);
      if (insn.getOpcode() == Opcodes.RETURN
          && run.frame(insn) != null
          && !dominates(write, insn)) {
        throw refused(
            Obstacle.MADE, write, write.name + " is set on one way through and not on another");
      }
    }
  }

  /** Whether an instruction may come after itself. */
  private boolean repeats(AbstractInsnNode insn) {
    int start = method.instructions.indexOf(insn);
    Set<Integer> seen = new HashSet<>();
    Deque<Integer> work = new ArrayDeque<>();
    work.add(start);
    while (!work.isEmpty()) {
      int from = work.remove();
      for (int[] next : new int[][] {run.flow().successors(from), run.flow().handlers(from)}) {
        for (int to : next) {
          if (to == start) {
            return true;
          }
          if (seen.add(to)) {
            work.add(to);
          }
        }
      }
    }
    return false;
  }

  /** What a field may be given: a striped one is made of each. */
  private static Set<String> tables(FieldNode field) {
    return Group.isSet(field) ? Set.of(SET) : Set.of(MAP, LINKED_MAP);
  }

  private boolean isOnThis(MethodInsnNode call) {
    Frame<Traced> frame = run.frame(call);
    if (frame == null || !call.name.equals("<init>")) {
      return false;
    }
    int arguments = Type.getArgumentTypes(call.desc).length;
    return frame.getStack(frame.getStackSize() - 1 - arguments).kind() == Kind.THIS;
  }

  private Made made(FieldNode field, List<FieldInsnNode> writes, Set<String> types) {
    FieldInsnNode write = null;
    for (FieldInsnNode candidate : writes) {
      if (candidate.name.equals(field.name)) {
        if (write != null) {
          throw refused(Obstacle.MADE, candidate, field.name + " is set more than once");
        }
        write = candidate;
      }
    }
    if (write == null) {
      throw new StripingRefused(
          Obstacle.MADE, inquiry.place(method, 0) + ": it doesn't set " + field.name + " itself");
    }
    once(write);
    Frame<Traced> frame = run.frame(write);
    Origin origin = frame == null ? null : frame.getStack(frame.getStackSize() - 1).origin();
    if (origin == null
        || !(origin.at() instanceof TypeInsnNode allocation)
        || allocation.getOpcode() != Opcodes.NEW
        || !types.contains(allocation.desc)) {
      throw refused(
          Obstacle.MADE, write, field.name + " is not set to exactly a new " + text(types));
    }
    return new Made(allocation, constructor(origin, field, write), write);
  }

  private static String text(Set<String> types) {
    return String.join(" or ", new TreeSet<>(types)).replace('/', '.');
  }

  private MethodInsnNode constructor(Origin origin, FieldNode field, FieldInsnNode write) {
    MethodInsnNode found = null;
    for (int i = 0; i < run.flow().size(); i++) {
      if (run.flow().at(i) instanceof MethodInsnNode call && call.name.equals("<init>")) {
        Frame<Traced> frame = run.frame(call);
        int arguments = Type.getArgumentTypes(call.desc).length;
        if (frame != null
            && origin.equals(frame.getStack(frame.getStackSize() - 1 - arguments).origin())) {
          if (found != null) {
            throw refused(
                Obstacle.MADE,
                write,
                "which constructor call makes " + field.name + " isn't clear");
          }
          found = call;
          check(call, frame, field);
        }
      }
    }
    if (found == null) {
      throw refused(Obstacle.MADE, write, "no constructor call makes " + field.name);
    }
    return found;
  }

  private void check(MethodInsnNode call, Frame<Traced> frame, FieldNode field) {
    if (call.owner.equals(MAP) || call.owner.equals(LINKED_MAP) || call.owner.equals(SET)) {
      if (call.desc.contains(";")) {
        throw refused(
            Obstacle.MADE,
            call,
            field.name + " begins as a copy of another " + (Group.isSet(field) ? "one" : "map"));
      }
      if (call.desc.equals("(IFZ)V")) {
        throw refused(Obstacle.MADE, call, field.name + " is ordered by access, or may be");
      }
    } else if ((call.owner.equals(LOCK) || call.owner.equals(READ_WRITE_LOCK))
        && call.desc.equals("(Z)V")) {
      Origin flag = frame.getStack(frame.getStackSize() - 1).origin();
      boolean unfair =
          flag != null
              && flag.at() instanceof InsnNode constant
              && constant.getOpcode() == Opcodes.ICONST_0;
      if (!unfair) {
        throw refused(Obstacle.FAIR, call, "the lock is fair, or may be");
      }
    }
  }

  private Join join(FieldInsnNode lock, FieldInsnNode map) {
    if (lock == map) {
      return new Join(map, map, true);
    }
    if (dominates(lock, map)) {
      return new Join(map, lock, true);
    }
    if (dominates(map, lock)) {
      return new Join(lock, map, false);
    }
    throw refused(
        Obstacle.MADE, map, "whether the lock or the map is made first depends on a branch");
  }

  private boolean dominates(AbstractInsnNode by, AbstractInsnNode insn) {
    return dominators.dominates(method.instructions.indexOf(by), method.instructions.indexOf(insn));
  }

  private StripingRefused refused(Obstacle obstacle, AbstractInsnNode at, String reason) {
    ControlFlow flow = run.flow();
    return new StripingRefused(
        obstacle,
        inquiry.place(method, flow.line(method.instructions.indexOf(at))) + ": " + reason,
        at);
  }
}
