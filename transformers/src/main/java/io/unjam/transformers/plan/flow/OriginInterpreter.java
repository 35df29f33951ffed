package io.unjam.transformers.plan.flow;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Interpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * Follows references, and references alone, back to the instructions that produced them. Copies
 * between locals and stack, casts and a few methods that hand out their argument are looked
 * through. A parameter is stood for by a {@code VarInsnNode} that is in no instruction list.
 *
 * <p>A value with more than {@link #MOST_PRODUCERS} producers counts as one of unknown origin,
 * which bounds the cost on generated methods of many thousand instructions.
 */
final class OriginInterpreter extends Interpreter<SourceValue> {
  static final int MOST_PRODUCERS = 16;

  /** Stands for "anything": a reference nobody followed. */
  static final AbstractInsnNode UNKNOWN = new InsnNode(Opcodes.NOP);

  private static final SourceValue WORD = new SourceValue(1);
  private static final SourceValue DOUBLE_WORD = new SourceValue(2);
  private static final SourceValue ANY_REFERENCE = new SourceValue(1, UNKNOWN);

  /** Knows how many words an instruction's result has. */
  private final BasicInterpreter sizes = new BasicInterpreter();

  OriginInterpreter() {
    super(Opcodes.ASM9);
  }

  private static SourceValue plain(int size) {
    return size == 1 ? WORD : DOUBLE_WORD;
  }

  @Override
  public @Nullable SourceValue newValue(@Nullable Type type) {
    if (type == null) {
      return WORD;
    }
    if (type.getSort() == Type.VOID) {
      return null;
    }
    return isReference(type) ? ANY_REFERENCE : plain(type.getSize());
  }

  @Override
  public SourceValue newParameterValue(boolean isInstanceMethod, int local, Type type) {
    return isReference(type)
        ? new SourceValue(1, new VarInsnNode(Opcodes.ALOAD, local))
        : plain(type.getSize());
  }

  @Override
  public SourceValue newOperation(AbstractInsnNode insn) throws AnalyzerException {
    if (insn.getOpcode() == Opcodes.NEW) {
      return new SourceValue(1, insn);
    }
    if (insn.getOpcode() == Opcodes.GETSTATIC) {
      return result(insn, Type.getType(((FieldInsnNode) insn).desc));
    }
    if (insn instanceof LdcInsnNode constant && constant.cst instanceof Type) {
      return new SourceValue(1, insn);
    }
    // Null has no producer: merged with a value it leaves the value's origin as it is.
    return sized(sizes.newOperation(insn));
  }

  @Override
  public SourceValue copyOperation(AbstractInsnNode insn, SourceValue value) {
    return value;
  }

  @Override
  public @Nullable SourceValue unaryOperation(AbstractInsnNode insn, SourceValue value)
      throws AnalyzerException {
    return switch (insn.getOpcode()) {
      case Opcodes.CHECKCAST -> value;
      case Opcodes.GETFIELD -> result(insn, Type.getType(((FieldInsnNode) insn).desc));
      case Opcodes.NEWARRAY, Opcodes.ANEWARRAY -> ANY_REFERENCE;
      default -> sized(sizes.unaryOperation(insn, BasicValue.UNINITIALIZED_VALUE));
    };
  }

  @Override
  public @Nullable SourceValue binaryOperation(
      AbstractInsnNode insn, SourceValue one, SourceValue two) throws AnalyzerException {
    return insn.getOpcode() == Opcodes.AALOAD
        ? ANY_REFERENCE
        : sized(
            sizes.binaryOperation(
                insn, BasicValue.UNINITIALIZED_VALUE, BasicValue.UNINITIALIZED_VALUE));
  }

  @Override
  public @Nullable SourceValue ternaryOperation(
      AbstractInsnNode insn, SourceValue one, SourceValue two, SourceValue three) {
    return null;
  }

  @Override
  public @Nullable SourceValue naryOperation(
      AbstractInsnNode insn, List<? extends SourceValue> values) {
    if (insn instanceof InvokeDynamicInsnNode dynamic) {
      return result(insn, Type.getReturnType(dynamic.desc));
    }
    if (insn instanceof MethodInsnNode call) {
      return Wrappers.handsOutFirst(call)
          ? values.get(0)
          : result(insn, Type.getReturnType(call.desc));
    }
    return ANY_REFERENCE;
  }

  @Override
  public void returnOperation(
      AbstractInsnNode insn, SourceValue value, @Nullable SourceValue expected) {}

  @Override
  public SourceValue merge(SourceValue one, SourceValue two) {
    if (one.insns.containsAll(two.insns)) {
      return one.size <= two.size ? one : plain(two.size);
    }
    int size = Math.min(one.size, two.size);
    Set<AbstractInsnNode> both = new HashSet<>(one.insns);
    both.addAll(two.insns);
    if (both.size() > MOST_PRODUCERS || both.contains(UNKNOWN)) {
      // The lattice's top: it equals itself from here on, so that merging comes to rest.
      return ANY_REFERENCE;
    }
    return new SourceValue(size, both);
  }

  private static SourceValue sized(@Nullable BasicValue value) {
    return value == null ? WORD : plain(value.getSize());
  }

  private static SourceValue result(AbstractInsnNode insn, Type type) {
    return isReference(type) ? new SourceValue(1, insn) : plain(Math.max(1, type.getSize()));
  }

  private static boolean isReference(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
  }
}
