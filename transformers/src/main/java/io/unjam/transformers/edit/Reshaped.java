package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.SealedFields;
import io.unjam.transformers.monitor.ExplicitMonitors;
import io.unjam.transformers.plan.Form;
import java.util.ArrayList;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.tree.ClassNode;

/**
 * A class some of whose {@code synchronized} methods are methods with a block instead, and some of
 * whose fields are final, which means the same.
 *
 * @param classFile its bytes; {@code null} where the JVM would not take them
 * @param form in what they differ from the class file that they were made of
 * @param failure why it would not; {@code null} where it does
 */
// Handed to the JVM as it is and never compared: a copy of every class would serve nobody.
@SuppressWarnings("ArrayRecordComponent")
public record Reshaped(byte @Nullable [] classFile, Form form, @Nullable String failure) {

  /**
   * Gives a class file the form that its class was first loaded in.
   *
   * @param form what was different then
   * @return {@code null} where nothing is to be done
   */
  public static @Nullable Reshaped again(byte[] classFile, Form form, ClassFiles hierarchy) {
    try {
      ClassReader reader = new ClassReader(classFile);
      ClassNode node = new ClassNode();
      reader.accept(node, 0);
      ExplicitMonitors explicit =
          ExplicitMonitors.in(node, method -> form.blocks().contains(method.name + method.desc));
      Set<String> open = SealedFields.open(node, form.sealed());
      String obstacle = SealedFields.obstacle(node, open);
      if (obstacle != null) {
        return new Reshaped(null, form, obstacle + ", which was loaded as a final field");
      }
      SealedFields.seal(node, open);
      Hierarchy types = Hierarchy.over(hierarchy);
      types.learn(reader);
      Form given = new Form(explicit.methods(), open);
      return given.isAsItIs() ? null : of(node, reader, given, types);
    } catch (RuntimeException unreadable) {
      return new Reshaped(null, form, String.valueOf(unreadable.getMessage()));
    }
  }

  static Reshaped of(ClassNode node, ClassReader reader, Form form, Hierarchy types) {
    try {
      ClassWriter writer = new ClassWriter(reader, 0);
      node.accept(writer);
      byte[] bytes = writer.toByteArray();
      String failure = Verifier.verify(bytes, new ArrayList<>(form.blocks()), types);
      if (failure == null) {
        failure = SealedFields.obstacle(node, form.sealed());
      }
      return new Reshaped(failure == null ? bytes : null, form, failure);
    } catch (RuntimeException tooLarge) {
      return new Reshaped(null, form, String.valueOf(tooLarge.getMessage()));
    }
  }
}
