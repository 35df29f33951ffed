package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.Hierarchy.Answer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.analysis.SimpleVerifier;

/**
 * ASM's verifier, asking class files instead of class loaders. Where a class file is missing the
 * answer is the one that can't fail: types nobody can look at are taken to fit.
 */
final class HierarchyVerifier extends SimpleVerifier {
  private static final Type OBJECT = Type.getObjectType("java/lang/Object");

  private final Hierarchy hierarchy;

  HierarchyVerifier(ClassNode node, Hierarchy hierarchy) {
    super(
        Opcodes.ASM9,
        Type.getObjectType(node.name),
        node.superName == null ? null : Type.getObjectType(node.superName),
        types(node.interfaces),
        (node.access & Opcodes.ACC_INTERFACE) != 0);
    this.hierarchy = hierarchy;
  }

  private static List<Type> types(List<String> names) {
    List<Type> types = new ArrayList<>();
    for (String name : names) {
      types.add(Type.getObjectType(name));
    }
    return types;
  }

  @Override
  protected boolean isInterface(Type type) {
    return type.getSort() == Type.OBJECT
        && hierarchy.isInterface(known(type.getInternalName())) == Answer.YES;
  }

  @Override
  protected @Nullable Type getSuperClass(Type type) {
    if (type.getSort() != Type.OBJECT) {
      return OBJECT;
    }
    if (type.equals(OBJECT)) {
      return null;
    }
    String superName = superName(type.getInternalName());
    return superName == null ? OBJECT : Type.getObjectType(superName);
  }

  private @Nullable String superName(String name) {
    String original = RuntimeNames.originalOf(name);
    return original != null ? original : hierarchy.superName(name);
  }

  /** A class of ours is its superclass in all that an application's code can ask of it. */
  private static String known(String name) {
    String original = RuntimeNames.originalOf(name);
    return original != null ? original : name;
  }

  @Override
  protected boolean isAssignableFrom(Type to, Type from) {
    if (to.equals(from) || to.equals(OBJECT)) {
      return true;
    }
    if (from.getSort() == Type.ARRAY) {
      if (to.getSort() != Type.ARRAY) {
        return to.getSort() == Type.OBJECT
            && hierarchy.isInterface(to.getInternalName()) != Answer.NO;
      }
      Type toElement = Type.getType(to.getDescriptor().substring(1));
      Type fromElement = Type.getType(from.getDescriptor().substring(1));
      boolean references = isReference(toElement) && isReference(fromElement);
      return references ? isAssignableFrom(toElement, fromElement) : toElement.equals(fromElement);
    }
    if (to.getSort() == Type.ARRAY || !isReference(to) || !isReference(from)) {
      return false;
    }
    String target = to.getInternalName();
    return hierarchy.isInterface(target) != Answer.NO
        || hierarchy.isSubtype(known(from.getInternalName()), target) != Answer.NO;
  }

  private static boolean isReference(Type type) {
    return type.getSort() == Type.OBJECT || type.getSort() == Type.ARRAY;
  }

  @Override
  protected Class<?> getClass(Type type) {
    throw new IllegalStateException("verification loads no class: " + type);
  }
}
