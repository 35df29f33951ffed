package io.unjam.transformers.edit.jdk;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Lets the JDK's final {@code KeySetView} serve maps that are not kept in the superclass's table:
 * bodies that read it begin with "if the map is ours, let KeySetHooks do it". Adds no member,
 * changes no signature, loads no class; the frames it needs are written by hand.
 */
public final class KeySetViewPatch {
  /** Binary names of the classes to patch; both belong to the bootstrap loader. */
  public static final List<String> CLASSES =
      List.of(
          "java.util.concurrent.ConcurrentHashMap$KeySetView",
          "java.util.concurrent.ConcurrentHashMap$CollectionView");

  private static final String MAP = "java/util/concurrent/ConcurrentHashMap";
  private static final String KEY_SET = MAP + "$KeySetView";
  private static final String VIEW = MAP + "$CollectionView";
  private static final String VARIANT = "io/unjam/runtime/variant/MapVariant";
  private static final String HOOKS = "io/unjam/runtime/hook/KeySetHooks";

  private static final Set<String> KEY_SET_BODIES =
      Set.of(
          "iterator()Ljava/util/Iterator;",
          "spliterator()Ljava/util/Spliterator;",
          "forEach(Ljava/util/function/Consumer;)V",
          "add(Ljava/lang/Object;)Z",
          "addAll(Ljava/util/Collection;)Z");
  private static final Set<String> VIEW_BODIES = Set.of("removeAll(Ljava/util/Collection;)Z");

  /**
   * Tells whether a class is one that the patch edits.
   *
   * @param internalName the name with slashes
   */
  public static boolean applies(String internalName) {
    return internalName.equals(KEY_SET) || internalName.equals(VIEW);
  }

  /**
   * Returns the patched class.
   *
   * @param internalName a name that {@link #applies}
   * @param original the class file, not modified
   * @return the new class file
   * @throws IllegalArgumentException if the patch doesn't apply, or the class of this JDK lacks a
   *     body that has to be patched
   */
  public byte[] patch(String internalName, byte[] original) {
    if (!applies(internalName)) {
      throw new IllegalArgumentException("not to be patched: " + internalName);
    }
    Set<String> missing =
        new HashSet<>(internalName.equals(KEY_SET) ? KEY_SET_BODIES : VIEW_BODIES);
    ClassReader reader = new ClassReader(original);
    // Maxima are raised by hand, so nothing here asks for the hierarchy of a class.
    ClassWriter writer = new ClassWriter(reader, 0);
    reader.accept(
        new ClassVisitor(Opcodes.ASM9, writer) {
          @Override
          public MethodVisitor visitMethod(
              int access,
              String name,
              String descriptor,
              @Nullable String signature,
              String @Nullable [] exceptions) {
            MethodVisitor body = super.visitMethod(access, name, descriptor, signature, exceptions);
            boolean bridge = (access & Opcodes.ACC_BRIDGE) != 0;
            return !bridge && missing.remove(name + descriptor)
                ? new Prologue(body, internalName, name, descriptor)
                : body;
          }
        },
        0);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(internalName + " of this JDK lacks " + missing);
    }
    return writer.toByteArray();
  }

  private static final class Prologue extends MethodVisitor {
    private final String owner;
    private final String name;
    private final String descriptor;

    Prologue(MethodVisitor body, String owner, String name, String descriptor) {
      super(Opcodes.ASM9, body);
      this.owner = owner;
      this.name = name;
      this.descriptor = descriptor;
    }

    @Override
    public void visitCode() {
      super.visitCode();
      Label original = new Label();
      loadMap();
      visitTypeInsn(Opcodes.INSTANCEOF, VARIANT);
      visitJumpInsn(Opcodes.IFEQ, original);
      StringBuilder hook = new StringBuilder("(L" + MAP + ";");
      loadMap();
      if (name.startsWith("add")) {
        visitVarInsn(Opcodes.ALOAD, 0);
        visitFieldInsn(Opcodes.GETFIELD, owner, "value", "Ljava/lang/Object;");
        hook.append("Ljava/lang/Object;");
      } else if (name.equals("removeAll")) {
        visitVarInsn(Opcodes.ALOAD, 0);
        hook.append("Ljava/util/Collection;");
      }
      for (Type argument : Type.getArgumentTypes(descriptor)) {
        visitVarInsn(Opcodes.ALOAD, 1);
        hook.append(argument.getDescriptor());
      }
      Type result = Type.getReturnType(descriptor);
      hook.append(')').append(result.getDescriptor());
      visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, name, hook.toString(), false);
      visitInsn(result.getOpcode(Opcodes.IRETURN));
      visitLabel(original);
      visitFrame(Opcodes.F_SAME, 0, null, 0, null);
      // Two frames at one place are illegal, should the original begin with one.
      visitInsn(Opcodes.NOP);
    }

    private void loadMap() {
      visitVarInsn(Opcodes.ALOAD, 0);
      visitFieldInsn(Opcodes.GETFIELD, owner, "map", "L" + MAP + ";");
    }

    @Override
    public void visitMaxs(int maxStack, int maxLocals) {
      super.visitMaxs(Math.max(maxStack, 3), maxLocals);
    }
  }
}
