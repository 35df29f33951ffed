package io.unjam.transformers.proof.combining;

import io.unjam.transformers.proof.ControlFlow;
import io.unjam.transformers.proof.combining.Origin.Kind;
import io.unjam.transformers.proof.striping.PlatformCalls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Proves of methods that take a lock that another thread may run them, holding that lock, while
 * their caller waits. Belongs to one thread.
 */
public final class CombiningProof {
  /*
   * The whole method is run by whoever holds the lock, what comes before `lock` and after `unlock` included. That gives what the method
   * gives in its own thread, if
   *
   * - it takes the same lock there, and leaves it as often as it takes it (the field is final and of `this` or the class; HoldBalance): what comes before
   *   and after the section then happens under the lock, as it might have by chance;
   * - nothing in it asks for the thread: everything it calls is looked at or on a list;
   * - it takes no other lock, which its caller might hold, and waits for nothing, for which the running thread might be
   *   needed: no loop (one may wait for a field that the running thread writes later), no recursion;
   * - it is not the first to use a class whose initialiser is the application's: that belongs to the thread that came first.
   *
   * The word `running-thread-unused` vouches for calls and loops that nothing is known about. It doesn't for what the bytecode shows to be
   * wrong: another lock, a wait, a lock left behind.
   */
  private static final Set<String> OF_THREADS =
      Set.of(
          "java/lang/Thread",
          "java/lang/ThreadGroup",
          "java/lang/ThreadLocal",
          "java/lang/InheritableThreadLocal",
          "java/lang/ScopedValue",
          "java/lang/StackWalker",
          "java/security/AccessController",
          "java/util/concurrent/ThreadLocalRandom");

  private static final Set<String> WAITING_THREADS = Set.of("sleep", "join", "yield", "onSpinWait");

  private static final Set<String> WAITING =
      Set.of("wait", "await", "park", "parkNanos", "parkUntil", "acquire", "take", "join");

  private static final String LOCKS = "java/util/concurrent/locks/";

  private final ClassNode owner;
  private final FinalFields fields;
  private final boolean word;
  private final String lock;
  private final Map<MethodNode, Combinable> judged = new HashMap<>();

  /**
   * A proof about the sections of one lock.
   *
   * @param owner the class
   * @param lock name of the field that holds the lock
   * @param word whether the author vouches for what can't be seen
   */
  public CombiningProof(ClassNode owner, String lock, boolean word) {
    this.owner = owner;
    this.lock = lock;
    this.word = word;
    this.fields = new FinalFields(owner);
  }

  /** What becomes of the sections in a method of the class. */
  public Combinable judge(MethodNode method) {
    Combinable known = judged.get(method);
    if (known == null) {
      known = look(method);
      judged.put(method, known);
    }
    return known;
  }

  private Combinable look(MethodNode method) {
    FieldNode field = fields.find(lock);
    Run run = new Run();
    if (field == null) {
      run.reasons.add(
          new Reason(Obstacle.LOCK, "the field " + lock + " isn't final in this class", null));
    } else if ((method.access & Opcodes.ACC_STATIC) != 0
        && (field.access & Opcodes.ACC_STATIC) == 0) {
      run.reasons.add(
          new Reason(
              Obstacle.LOCK, method.name + " is static and takes the lock of some object", null));
    } else if ((owner.access & Opcodes.ACC_INTERFACE) != 0 || method.name.startsWith("<")) {
      run.reasons.add(
          new Reason(Obstacle.METHOD, method.name + " can't be called by another thread", null));
    } else {
      run.walk(method);
      if (run.reasons.isEmpty() && !run.takesLock) {
        run.reasons.add(
            new Reason(Obstacle.LOCK, "the lock it takes isn't its own object's " + lock, null));
      }
    }
    List<Reason> lifted = new ArrayList<>();
    for (Reason reason : run.reasons) {
      if (!word || !reason.obstacle().isLiftedByWord()) {
        return new Combinable(field, reason, List.of());
      }
      lifted.add(reason);
    }
    return new Combinable(field, null, lifted);
  }

  /** One method and the helpers it calls. */
  private final class Run {
    final List<Reason> reasons = new ArrayList<>();
    boolean takesLock;
    private final Set<MethodNode> path = new HashSet<>();
    private final Set<MethodNode> seen = new HashSet<>();

    private void refuse(Obstacle obstacle, String text, @Nullable AbstractInsnNode insn) {
      int line = insn == null ? 0 : line(insn);
      reasons.add(new Reason(obstacle, line == 0 ? text : text + " (line " + line + ")", insn));
    }

    void walk(MethodNode method) {
      if (!seen.add(method)) {
        return;
      }
      int unfit = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;
      if ((method.access & unfit) != 0) {
        refuse(Obstacle.UNKNOWN_CALL, method.name + " has no bytecode", null);
        return;
      }
      if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
        refuse(Obstacle.NESTED_LOCK, method.name + " is synchronized", null);
        return;
      }
      ControlFlow flow = ControlFlow.of(method);
      @Nullable Frame<BasicValue>[] frames;
      try {
        frames = new Analyzer<>(new OriginInterpreter(fields, lock)).analyze(owner.name, method);
      } catch (AnalyzerException notFollowed) {
        refuse(Obstacle.METHOD, method.name + " can't be followed", null);
        return;
      }
      if (flow.hasSubroutines()) {
        refuse(Obstacle.METHOD, method.name + " has subroutines", null);
        return;
      }
      path.add(method);
      HoldBalance balance = new HoldBalance(owner.name, method, flow, frames);
      AbstractInsnNode broken = balance.broken();
      if (broken != null) {
        refuse(
            Obstacle.UNBALANCED,
            method.name + " may end with the lock taken, or leave it more often than it takes it",
            broken);
      }
      for (int node = 0; node < flow.size(); node++) {
        Frame<BasicValue> frame = frames[node];
        if (frame != null) {
          look(flow, node, balance);
          look(flow.at(node), frame);
        }
      }
      path.remove(method);
    }

    private void look(ControlFlow flow, int node, HoldBalance balance) {
      for (int next : flow.successors(node)) {
        if (next <= node) {
          refuse(Obstacle.LOOP, "it loops, and a loop may wait for another thread", flow.at(node));
        }
      }
      for (int handler : flow.handlers(node)) {
        if (handler <= node && balance.mayThrow(node)) {
          refuse(Obstacle.LOOP, "it loops by an exception", flow.at(node));
        }
      }
    }

    private void look(AbstractInsnNode insn, Frame<BasicValue> frame) {
      int opcode = insn.getOpcode();
      if (opcode == Opcodes.MONITORENTER) {
        refuse(Obstacle.NESTED_LOCK, "it enters a monitor under the lock", insn);
      } else if (insn instanceof InvokeDynamicInsnNode dynamic) {
        if (!dynamic.bsm.getOwner().equals("java/lang/invoke/StringConcatFactory")
            || !PlatformCalls.frozenArguments(dynamic.desc)) {
          refuse(Obstacle.UNKNOWN_CALL, "it makes a lambda, or text of unknown objects", insn);
        }
      } else if (insn instanceof LdcInsnNode constant) {
        if (!(constant.cst instanceof Number) && !(constant.cst instanceof String)) {
          refuse(Obstacle.INITIALISATION, "it uses a constant that loads a class", insn);
        }
      } else if (insn instanceof FieldInsnNode field) {
        if (opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC) {
          initialises(field.owner, insn);
        }
      } else if (insn instanceof TypeInsnNode made && opcode == Opcodes.NEW) {
        initialises(made.desc, insn);
      } else if (insn instanceof MethodInsnNode call) {
        look(call, frame);
      }
    }

    /** A class of the platform was there before the application, or has nothing of it. */
    private void initialises(String type, AbstractInsnNode insn) {
      if (!type.startsWith("java/") && !(type.equals(owner.name) && isQuiet())) {
        refuse(
            Obstacle.INITIALISATION,
            "it may be the first to use " + type.replace('/', '.') + ", and so initialise it",
            insn);
      }
    }

    private void look(MethodInsnNode call, Frame<BasicValue> frame) {
      int arguments = Type.getArgumentTypes(call.desc).length;
      int top = frame.getStackSize() - 1;
      boolean isStatic = call.getOpcode() == Opcodes.INVOKESTATIC;
      BasicValue receiver = isStatic ? null : frame.getStack(top - arguments);
      String said = call.owner.replace('/', '.') + "." + call.name;
      if (receiver != null && Origin.is(receiver, Kind.LOCK)) {
        boolean plain = call.name.equals("lock") || call.name.equals("unlock");
        takesLock |= path.size() == 1 && call.name.equals("lock");
        if (!plain) {
          refuse(Obstacle.NESTED_LOCK, "it calls " + call.name + " of its lock", call);
        }
      } else if (call.owner.startsWith(LOCKS) || isLockCall(call)) {
        refuse(Obstacle.NESTED_LOCK, "it calls " + said + " under the lock", call);
      } else if ((WAITING.contains(call.name) && !call.owner.equals("java/lang/String"))
          || (call.owner.equals("java/lang/Thread") && WAITING_THREADS.contains(call.name))
          || (call.owner.equals("java/lang/Object") && call.name.startsWith("notify"))) {
        refuse(Obstacle.WAIT, "it calls " + said + " under the lock", call);
      } else if (OF_THREADS.contains(call.owner)) {
        refuse(Obstacle.THREAD, "it calls " + said + ", which asks for the running thread", call);
      } else {
        lookFurther(call, receiver, frame, arguments, said);
      }
    }

    private boolean isLockCall(MethodInsnNode call) {
      return (call.name.equals("lock") || call.name.equals("tryLock"))
          && call.desc.startsWith("()");
    }

    private void lookFurther(
        MethodInsnNode call,
        @Nullable BasicValue receiver,
        Frame<BasicValue> frame,
        int arguments,
        String said) {
      boolean exact = receiver != null && Origin.is(receiver, Kind.EXACT);
      if (PlatformCalls.isPure(call, exact)) {
        return;
      }
      if (receiver != null && exact) {
        Type first =
            arguments == 0
                ? Type.VOID_TYPE
                : frame.getStack(frame.getStackSize() - arguments).getType();
        if (PlatformObjects.isShort(call, receiver.getType(), first)) {
          return;
        }
      }
      MethodNode own = receiver == null || Origin.is(receiver, Kind.THIS) ? own(call) : null;
      if (own == null) {
        refuse(Obstacle.UNKNOWN_CALL, "it calls " + said + ", which is not known", call);
      } else if (path.contains(own)) {
        refuse(Obstacle.LOOP, "it calls itself by " + said, call);
      } else {
        if (receiver == null) {
          initialises(owner.name, call);
        }
        walk(own);
      }
    }

    /** A method of the class itself that a call can't miss. */
    private @Nullable MethodNode own(MethodInsnNode call) {
      if (!call.owner.equals(owner.name) || call.name.equals("<init>")) {
        return null;
      }
      int fixed = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
      for (MethodNode method : owner.methods) {
        if (method.name.equals(call.name) && method.desc.equals(call.desc)) {
          boolean sealed = (method.access & fixed) != 0 || (owner.access & Opcodes.ACC_FINAL) != 0;
          return sealed ? method : null;
        }
      }
      return null;
    }
  }

  /** Whether the class's own initialiser calls nothing but constructors of the platform. */
  private boolean isQuiet() {
    if (!"java/lang/Object".equals(owner.superName)) {
      return false;
    }
    for (MethodNode method : owner.methods) {
      if (method.name.equals("<clinit>")) {
        for (AbstractInsnNode insn : method.instructions) {
          boolean quiet =
              !(insn instanceof InvokeDynamicInsnNode)
                  && (!(insn instanceof MethodInsnNode call)
                      || (call.owner.startsWith("java/") && call.name.equals("<init>")));
          if (!quiet) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private static int line(AbstractInsnNode insn) {
    for (AbstractInsnNode at = insn; at != null; at = at.getPrevious()) {
      if (at instanceof LineNumberNode number) {
        return number.line;
      }
    }
    return 0;
  }
}
