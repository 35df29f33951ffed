package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.striping.Nest.Resolved;
import io.unjam.transformers.proof.striping.Traced.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Which methods of the application touch nothing but what never changes and what they make
 * themselves. Such a call gives the same in any order with any other. Belongs to one proof.
 */
final class PureCalls {
  /*
   * A body is pure if it reads final fields alone, writes fields of the object under construction
   * alone, touches only arrays that it makes, takes no monitor, and calls only what is pure by the
   * same rules. Its class, and what is initialised with it, must be initialised without side effects
   * too, for the call may be the first.
   *
   * A method that is being looked at counts as pure: recursion adds nothing to what its body does. So
   * what was found pure meanwhile rests on that, and is forgotten where the first of them turns out
   * not to be; that one isn't as soon as any of them isn't.
   */
  private static final int MOST_METHODS = 400;

  private final Nest nest;
  private final Map<String, Boolean> known = new HashMap<>();

  /** What was looked at since the outermost question, itself included; empty between questions. */
  private final Set<String> asked = new LinkedHashSet<>();

  PureCalls(Nest nest) {
    this.nest = nest;
  }

  boolean isPure(int opcode, String owner, String name, String descriptor) {
    if (owner.startsWith("java/") || owner.startsWith("[") || known.size() > MOST_METHODS) {
      return false;
    }
    String key = opcode + owner + '.' + name + descriptor;
    Boolean before = known.get(key);
    if (before != null) {
      return before;
    }
    return settle(
        key,
        () -> {
          Resolved target = nest.exact(opcode, owner, name, descriptor);
          // A static method is called by the name of a class that may inherit it.
          ClassNode named = nest.find(owner);
          return target != null
              && named != null
              && initialises(named)
              && initialises(target.owner())
              && isPure(target);
        });
  }

  /** Whether the first use of a class does nothing but make what belongs to it. */
  boolean initialises(ClassNode type) {
    String key = type.name + ".<clinit>";
    Boolean before = known.get(key);
    return before != null ? before : settle(key, () -> initialisesAnew(type));
  }

  private boolean initialisesAnew(ClassNode type) {
    MethodNode initialiser = Nest.declared(type, "<clinit>", "()V");
    if (initialiser != null && !isPure(new Resolved(type, initialiser))) {
      return false;
    }
    List<String> before = new ArrayList<>(type.interfaces);
    if (type.superName != null) {
      before.add(type.superName);
    }
    for (String name : before) {
      if (!name.startsWith("java/") && !isInitialised(name)) {
        return false;
      }
    }
    return true;
  }

  private boolean settle(String key, BooleanSupplier question) {
    boolean outermost = asked.isEmpty();
    asked.add(key);
    known.put(key, Boolean.TRUE);
    boolean pure = question.getAsBoolean();
    known.put(key, pure);
    if (outermost) {
      if (!pure) {
        known.keySet().removeAll(asked);
        known.put(key, Boolean.FALSE);
      }
      asked.clear();
    }
    return pure;
  }

  private boolean isPure(Resolved target) {
    MethodNode method = target.method();
    int not = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED;
    if ((method.access & not) != 0 || !method.tryCatchBlocks.isEmpty()) {
      return false;
    }
    @Nullable Frame<Traced>[] frames;
    try {
      frames =
          new Analyzer<>(new TraceInterpreter(null, new Object(), List.of()))
              .analyze(target.owner().name, method);
    } catch (AnalyzerException | RuntimeException unreadable) {
      return false;
    }
    for (int i = 0; i < frames.length; i++) {
      Frame<Traced> frame = frames[i];
      if (frame != null && !isPure(method.instructions.get(i), frame, target)) {
        return false;
      }
    }
    return true;
  }

  private boolean isPure(AbstractInsnNode insn, Frame<Traced> frame, Resolved in) {
    int opcode = insn.getOpcode();
    if (insn instanceof FieldInsnNode field) {
      return isPure(field, frame, in);
    }
    if (insn instanceof MethodInsnNode call) {
      int arguments = org.objectweb.asm.Type.getArgumentTypes(call.desc).length;
      boolean fresh =
          opcode != Opcodes.INVOKESTATIC && isFresh(below(frame, arguments), Opcodes.NEW);
      return PlatformCalls.isPure(call, fresh) || isPure(opcode, call.owner, call.name, call.desc);
    }
    if (insn instanceof InvokeDynamicInsnNode dynamic) {
      return Nest.isPlainConcatenation(dynamic) || Nest.isLambda(dynamic);
    }
    if (insn instanceof LdcInsnNode ldc && ldc.cst instanceof ConstantDynamic) {
      return false;
    }
    if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
      return isFreshArray(below(frame, 1));
    }
    if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
      return isFreshArray(below(frame, 2));
    }
    return opcode != Opcodes.MONITORENTER && opcode != Opcodes.MONITOREXIT;
  }

  private boolean isPure(FieldInsnNode insn, Frame<Traced> frame, Resolved in) {
    boolean constructor = in.method().name.equals("<init>");
    boolean own = insn.owner.equals(in.owner().name);
    return switch (insn.getOpcode()) {
      case Opcodes.PUTSTATIC -> own && in.method().name.equals("<clinit>");
      case Opcodes.PUTFIELD -> constructor && own && below(frame, 1).kind() == Kind.THIS;
      case Opcodes.GETFIELD ->
          (constructor && own && below(frame, 0).kind() == Kind.THIS)
              || isFinal(insn.owner, insn.name);
      default ->
          isFinal(insn.owner, insn.name)
              && (own || insn.owner.startsWith("java/") || isInitialised(insn.owner));
    };
  }

  private boolean isInitialised(String owner) {
    ClassNode type = nest.find(owner);
    return type != null && initialises(type);
  }

  boolean isFinal(String owner, String name) {
    FieldNode field = nest.field(owner, name);
    return field != null && (field.access & Opcodes.ACC_FINAL) != 0;
  }

  private static Traced below(Frame<Traced> frame, int depth) {
    return frame.getStack(frame.getStackSize() - 1 - depth);
  }

  private static boolean isFresh(Traced value, int opcode) {
    return value.origin() != null
        && value.origin().at() instanceof AbstractInsnNode made
        && made.getOpcode() == opcode;
  }

  private static boolean isFreshArray(Traced value) {
    return isFresh(value, Opcodes.NEWARRAY)
        || isFresh(value, Opcodes.ANEWARRAY)
        || isFresh(value, Opcodes.MULTIANEWARRAY);
  }
}
