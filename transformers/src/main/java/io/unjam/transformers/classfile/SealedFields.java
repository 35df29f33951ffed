package io.unjam.transformers.classfile;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** Makes fields of a class final which constructors, or the class's initialiser, alone write. */
public final class SealedFields {
  /*
   * The JVM lets a final field be written by constructors of its own class, or by the class's initialiser where it is static, and by
   * nobody else: IllegalAccessError. So nobody is given a final field who doesn't write it so, whatever was found of it before.
   */
  private SealedFields() {}

  /** Makes some fields final; those that are already stay so. */
  public static void seal(ClassNode owner, Set<String> fields) {
    for (FieldNode field : owner.fields) {
      if (fields.contains(field.name)) {
        field.access |= Opcodes.ACC_FINAL;
      }
    }
  }

  /** Those of some fields that a class has and that aren't final. */
  public static Set<String> open(ClassNode owner, Set<String> fields) {
    Set<String> open = new LinkedHashSet<>();
    for (FieldNode field : owner.fields) {
      if (fields.contains(field.name) && (field.access & Opcodes.ACC_FINAL) == 0) {
        open.add(field.name);
      }
    }
    return open;
  }

  /**
   * Why fields of a class can't be final: one is volatile, or code of the class writes it
   * elsewhere; {@code null} where they can.
   */
  public static @Nullable String obstacle(ClassNode owner, Set<String> fields) {
    Set<String> statics = new LinkedHashSet<>();
    for (FieldNode field : owner.fields) {
      if (fields.contains(field.name) && (field.access & Opcodes.ACC_VOLATILE) != 0) {
        return field.name + " is volatile";
      }
      if ((field.access & Opcodes.ACC_STATIC) != 0) {
        statics.add(field.name);
      }
    }
    for (MethodNode method : owner.methods) {
      for (AbstractInsnNode insn : method.instructions) {
        if (insn instanceof FieldInsnNode write
            && (write.getOpcode() == Opcodes.PUTFIELD || write.getOpcode() == Opcodes.PUTSTATIC)
            && write.owner.equals(owner.name)
            && fields.contains(write.name)
            && !method.name.equals(statics.contains(write.name) ? "<clinit>" : "<init>")) {
          return method.name + " writes " + write.name;
        }
      }
    }
    return null;
  }

  /**
   * Whether somebody computes something of the fields' flags that has to stay.
   *
   * @param fields private ones
   */
  public static boolean changeSerialVersion(
      ClassNode owner, Set<String> fields, Hierarchy hierarchy) {
    for (FieldNode field : owner.fields) {
      if (fields.contains(field.name) && SerialVersion.countsPrivate(field)) {
        return SerialVersion.isComputed(owner, hierarchy);
      }
    }
    return false;
  }
}
