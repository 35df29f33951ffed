package io.unjam.transformers.proof.striping;

import io.unjam.transformers.proof.striping.Traced.Kind;
import io.unjam.transformers.proof.striping.Traced.Origin;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Interpreter;

/** Follows the values of one method, called in one place, to what they are to a group. */
final class TraceInterpreter extends Interpreter<Traced> {
  private static final Set<String> BOXES =
      Set.of(
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Short",
          "java/lang/Byte",
          "java/lang/Character",
          "java/lang/Boolean");

  private static final Set<String> VIEWS =
      Set.of("iterator", "listIterator", "spliterator", "stream", "keySet", "values", "trySplit");

  private final @Nullable Group group;
  private final Object run;
  private final List<Traced> arguments;
  private final Map<AbstractInsnNode, Kind> made;
  private final BasicInterpreter sizes = new BasicInterpreter();
  private int parameter;

  /**
   * For one analysis.
   *
   * @param group {@code null} where only origins are asked for
   * @param run what the origins of this analysis belong to
   * @param arguments the values of the parameters, receiver included; empty where nothing is known
   */
  TraceInterpreter(@Nullable Group group, Object run, List<Traced> arguments) {
    this(group, run, arguments, Map.of());
  }

  /** With instructions that are known to make the lock or a map. */
  TraceInterpreter(
      @Nullable Group group, Object run, List<Traced> arguments, Map<AbstractInsnNode, Kind> made) {
    super(Opcodes.ASM9);
    this.made = Map.copyOf(made);
    this.group = group;
    this.run = run;
    this.arguments = arguments;
  }

  @Override
  public @Nullable Traced newValue(@Nullable Type type) {
    if (type == null) {
      return Traced.UNSET;
    }
    if (type.getSort() == Type.VOID) {
      return null;
    }
    return type.getSize() == 1 ? Traced.WORD : Traced.WIDE;
  }

  @Override
  public Traced newParameterValue(boolean isInstanceMethod, int local, Type type) {
    int index = parameter++;
    if (index < arguments.size()) {
      Traced given = arguments.get(index);
      return given.getSize() == type.getSize()
          ? given
          : Traced.other(type.getSize(), new Origin(run, local));
    }
    return isInstanceMethod && local == 0
        ? Traced.of(Kind.THIS, new Origin(run, local))
        : Traced.other(type.getSize(), new Origin(run, local));
  }

  @Override
  public Traced newOperation(AbstractInsnNode insn) throws AnalyzerException {
    Kind known = made.get(insn);
    if (known != null) {
      return Traced.of(known, new Origin(run, insn));
    }
    if (insn instanceof LdcInsnNode constant
        && group != null
        && constant.cst instanceof Type type
        && type.getSort() == Type.OBJECT
        && type.getInternalName().equals(group.owner())) {
      return Traced.of(Kind.CLASS, new Origin(run, insn));
    }
    if (insn instanceof FieldInsnNode field && group != null && group.isStatic()) {
      if (group.isMap(field)) {
        return Traced.of(Kind.MAP, new Origin(run, insn));
      }
      if (group.isLock(field)) {
        return Traced.of(Kind.LOCK, new Origin(run, insn));
      }
      Kind half = group.isHalf(field) ? group.halves().get(field.name) : null;
      if (half != null) {
        return Traced.of(half, new Origin(run, insn));
      }
    }
    return made(insn, sizes.newOperation(insn));
  }

  @Override
  public Traced copyOperation(AbstractInsnNode insn, Traced value) {
    return value;
  }

  @Override
  public @Nullable Traced unaryOperation(AbstractInsnNode insn, Traced value)
      throws AnalyzerException {
    if (insn.getOpcode() == Opcodes.CHECKCAST) {
      return value;
    }
    if (insn instanceof FieldInsnNode field
        && insn.getOpcode() == Opcodes.GETFIELD
        && group != null
        && !group.isStatic()
        && value.kind() == Kind.THIS) {
      if (group.isMap(field)) {
        return Traced.of(Kind.MAP, new Origin(run, insn));
      }
      if (group.isLock(field)) {
        return Traced.of(Kind.LOCK, new Origin(run, insn));
      }
      Kind half = group.isHalf(field) ? group.halves().get(field.name) : null;
      if (half != null) {
        return Traced.of(half, new Origin(run, insn));
      }
    }
    BasicValue size = sizes.unaryOperation(insn, BasicValue.INT_VALUE);
    return size == null ? null : made(insn, size);
  }

  @Override
  public @Nullable Traced binaryOperation(AbstractInsnNode insn, Traced one, Traced two)
      throws AnalyzerException {
    BasicValue size = sizes.binaryOperation(insn, BasicValue.INT_VALUE, BasicValue.INT_VALUE);
    return size == null ? null : made(insn, size);
  }

  @Override
  public @Nullable Traced ternaryOperation(
      AbstractInsnNode insn, Traced one, Traced two, Traced three) {
    return null;
  }

  @Override
  public @Nullable Traced naryOperation(AbstractInsnNode insn, List<? extends Traced> values) {
    if (insn instanceof InvokeDynamicInsnNode dynamic) {
      Handle method = lambda(dynamic);
      return method == null
          ? result(insn, Type.getReturnType(dynamic.desc))
          : Traced.lambda(new Origin(run, insn), method);
    }
    if (insn instanceof MethodInsnNode call) {
      Type type = Type.getReturnType(call.desc);
      if (type.getSort() == Type.VOID) {
        return null;
      }
      if (call.owner.equals("java/lang/StringBuilder") && call.name.equals("append")) {
        return values.get(0);
      }
      if (isBoxing(call)) {
        Origin boxed = values.get(0).origin();
        return boxed == null ? Traced.WORD : Traced.boxed(boxed, call.owner);
      }
      if (call.getOpcode() != Opcodes.INVOKESTATIC && isReference(type)) {
        Kind derived = derived(values.get(0).kind(), call);
        if (derived != Kind.OTHER) {
          return Traced.of(derived, new Origin(run, insn));
        }
      }
      return result(insn, type);
    }
    return Traced.WORD; // a new array of several dimensions
  }

  /** What a call on a map or on something derived from one hands out. */
  private static Kind derived(Kind receiver, MethodInsnNode call) {
    String name = call.name;
    Kind half = receiver == Kind.LOCK ? Group.half(call) : null;
    if (half != null) {
      return half;
    }
    return switch (receiver) {
      case MAP ->
          name.equals("entrySet")
              ? Kind.ENTRIES
              : VIEWS.contains(name) || isStreaming(call) ? Kind.ELEMENTS : Kind.OTHER;
      case ELEMENTS -> VIEWS.contains(name) || isStreaming(call) ? Kind.ELEMENTS : Kind.OTHER;
      case ENTRIES ->
          name.equals("getKey") || name.equals("getValue") || name.equals("setValue")
              ? Kind.OTHER
              : Kind.ENTRIES;
      default -> Kind.OTHER;
    };
  }

  private static boolean isStreaming(MethodInsnNode call) {
    String type = Type.getReturnType(call.desc).getInternalName();
    return type.startsWith("java/util/stream/")
        || type.equals("java/util/Iterator")
        || type.equals("java/util/Spliterator");
  }

  private static boolean isBoxing(MethodInsnNode call) {
    return call.getOpcode() == Opcodes.INVOKESTATIC
        && call.name.equals("valueOf")
        && BOXES.contains(call.owner)
        && call.desc.charAt(1) != 'L';
  }

  /** The method behind a lambda or a method reference. */
  static @Nullable Handle lambda(InvokeDynamicInsnNode dynamic) {
    return dynamic.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")
            && dynamic.bsmArgs.length > 1
            && dynamic.bsmArgs[1] instanceof Handle method
        ? method
        : null;
  }

  @Override
  public void returnOperation(AbstractInsnNode insn, Traced value, @Nullable Traced expected) {}

  @Override
  public Traced merge(Traced one, Traced two) {
    return one.merge(two);
  }

  private Traced result(AbstractInsnNode insn, Type type) {
    return Traced.other(Math.max(1, type.getSize()), new Origin(run, insn));
  }

  private Traced made(AbstractInsnNode insn, @Nullable BasicValue value) {
    return Traced.other(value == null ? 1 : value.getSize(), new Origin(run, insn));
  }

  static boolean isReference(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
  }

  /** Whether an instruction makes the object that a constructor call then initialises. */
  static boolean isNew(Object at) {
    return at instanceof TypeInsnNode type && type.getOpcode() == Opcodes.NEW;
  }
}
