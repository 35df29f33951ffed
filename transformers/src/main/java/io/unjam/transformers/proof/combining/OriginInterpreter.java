package io.unjam.transformers.proof.combining;

import io.unjam.transformers.proof.combining.Origin.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/** Follows {@code this}, the lock and objects of exactly known classes through a method. */
final class OriginInterpreter extends BasicInterpreter {
  private static final Type OBJECT = Type.getObjectType("java/lang/Object");
  private static final String BUILDER = "java/lang/StringBuilder";

  private final FinalFields fields;
  private final String lock;

  OriginInterpreter(FinalFields fields, String lock) {
    super(ASM9);
    this.fields = fields;
    this.lock = lock;
  }

  @Override
  public @Nullable BasicValue newValue(@Nullable Type type) {
    return type != null && (type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY)
        ? new Origin(Kind.OTHER, type)
        : super.newValue(type);
  }

  @Override
  public BasicValue newParameterValue(boolean isInstanceMethod, int local, Type type) {
    return isInstanceMethod && local == 0
        ? new Origin(Kind.THIS, type)
        : super.newParameterValue(isInstanceMethod, local, type);
  }

  @Override
  public BasicValue newOperation(AbstractInsnNode insn) throws AnalyzerException {
    if (insn instanceof FieldInsnNode field) {
      return read(field, true);
    }
    if (insn instanceof TypeInsnNode made && insn.getOpcode() == Opcodes.NEW) {
      return new Origin(Kind.EXACT, Type.getObjectType(made.desc));
    }
    return super.newOperation(insn);
  }

  @Override
  public BasicValue unaryOperation(AbstractInsnNode insn, BasicValue value)
      throws AnalyzerException {
    if (insn instanceof FieldInsnNode field && insn.getOpcode() == Opcodes.GETFIELD) {
      return read(field, Origin.is(value, Kind.THIS));
    }
    return super.unaryOperation(insn, value);
  }

  private BasicValue read(FieldInsnNode field, boolean ofThis) throws AnalyzerException {
    Type type = Type.getType(field.desc);
    if (ofThis && fields.isOwn(field)) {
      if (field.name.equals(lock)) {
        return new Origin(Kind.LOCK, type);
      }
      String exact = fields.exactType(field.name);
      if (exact != null) {
        return new Origin(Kind.EXACT, Type.getObjectType(exact));
      }
    }
    BasicValue value = newValue(type);
    if (value == null) {
      throw new AnalyzerException(field, "a field of type void");
    }
    return value;
  }

  @Override
  public BasicValue naryOperation(AbstractInsnNode insn, List<? extends BasicValue> values)
      throws AnalyzerException {
    // append returns its receiver
    if (insn instanceof MethodInsnNode call
        && call.owner.equals(BUILDER)
        && call.desc.endsWith(")L" + BUILDER + ";")
        && Origin.is(values.get(0), Kind.EXACT)) {
      return values.get(0);
    }
    return super.naryOperation(insn, values);
  }

  @Override
  public BasicValue merge(BasicValue one, BasicValue other) {
    if (one.equals(other)) {
      return one;
    }
    boolean references = one.isReference() && other.isReference();
    return references ? new Origin(Kind.OTHER, OBJECT) : BasicValue.UNINITIALIZED_VALUE;
  }
}
