package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.monitor.ExplicitMonitors;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

/**
 * A class some of whose {@code synchronized} methods are methods with a block instead, which means
 * the same.
 *
 * @param classFile its bytes; {@code null} where they would not verify
 * @param methods those methods, each as its name and descriptor in one
 * @param failure why they would not; {@code null} where they do
 */
// Handed to the JVM as it is and never compared: a copy of every class would serve nobody.
@SuppressWarnings("ArrayRecordComponent")
public record Reshaped(byte @Nullable [] classFile, Set<String> methods, @Nullable String failure) {

  public Reshaped {
    methods = Set.copyOf(methods);
  }

  /**
   * Gives a class file the form that its class was first loaded in.
   *
   * @param methods those that had a block then
   * @return {@code null} where none of them is {@code synchronized}, so that nothing is to be done
   */
  public static @Nullable Reshaped again(
      byte[] classFile, Set<String> methods, ClassFiles hierarchy) {
    try {
      ClassReader reader = new ClassReader(classFile);
      ClassNode node = new ClassNode();
      reader.accept(node, 0);
      ExplicitMonitors explicit =
          ExplicitMonitors.in(node, method -> methods.contains(method.name + method.desc));
      Hierarchy types = Hierarchy.over(hierarchy);
      types.learn(reader);
      return explicit.methods().isEmpty() ? null : of(node, reader, explicit.methods(), types);
    } catch (RuntimeException unreadable) {
      return new Reshaped(null, methods, String.valueOf(unreadable.getMessage()));
    }
  }

  static Reshaped of(ClassNode node, ClassReader reader, Set<String> methods, Hierarchy types) {
    try {
      ClassWriter writer = new ClassWriter(reader, 0);
      node.accept(writer);
      byte[] bytes = writer.toByteArray();
      String failure = Verifier.verify(bytes, new ArrayList<>(methods), types);
      return new Reshaped(failure == null ? bytes : null, methods, failure);
    } catch (RuntimeException tooLarge) {
      return new Reshaped(null, methods, String.valueOf(tooLarge.getMessage()));
    }
  }
}
