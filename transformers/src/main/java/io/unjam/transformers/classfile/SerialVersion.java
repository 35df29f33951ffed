package io.unjam.transformers.classfile;

import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/**
 * The {@code serialVersionUID} of a class that declares none, which is computed from the modifiers
 * of its members: whoever changes one has other streams refused.
 */
public final class SerialVersion {
  private SerialVersion() {}

  /** Whether a class has one that is computed, or may have. */
  public static boolean isComputed(ClassNode owner, Hierarchy hierarchy) {
    if (hierarchy.isSubtype(owner.name, "java/io/Serializable") == Hierarchy.Answer.NO) {
      return false;
    }
    int constant = Opcodes.ACC_STATIC | Opcodes.ACC_FINAL;
    for (FieldNode field : owner.fields) {
      if (field.name.equals("serialVersionUID")
          && field.desc.equals("J")
          && (field.access & constant) == constant) {
        return false;
      }
    }
    return true;
  }

  /** Whether it is made of a private field, among others: not of static and transient ones. */
  public static boolean countsPrivate(FieldNode field) {
    return (field.access & (Opcodes.ACC_STATIC | Opcodes.ACC_TRANSIENT)) == 0;
  }
}
