package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.ControlFlow;
import io.unjam.transformers.proof.striping.MapCalls.Reach;
import io.unjam.transformers.proof.striping.Nest.Resolved;
import io.unjam.transformers.proof.striping.Traced.Kind;
import io.unjam.transformers.proof.striping.Traced.Origin;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Follows one method in one place that it is called from: with these arguments and within these
 * sections. Refuses what exposes the group, and notes in the sections what they touch.
 */
final class MethodRun {
  /*
   * Three passes. Values: an abstract interpretation says of each operand whether it is the lock, a
   * map, or something that a map handed out. Sections: which are open at each instruction; on all
   * ways there the same, or the lock isn't used lexically. Uses: each instruction is held against
   * what the group and the open sections allow. Own methods that can be none but one are followed
   * into, so that private helpers need no summary.
   *
   * Calls of lock() and unlock() are taken not to throw: the lock is never null, and errors that
   * the JVM raises at any instruction (a full stack) break the original alike.
   */
  private static final int DEEPEST = 12;

  private static final Set<String> WAITING =
      Set.of("wait()V", "wait(J)V", "wait(JI)V", "notify()V", "notifyAll()V");

  private final Inquiry inquiry;
  private final MethodNode method;
  private final List<SectionFacts> inherited;
  private final boolean constructing;
  private final int depth;
  private final ControlFlow flow;
  private final @Nullable Frame<Traced>[] frames;
  private final @Nullable List<SectionFacts>[] open;
  private final Map<AbstractInsnNode, SectionFacts> opened = new LinkedHashMap<>();
  private final Set<Object> made = new HashSet<>();

  private MethodRun(
      Inquiry inquiry,
      MethodNode method,
      List<Traced> arguments,
      List<SectionFacts> inherited,
      boolean constructing,
      int depth) {
    this.inquiry = inquiry;
    this.method = method;
    this.inherited = inherited;
    this.constructing = constructing;
    this.depth = depth;
    this.flow = ControlFlow.of(method);
    if (flow.hasSubroutines()) {
      throw refused(Obstacle.TOO_LARGE, 0, "the method uses subroutines, which aren't followed");
    }
    inquiry.count(flow.size());
    Map<AbstractInsnNode, Kind> becoming =
        constructing && depth == 0 ? becoming(values(arguments, Map.of())) : Map.of();
    made.addAll(becoming.keySet());
    frames = values(arguments, becoming);
    open = newStates(flow.size());
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic class, made as it has to be
  private static @Nullable List<SectionFacts>[] newStates(int size) {
    return new List[size];
  }

  /** Follows a method that may be called from anywhere, the lock not held. */
  static MethodRun entry(Inquiry inquiry, MethodNode method) {
    boolean constructor = method.name.equals(inquiry.group().isStatic() ? "<clinit>" : "<init>");
    MethodRun run = new MethodRun(inquiry, method, List.of(), List.of(), constructor, 0);
    run.follow();
    return run;
  }

  private void follow() {
    lockUses();
    sections();
    for (int i = 0; i < flow.size(); i++) {
      Frame<Traced> frame = frames[i];
      List<SectionFacts> state = open[i];
      if (frame != null && state != null && flow.at(i).getOpcode() >= 0) {
        origins(flow.at(i), frame, state);
        use(i, flow.at(i), frame, state);
      }
    }
    if (depth == 0) {
      if (inquiry.group().isMonitor()) {
        MonitorShape shape = new MonitorShape(method, flow, frames, open);
        opened.values().forEach(shape::check);
      }
      inquiry.sections(opened.values());
    }
  }

  ControlFlow flow() {
    return flow;
  }

  @Nullable Frame<Traced> frame(AbstractInsnNode insn) {
    return frames[method.instructions.indexOf(insn)];
  }

  // Values

  private @Nullable Frame<Traced>[] values(
      List<Traced> arguments, Map<AbstractInsnNode, Kind> becoming) {
    try {
      return new Analyzer<>(new TraceInterpreter(inquiry.group(), this, arguments, becoming))
          .analyze(inquiry.group().owner(), method);
    } catch (AnalyzerException | IndexOutOfBoundsException unreadable) {
      throw refused(Obstacle.TOO_LARGE, 0, "the method's code can't be followed");
    }
  }

  /**
   * In a constructor: where the objects are made that become the group. They are it from there on,
   * wherever they go before they are in their fields.
   */
  private Map<AbstractInsnNode, Kind> becoming(@Nullable Frame<Traced>[] values) {
    Map<AbstractInsnNode, Kind> becoming = new HashMap<>();
    for (int i = 0; i < flow.size(); i++) {
      if (flow.at(i) instanceof FieldInsnNode write
          && (write.getOpcode() == Opcodes.PUTFIELD || write.getOpcode() == Opcodes.PUTSTATIC)
          && (inquiry.group().isMap(write) || inquiry.group().isLock(write))
          && values[i] != null) {
        Origin origin = top(values[i], 0).origin();
        if (origin != null
            && TraceInterpreter.isNew(origin.at())
            && origin.at() instanceof AbstractInsnNode allocation) {
          becoming.merge(
              allocation,
              inquiry.group().isMap(write) ? Kind.MAP : Kind.LOCK,
              (one, other) -> one == other ? one : Kind.MIXED);
        }
      }
    }
    return becoming;
  }

  /**
   * Before sections are looked for: other ways to take or ask the lock would only unbalance them.
   */
  private void lockUses() {
    for (int i = 0; i < flow.size(); i++) {
      Frame<Traced> frame = frames[i];
      if (frame != null && flow.at(i) instanceof MethodInsnNode call && asksMonitor(call, frame)) {
        throw refused(
            Obstacle.LOCK_USE, i, "the monitor is used for more than synchronized: " + call.name);
      }
      if (frame != null
          && flow.at(i) instanceof MethodInsnNode call
          && call.getOpcode() != Opcodes.INVOKESTATIC
          && !call.name.equals("<init>")
          && isLock(top(frame, Type.getArgumentTypes(call.desc).length))
          && !handsOutHalf(call, frame)
          && !takes(call, frame)
          && !releases(call, frame)) {
        throw refused(
            Obstacle.LOCK_USE, i, "the lock is used for more than lock and unlock: " + call.name);
      }
    }
  }

  /** A value that outlives one execution of what makes it is not told from the next one. */
  private void origins(AbstractInsnNode insn, Frame<Traced> frame, List<SectionFacts> state) {
    Origin own = new Origin(this, insn);
    for (SectionFacts section : state) {
      section.madeInside.add(own);
    }
    for (int i = 0; i < frame.getLocals(); i++) {
      if (own.equals(frame.getLocal(i).origin())) {
        inquiry.unstable(own);
      }
    }
    for (int i = 0; i < frame.getStackSize(); i++) {
      if (own.equals(frame.getStack(i).origin())) {
        inquiry.unstable(own);
      }
    }
  }

  private static Traced top(Frame<Traced> frame, int below) {
    return frame.getStack(frame.getStackSize() - 1 - below);
  }

  // Sections

  private void sections() {
    boolean[] caught = caught();
    Deque<Integer> work = new ArrayDeque<>();
    reach(0, inherited, work, 0);
    while (!work.isEmpty()) {
      int at = work.remove();
      List<SectionFacts> before = open[at];
      Frame<Traced> frame = frames[at];
      if (before == null || frame == null) {
        continue;
      }
      AbstractInsnNode insn = flow.at(at);
      boolean outer = before.size() == inherited.size();
      if (mayThrow(insn, frame)) {
        if (!outer && !caught[at]) {
          throw refused(
              Obstacle.UNBALANCED,
              at,
              "an exception at line " + flow.line(at) + " leaves without unlocking");
        }
        for (int handler : flow.handlers(at)) {
          reach(handler, before, work, at);
        }
      }
      boolean leaves = insn.getOpcode() >= Opcodes.IRETURN && insn.getOpcode() <= Opcodes.RETURN;
      if (leaves && !outer) {
        throw refused(Obstacle.UNBALANCED, at, "the lock is still held where the method returns");
      }
      List<SectionFacts> after = after(at, insn, frame, before, outer);
      for (int next : flow.successors(at)) {
        reach(next, after, work, at);
      }
    }
  }

  private List<SectionFacts> after(
      int at,
      AbstractInsnNode insn,
      Frame<Traced> frame,
      List<SectionFacts> before,
      boolean outer) {
    if (takes(insn, frame)) {
      SectionFacts section = opened.get(insn);
      if (section == null) {
        boolean shared = top(frame, 0).kind() == Kind.READ_LOCK;
        section = new SectionFacts(method, insn, flow.line(at), frame, shared);
        opened.put(insn, section);
      }
      if (before.contains(section)) {
        throw refused(
            Obstacle.UNBALANCED, at, "the lock is taken again in a loop without being released");
      }
      List<SectionFacts> more = new ArrayList<>(before);
      more.add(section);
      return more;
    }
    if (releases(insn, frame)) {
      if (outer) {
        throw refused(
            Obstacle.UNBALANCED,
            at,
            "the lock is released where it was not taken in the same method");
      }
      SectionFacts section = before.get(before.size() - 1);
      if (section.shared != (top(frame, 0).kind() == Kind.READ_LOCK)) {
        throw refused(
            Obstacle.UNBALANCED,
            at,
            "the read lock and the write lock are not released in turn, as when downgrading");
      }
      section.unlocks.add(insn);
      section.exits.put(insn, frame);
      return new ArrayList<>(before.subList(0, before.size() - 1));
    }
    return before;
  }

  private void reach(int at, List<SectionFacts> state, Deque<Integer> work, int from) {
    List<SectionFacts> known = open[at];
    if (known == null) {
      open[at] = state;
      work.add(at);
    } else if (!known.equals(state)) {
      throw refused(
          Obstacle.UNBALANCED,
          from,
          "lock and unlock don't balance: line "
              + flow.line(at)
              + " is reached with the lock held on one way and not on another");
    }
  }

  private boolean[] caught() {
    boolean[] caught = new boolean[flow.size()];
    for (TryCatchBlockNode range : method.tryCatchBlocks) {
      if (range.type == null || range.type.equals("java/lang/Throwable")) {
        for (int i = method.instructions.indexOf(range.start);
            i < method.instructions.indexOf(range.end);
            i++) {
          caught[i] = true;
        }
      }
    }
    return caught;
  }

  private boolean mayThrow(AbstractInsnNode insn, Frame<Traced> frame) {
    int opcode = insn.getOpcode();
    if (opcode < 0) {
      return false;
    }
    if (insn instanceof FieldInsnNode field) {
      boolean own = field.owner.equals(inquiry.group().owner());
      return switch (opcode) {
        case Opcodes.GETFIELD -> top(frame, 0).kind() != Kind.THIS;
        case Opcodes.PUTFIELD -> top(frame, 1).kind() != Kind.THIS;
        default -> !own;
      };
    }
    if (takes(insn, frame) || releases(insn, frame) || handsOutHalf(insn, frame)) {
      return false;
    }
    if (insn instanceof LdcInsnNode ldc) {
      return !(ldc.cst instanceof Number || ldc.cst instanceof String);
    }
    return (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD)
        || (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE)
        || opcode == Opcodes.IDIV
        || opcode == Opcodes.LDIV
        || opcode == Opcodes.IREM
        || opcode == Opcodes.LREM
        || (opcode >= Opcodes.INVOKEVIRTUAL && opcode <= Opcodes.CHECKCAST)
        || opcode == Opcodes.MONITORENTER
        || opcode == Opcodes.MONITOREXIT
        || opcode == Opcodes.MULTIANEWARRAY;
  }

  private boolean takes(AbstractInsnNode insn, Frame<Traced> frame) {
    return inquiry.group().isMonitor()
        ? insn.getOpcode() == Opcodes.MONITORENTER && isMonitor(top(frame, 0))
        : isLockCall(insn, frame, "lock");
  }

  private boolean releases(AbstractInsnNode insn, Frame<Traced> frame) {
    return inquiry.group().isMonitor()
        ? insn.getOpcode() == Opcodes.MONITOREXIT && isMonitor(top(frame, 0))
        : isLockCall(insn, frame, "unlock");
  }

  private boolean isMonitor(Traced value) {
    Group group = inquiry.group();
    Kind monitor =
        group.isOwnersMonitor()
            ? group.isStatic() ? Kind.CLASS : Kind.THIS
            : group.isOwnMonitor() ? Kind.MAP : Kind.LOCK;
    return value.kind() == monitor;
  }

  private boolean mayBeMonitor(Traced value) {
    return isMonitor(value) || (!inquiry.group().isStatic() && value.kind() == Kind.PERHAPS_THIS);
  }

  /** Whether a call has to do with the monitor of an object, one that its class may share. */
  private boolean asksMonitor(MethodInsnNode call, Frame<Traced> frame) {
    if (!inquiry.group().isOwnersMonitor()) {
      return false;
    }
    int arguments = Type.getArgumentTypes(call.desc).length;
    return switch (call.name) {
      case "wait", "notify", "notifyAll" ->
          call.getOpcode() != Opcodes.INVOKESTATIC
              && WAITING.contains(call.name + call.desc)
              && mayBeMonitor(top(frame, arguments));
      case "holdsLock" ->
          call.owner.equals("java/lang/Thread") && arguments == 1 && mayBeMonitor(top(frame, 0));
      default -> false;
    };
  }

  private static boolean isLock(Traced value) {
    return value.kind() == Kind.LOCK || value.isHalf();
  }

  /** A call of {@code readLock} or {@code writeLock} on the lock, which has both from the start. */
  private boolean handsOutHalf(AbstractInsnNode insn, Frame<Traced> frame) {
    return inquiry.group().isReadWrite()
        && insn instanceof MethodInsnNode call
        && call.getOpcode() != Opcodes.INVOKESTATIC
        && Group.half(call) != null
        && top(frame, 0).kind() == Kind.LOCK;
  }

  private boolean isLockCall(AbstractInsnNode insn, Frame<Traced> frame, String name) {
    return insn instanceof MethodInsnNode call
        && call.name.equals(name)
        && call.desc.equals("()V")
        && call.getOpcode() != Opcodes.INVOKESTATIC
        && (inquiry.group().isReadWrite()
            ? top(frame, 0).isHalf()
            : top(frame, 0).kind() == Kind.LOCK);
  }

  // Uses

  private void use(int at, AbstractInsnNode insn, Frame<Traced> frame, List<SectionFacts> state) {
    int opcode = insn.getOpcode();
    if (insn instanceof FieldInsnNode field) {
      field(at, field, frame, state);
    } else if (insn instanceof MethodInsnNode call) {
      call(at, call, frame, state);
    } else if (insn instanceof InvokeDynamicInsnNode dynamic) {
      dynamic(at, dynamic, frame, state);
    } else if (insn instanceof LdcInsnNode ldc && ldc.cst instanceof ConstantDynamic) {
      block(state, Obstacle.CALL, at, "makes a constant by code that isn't known");
    } else if (opcode == Opcodes.ARETURN) {
      keep(at, top(frame, 0), "is returned");
      keepThis(at, top(frame, 0), "is returned");
    } else if (opcode == Opcodes.AASTORE) {
      keep(at, top(frame, 0), "is stored in an array");
      keepThis(at, top(frame, 0), "is stored in an array");
      block(state, Obstacle.ARRAY, at, "writes an array");
    } else if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
      block(state, Obstacle.ARRAY, at, "writes an array");
    } else if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
      block(state, Obstacle.ARRAY, at, "reads an array");
    } else if (inquiry.group().isMonitor() && (takes(insn, frame) || releases(insn, frame))) {
      if (opcode == Opcodes.MONITORENTER) {
        again(at, insn, frame, state);
      }
    } else if (opcode == Opcodes.MONITORENTER || opcode == Opcodes.MONITOREXIT) {
      keep(at, top(frame, 0), "is used as a monitor");
      block(state, Obstacle.OTHER_LOCK, at, "takes another lock, a monitor");
    } else if (opcode == Opcodes.IF_ACMPEQ || opcode == Opcodes.IF_ACMPNE) {
      keep(at, top(frame, 0), "is compared");
      keep(at, top(frame, 1), "is compared");
    } else if (opcode == Opcodes.INSTANCEOF) {
      keep(at, top(frame, 0), "is asked for its class");
    } else if (opcode == Opcodes.CHECKCAST) {
      Traced value = top(frame, 0);
      boolean plain = ((TypeInsnNode) insn).desc.startsWith("java/util/");
      if (value.exposes() && !plain) {
        keep(at, value, "is cast to another type");
      }
    } else if (opcode == Opcodes.ATHROW || opcode == Opcodes.MULTIANEWARRAY) {
      keep(at, top(frame, 0), "is thrown");
      keepThis(at, top(frame, 0), "is thrown");
    }
  }

  /** Refuses where the lock, a map or a part of one gets out of the proof's sight. */
  private void keep(int at, Traced value, String what) {
    if (value.exposes()) {
      Origin origin = value.origin();
      boolean fresh = origin != null && TraceInterpreter.isNew(origin.at());
      throw refused(
          Obstacle.ESCAPES, at, (fresh ? "the new lock or map" : name(value)) + " " + what);
    }
  }

  private String name(Traced value) {
    return switch (value.kind()) {
      case LOCK -> "the lock";
      case READ_LOCK -> "the read lock";
      case WRITE_LOCK -> "the write lock";
      case MAP -> inquiry.group().guarded();
      case ELEMENTS -> "a view of " + inquiry.group().guarded() + " or a walk over it";
      case ENTRIES -> "an entry of the map, or a view or walk of its entries";
      default ->
          "a value that is sometimes the lock, " + inquiry.group().guarded() + " or a view of it";
    };
  }

  /**
   * Refuses where a constructor lets 'this' out of locals and the stack. In a field, even its own,
   * in an array or a map, or by way of a method that returns it, it would go on as any object.
   */
  private void keepThis(int at, Traced value, String what) {
    if (constructing && value.mayBeThis()) {
      throw refused(
          Obstacle.CONSTRUCTION, at, "'this' " + what + " while it is under construction");
    }
  }

  private void block(List<SectionFacts> state, Obstacle obstacle, int at, String what) {
    for (SectionFacts section : state) {
      section.makeWhole(obstacle, "line " + flow.line(at) + " " + what, flow.at(at));
    }
  }

  /** Notes for whoever asks why: what a section does here, and that it may. */
  private void note(List<SectionFacts> state, int at, String what) {
    for (SectionFacts section : state) {
      section.details.add(
          (depth == 0 ? "" : "in " + method.name + ", ") + "line " + flow.line(at) + " " + what);
    }
  }

  private void field(int at, FieldInsnNode insn, Frame<Traced> frame, List<SectionFacts> state) {
    int opcode = insn.getOpcode();
    boolean reads = opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC;
    boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
    if (inquiry.group().contains(insn)) {
      if (reads && !isStatic && top(frame, 0).kind() != Kind.THIS) {
        throw refused(
            Obstacle.UNGUARDED, at, "it reads " + insn.name + " of another object than 'this'");
      }
      if (!reads && !(constructing && depth == 0)) {
        throw refused(
            Obstacle.NOT_FINAL, at, "it writes " + insn.name + " outside of a constructor");
      }
      if (!reads
          && inquiry.group().isHalf(insn)
          && (top(frame, 0).kind() != inquiry.group().halves().get(insn.name)
              || (!isStatic && top(frame, 1).kind() != Kind.THIS))) {
        throw refused(
            Obstacle.MADE,
            at,
            insn.name + " isn't always the same lock of " + inquiry.group().lock().name);
      }
      return;
    }
    Traced receiver = isStatic ? Traced.WORD : top(frame, reads ? 0 : 1);
    if (!reads) {
      Traced value = top(frame, 0);
      keep(at, value, "is stored in the field " + insn.name);
      keepThis(at, value, "is stored in the field " + insn.name);
      block(state, Obstacle.WRITES_FIELD, at, "writes the field " + insn.name);
      boolean ours = receiver.kind() == Kind.THIS && (constructing || !state.isEmpty());
      if (!ours) {
        inquiry.writtenOutside(insn);
      }
      return;
    }
    if (state.isEmpty()) {
      return;
    }
    FieldNode field = inquiry.nest().field(insn.owner, insn.name);
    if (field == null) {
      block(
          state,
          Obstacle.MISSING,
          at,
          "reads the field " + insn.name + ", whose class isn't at hand");
    } else if ((field.access & Opcodes.ACC_FINAL) == 0) {
      int not = Opcodes.ACC_VOLATILE | Opcodes.ACC_STATIC;
      // Who holds a monitor without an edit excludes keyed sections from its first use of the map
      // on.
      boolean guarded =
          !isStatic
              && !inquiry.group().isMonitor()
              && receiver.kind() == Kind.THIS
              && !inquiry.group().isStatic()
              && insn.owner.equals(inquiry.group().owner())
              && (field.access & not) == 0
              && (field.access & Opcodes.ACC_PRIVATE) != 0;
      for (SectionFacts section : state) {
        if (guarded) {
          section.reads.putIfAbsent(insn.name, flow.line(at));
          note(
              List.of(section),
              at,
              "reads the field "
                  + insn.name
                  + ", which constructors and sections with all stripes alone may write");
        } else {
          section.makeWhole(
              Obstacle.READS_FIELD,
              "line "
                  + flow.line(at)
                  + " reads the field "
                  + insn.name
                  + ", which others may write",
              insn);
        }
      }
    } else if (isStatic && !inquiry.isQuiet(insn.owner)) {
      block(
          state,
          Obstacle.INITIALISES,
          at,
          "may initialise the class " + insn.owner.replace('/', '.'));
    } else {
      note(state, at, "reads the field " + insn.name + ", which is final");
    }
  }

  private void dynamic(
      int at, InvokeDynamicInsnNode insn, Frame<Traced> frame, List<SectionFacts> state) {
    int arguments = Type.getArgumentTypes(insn.desc).length;
    for (int i = 0; i < arguments; i++) {
      Traced value = top(frame, arguments - 1 - i);
      keep(at, value, "is captured by a lambda or a method reference");
      keepThis(at, value, "is captured by a lambda or a method reference");
    }
    Handle made = TraceInterpreter.lambda(insn);
    MethodNode body = made == null ? null : inquiry.body(made);
    if (body != null && !runsAtOnce(insn, state)) {
      // It may run anywhere, at any time.
      inquiry.reachable(body);
    }
    for (Object argument : insn.bsmArgs) {
      if (argument instanceof Handle handle
          && handle.getTag() <= Opcodes.H_PUTSTATIC
          && inquiry.group().names(handle.getOwner(), handle.getName())) {
        throw refused(Obstacle.REFLECTION, at, "a method handle reaches " + handle.getName());
      }
    }
    if (!Nest.isPlainConcatenation(insn) && !Nest.isLambda(insn)) {
      block(state, Obstacle.CALL, at, "makes a text of objects, whose toString isn't known");
    }
  }

  private void call(int at, MethodInsnNode call, Frame<Traced> frame, List<SectionFacts> state) {
    int count = Type.getArgumentTypes(call.desc).length;
    List<Traced> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arguments.add(top(frame, count - 1 - i));
    }
    Traced receiver = call.getOpcode() == Opcodes.INVOKESTATIC ? null : top(frame, count);
    lambdas(call, arguments, state);
    if (receiver != null && isConstruction(call, receiver, arguments, at)) {
      return;
    }
    if (receiver != null && isLock(receiver)) {
      if (takes(call, frame)) {
        again(at, call, frame, state);
      }
      return;
    }
    if (receiver != null && receiver.kind() == Kind.MIXED) {
      keep(at, receiver, "is called");
    }
    if (receiver != null && receiver.kind() == Kind.MAP) {
      keepAll(at, call, arguments);
      keepThis(at, call, arguments);
      mapCall(at, call, receiver, arguments, state);
      return;
    }
    if (receiver != null && receiver.exposes()) {
      keepThis(at, call, arguments);
      viewCall(at, call, receiver, arguments, state);
      return;
    }
    if (copies(at, call, arguments, state)) {
      return;
    }
    MethodNode inside = followed(call, receiver);
    if (inside != null && (constructing || !state.isEmpty())) {
      follow(at, inside, receiver, arguments, state);
      return;
    }
    reachElsewhere(call);
    keepAll(at, call, arguments);
    keepThis(at, call, arguments);
    if (receiver != null && !call.name.equals("<init>") && !SuperConstructor.isGetClass(call)) {
      keepThis(at, receiver, "is used by " + text(call) + ", which subclasses may override,");
    }
    if (inside != null) {
      return;
    }
    if (!state.isEmpty()) {
      foreignCall(at, call, receiver, arguments, state);
    }
  }

  /**
   * A method of the class that isn't followed from here, since nothing is held or it is another
   * object's, is followed once with nothing held.
   */
  private void reachElsewhere(MethodInsnNode call) {
    if (call.owner.equals(inquiry.group().owner())) {
      MethodNode target = Nest.declared(inquiry.nest().host(), call.name, call.desc);
      if (target != null) {
        inquiry.reachable(target);
      }
    }
  }

  /** The method of this very object, or the static one, that a call runs and that is followed. */
  private @Nullable MethodNode followed(MethodInsnNode call, @Nullable Traced receiver) {
    if (!call.owner.equals(inquiry.group().owner())
        || call.name.equals("<init>")
        || (receiver != null && receiver.kind() != Kind.THIS)) {
      return null;
    }
    Resolved target = inquiry.nest().exact(call.getOpcode(), call.owner, call.name, call.desc);
    return target != null
            && target.owner() == inquiry.nest().host()
            && (target.method().access & (Opcodes.ACC_NATIVE | Opcodes.ACC_ABSTRACT)) == 0
        ? target.method()
        : null;
  }

  private void keepAll(int at, MethodInsnNode call, List<Traced> arguments) {
    for (Traced argument : arguments) {
      keep(at, argument, "is passed to " + text(call));
    }
  }

  private void keepThis(int at, MethodInsnNode call, List<Traced> arguments) {
    for (Traced argument : arguments) {
      keepThis(at, argument, "is passed to " + text(call));
    }
  }

  private static String text(MethodInsnNode call) {
    String type = call.owner.substring(call.owner.lastIndexOf('/') + 1).replace('$', '.');
    return call.name.equals("<init>") ? "new " + type : type + "." + call.name;
  }

  /** The constructor call of an object that becomes part of the group, or of 'this'. */
  private boolean isConstruction(
      MethodInsnNode call, Traced receiver, List<Traced> arguments, int at) {
    if (!call.name.equals("<init>")) {
      return false;
    }
    Origin origin = receiver.origin();
    boolean group = origin != null && origin.run() == this && made.contains(origin.at());
    if (group || receiver.kind() == Kind.THIS) {
      keepAll(at, call, arguments);
      keepThis(at, call, arguments);
      return true;
    }
    return false;
  }

  /** Follows the lambdas that this call runs before it returns. */
  private void lambdas(MethodInsnNode call, List<Traced> arguments, List<SectionFacts> state) {
    for (Traced argument : arguments) {
      Handle lambda = argument.lambda();
      MethodNode body = lambda == null ? null : inquiry.body(lambda);
      Origin origin = argument.origin();
      if (body != null
          && lambda != null
          && origin != null
          && origin.run() == this
          && origin.at() instanceof InvokeDynamicInsnNode dynamic
          && runsAtOnce(dynamic, state)
          && next(dynamic) == call) {
        follow(lambda, body, captured(dynamic), state);
      }
    }
  }

  /** Whether the object that is made is handed straight to a call that runs it there and then. */
  private static boolean runsAtOnce(InvokeDynamicInsnNode made, List<SectionFacts> state) {
    return !state.isEmpty()
        && next(made) instanceof MethodInsnNode call
        && MapCalls.runsAtOnce(call);
  }

  private static @Nullable AbstractInsnNode next(AbstractInsnNode insn) {
    AbstractInsnNode next = insn.getNext();
    while (next != null && (next.getOpcode() < 0 || next.getOpcode() == Opcodes.CHECKCAST)) {
      next = next.getNext();
    }
    return next;
  }

  private List<Traced> captured(InvokeDynamicInsnNode made) {
    List<Traced> values = new ArrayList<>();
    Frame<Traced> frame = frame(made);
    int count = Type.getArgumentTypes(made.desc).length;
    for (int i = 0; frame != null && i < count; i++) {
      values.add(top(frame, count - 1 - i));
    }
    return values;
  }

  /** The body of a lambda that runs here; what it is handed is nobody's. */
  private void follow(
      Handle lambda, MethodNode body, List<Traced> captured, List<SectionFacts> state) {
    List<Traced> arguments = new ArrayList<>(captured);
    boolean instance = lambda.getTag() != Opcodes.H_INVOKESTATIC;
    Type[] types = Type.getArgumentTypes(body.desc);
    if (instance && arguments.isEmpty()) {
      arguments.add(Traced.WORD);
    }
    for (int i = arguments.size() - (instance ? 1 : 0); i < types.length; i++) {
      arguments.add(types[i].getSize() == 1 ? Traced.WORD : Traced.WIDE);
    }
    nested(body, arguments, state);
  }

  private void follow(
      int at,
      MethodNode target,
      @Nullable Traced receiver,
      List<Traced> arguments,
      List<SectionFacts> state) {
    if ((target.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
      block(state, Obstacle.OTHER_LOCK, at, "takes another lock, the monitor of " + target.name);
    }
    note(state, at, "calls " + target.name + ", which is followed");
    List<Traced> all = new ArrayList<>();
    if (receiver != null) {
      all.add(receiver);
    }
    all.addAll(arguments);
    nested(target, all, state);
  }

  private void nested(MethodNode target, List<Traced> arguments, List<SectionFacts> state) {
    if (depth >= DEEPEST || !inquiry.enter(target)) {
      throw new StripingRefused(
          Obstacle.TOO_LARGE,
          inquiry.place(target, 0) + ": it calls itself, or more deeply than is followed");
    }
    new MethodRun(inquiry, target, arguments, state, constructing, depth + 1).follow();
    inquiry.leave(target);
  }

  /** The lock is taken where it may be held already. */
  private void again(int at, AbstractInsnNode insn, Frame<Traced> frame, List<SectionFacts> state) {
    note(state, at, "takes the lock again");
    for (SectionFacts section : state) {
      section.nested.add(new SectionFacts.Nested(insn, frame, flow.line(at)));
    }
  }

  private static String mapName(Traced map) {
    Origin origin = map.origin();
    return origin != null && origin.at() instanceof FieldInsnNode field ? field.name : "the map";
  }

  private void mapCall(
      int at,
      MethodInsnNode call,
      Traced receiver,
      List<Traced> arguments,
      List<SectionFacts> state) {
    if (state.isEmpty()) {
      if (!constructing) {
        throw refused(
            Obstacle.UNGUARDED,
            at,
            inquiry.group().guarded() + "'s " + call.name + " is called without the lock");
      }
      return;
    }
    Reach reach = MapCalls.reach(call);
    if (reach == Reach.UNKNOWN) {
      throw refused(
          Obstacle.ESCAPES,
          at,
          inquiry.group().guarded()
              + "'s "
              + call.name
              + " is called, which the proof doesn't know");
    }
    if (reach == Reach.WALK) {
      inquiry.walks(method, flow.line(at), call);
    }
    for (SectionFacts section : state) {
      section.touchesMap = true;
      if (reach != Reach.KEY) {
        section.makeWhole(
            Obstacle.ALL_KEYS,
            "line " + flow.line(at) + " calls " + call.name + ", which is about all keys",
            call);
      } else {
        if (section.shared && !MapCalls.reads(call)) {
          section.makeWhole(
              Obstacle.ALL_KEYS,
              "line "
                  + flow.line(at)
                  + " calls "
                  + call.name
                  + ", which may change it, under the read lock",
              call);
        }
        section.touches(arguments.get(0), flow.line(at), call);
        note(
            List.of(section),
            at,
            "calls " + mapName(receiver) + "." + call.name + " under the key");
      }
    }
    if (MapCalls.comparesValues(call)) {
      block(state, Obstacle.CALL, at, "compares values, whose equals isn't known");
    }
    for (int i = 1; i < arguments.size(); i++) {
      functionArgument(at, call, i, arguments.get(i), state);
    }
  }

  /** A function that the map runs has to be a lambda that is followed, or one that is known. */
  private void functionArgument(
      int at, MethodInsnNode call, int index, Traced argument, List<SectionFacts> state) {
    Type type = Type.getArgumentTypes(call.desc)[index];
    if (!type.getDescriptor().startsWith("Ljava/util/function/")) {
      return;
    }
    Handle lambda = argument.lambda();
    boolean followed =
        lambda != null
            && inquiry.body(lambda) != null
            && argument.origin() != null
            && argument.origin().at() instanceof InvokeDynamicInsnNode made
            && next(made) == call;
    if (!followed && (lambda == null || !inquiry.isPure(lambda))) {
      block(state, Obstacle.CALL, at, "hands " + call.name + " a function that isn't known");
    }
  }

  private void viewCall(
      int at,
      MethodInsnNode call,
      Traced receiver,
      List<Traced> arguments,
      List<SectionFacts> state) {
    if (state.isEmpty()) {
      throw refused(
          Obstacle.UNGUARDED, at, name(receiver) + " is used without the lock, by " + text(call));
    }
    if (!MapCalls.isViewCall(call)) {
      throw refused(
          Obstacle.ESCAPES,
          at,
          name(receiver) + " is used by " + text(call) + ", which isn't known");
    }
    keepAll(at, call, arguments);
    block(state, Obstacle.ALL_KEYS, at, "walks over " + inquiry.group().guarded());
  }

  /** Whether a map or a view of elements is handed to something that copies it. */
  private boolean copies(
      int at, MethodInsnNode call, List<Traced> arguments, List<SectionFacts> state) {
    boolean copied = false;
    for (Traced argument : arguments) {
      copied |= argument.kind() == Kind.MAP || argument.kind() == Kind.ELEMENTS;
    }
    if (!copied || !MapCalls.copiesArgument(call) || arguments.size() != 1) {
      return false;
    }
    if (state.isEmpty()) {
      throw refused(Obstacle.UNGUARDED, at, name(arguments.get(0)) + " is copied without the lock");
    }
    inquiry.walks(method, flow.line(at), call);
    for (SectionFacts section : state) {
      section.touchesMap = true;
    }
    block(state, Obstacle.ALL_KEYS, at, "copies " + inquiry.group().guarded());
    return true;
  }

  private void foreignCall(
      int at,
      MethodInsnNode call,
      @Nullable Traced receiver,
      List<Traced> arguments,
      List<SectionFacts> state) {
    boolean fresh =
        receiver != null
            && receiver.origin() != null
            && TraceInterpreter.isNew(receiver.origin().at());
    if (PlatformCalls.isPure(call, fresh)
        || inquiry.isPure(call.getOpcode(), call.owner, call.name, call.desc)) {
      note(state, at, "calls " + text(call) + ", which touches nothing shared");
      return;
    }
    String unknown = "calls " + text(call) + ", whose effects aren't known";
    boolean direct =
        depth == 0
            && state.size() == 1
            && !inquiry.group().isMonitor()
            && !inquiry.group().isReadWrite();
    if (!direct || receiver == null || !isEffect(call, receiver, arguments)) {
      block(state, Obstacle.CALL, at, unknown);
      return;
    }
    if (!inquiry.mayReorderEffects()) {
      block(
          state,
          Obstacle.JOURNAL,
          at,
          unknown
              + " ('assume: [journal-order-across-keys]' states that its order across keys is free)");
      return;
    }
    note(
        state,
        at,
        "calls " + text(call) + ", whose order across keys is free by 'journal-order-across-keys'");
    if (!inquiry.effectsAreThreadSafe()) {
      // One call of a method that takes a lock of its own needs no other; a sequence of them does.
      boolean alone = locksItself(call) && !repeats(at, state);
      (alone ? state.get(0).ownEffects : state.get(0).effects).add(call);
    }
  }

  /**
   * Whether a call is one on a journal, log or listener: an object in a final field that isn't a
   * part of the platform's collections, and not handed 'this'.
   */
  private boolean isEffect(MethodInsnNode call, Traced receiver, List<Traced> arguments) {
    Origin origin = receiver.origin();
    if (origin == null
        || !(origin.at() instanceof FieldInsnNode field)
        || !field.owner.equals(inquiry.group().owner())
        || !inquiry.isFinal(field)) {
      return false;
    }
    for (Traced argument : arguments) {
      if (argument.kind() == Kind.THIS || argument.lambda() != null) {
        return false;
      }
    }
    return !call.owner.startsWith("java/")
        || call.owner.startsWith("java/io/")
        || call.owner.startsWith("java/nio/")
        || call.owner.startsWith("java/util/logging/")
        || call.owner.startsWith("java/lang/System$Logger");
  }

  /** Whether an instruction may run more than once in one passage of its section. */
  private boolean repeats(int at, List<SectionFacts> state) {
    Set<Integer> seen = new HashSet<>();
    Deque<Integer> work = new ArrayDeque<>();
    work.add(at);
    while (!work.isEmpty()) {
      int from = work.remove();
      for (int[] next : new int[][] {flow.successors(from), flow.handlers(from)}) {
        for (int to : next) {
          if (to == at) {
            return true;
          }
          if (state.equals(open[to]) && seen.add(to)) {
            work.add(to);
          }
        }
      }
    }
    return false;
  }

  /** Whether the called method can be none but one that takes its object's monitor. */
  private boolean locksItself(MethodInsnNode call) {
    Resolved target = inquiry.nest().exact(call.getOpcode(), call.owner, call.name, call.desc);
    return target != null && (target.method().access & Opcodes.ACC_SYNCHRONIZED) != 0;
  }

  private StripingRefused refused(Obstacle obstacle, int at, String reason) {
    boolean known = at < flow.size();
    return new StripingRefused(
        obstacle,
        inquiry.place(method, known ? flow.line(at) : 0) + ": " + reason,
        known && flow.at(at).getOpcode() >= 0 ? flow.at(at) : null);
  }
}
