package io.unjam.transformers.proof.combining;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/** The final fields of a class, and of which class exactly the objects in them are. */
final class FinalFields {
  private final ClassNode owner;
  private final Map<String, FieldNode> fields = new HashMap<>();
  private final Map<String, String> exact = new HashMap<>();

  FinalFields(ClassNode owner) {
    this.owner = owner;
    for (FieldNode field : owner.fields) {
      if ((field.access & Opcodes.ACC_FINAL) != 0) {
        fields.put(field.name, field);
      }
    }
    findExact();
  }

  /** A final field by its name, or {@code null}. */
  @Nullable FieldNode find(String name) {
    return fields.get(name);
  }

  boolean isOwn(FieldInsnNode access) {
    return access.owner.equals(owner.name) && fields.containsKey(access.name);
  }

  /** The class of what is in a field, where every write is that of a new object. */
  @Nullable String exactType(String name) {
    return exact.get(name);
  }

  private void findExact() {
    Map<String, String> found = new HashMap<>();
    Set<String> unclear = new HashSet<>();
    for (MethodNode method : owner.methods) {
      for (FieldInsnNode write : writes(method)) {
        String made = made(method, write);
        String known = found.get(write.name);
        if (made == null || (known != null && !known.equals(made))) {
          unclear.add(write.name);
        } else {
          found.put(write.name, made);
        }
      }
    }
    found.keySet().removeAll(unclear);
    exact.putAll(found);
  }

  private List<FieldInsnNode> writes(MethodNode method) {
    List<FieldInsnNode> writes = new ArrayList<>();
    for (AbstractInsnNode insn : method.instructions) {
      if ((insn.getOpcode() == Opcodes.PUTFIELD || insn.getOpcode() == Opcodes.PUTSTATIC)
          && insn instanceof FieldInsnNode field
          && isOwn(field)) {
        writes.add(field);
      }
    }
    return writes;
  }

  /** The class of the new object that is written, or {@code null}. */
  private @Nullable String made(MethodNode method, FieldInsnNode write) {
    @Nullable Frame<BasicValue>[] frames;
    try {
      // As long as no field's class is known, an object of exactly known class is a new one.
      frames = new Analyzer<>(new OriginInterpreter(this, "")).analyze(owner.name, method);
    } catch (AnalyzerException notFollowed) {
      return null;
    }
    Frame<BasicValue> frame = frames[method.instructions.indexOf(write)];
    if (frame == null) {
      return null;
    }
    BasicValue value = frame.getStack(frame.getStackSize() - 1);
    return Origin.is(value, Origin.Kind.EXACT) ? value.getType().getInternalName() : null;
  }
}
