package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.Hierarchy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;

/**
 * Verifies edited methods from class files alone, before the JVM sees them. A class that fails its
 * verification in the JVM stays broken for good, one that fails here keeps its original bytes.
 */
final class Verifier {
  private Verifier() {}

  /**
   * Verifies some methods of a class.
   *
   * @param methods name and descriptor of each, in one string
   * @return what is wrong, in one sentence, or {@code null}
   */
  static @Nullable String verify(byte[] classFile, List<String> methods, Hierarchy hierarchy) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, ClassReader.SKIP_DEBUG);
    for (MethodNode method : node.methods) {
      if (!methods.contains(method.name + method.desc)) {
        continue;
      }
      try {
        new Analyzer<BasicValue>(new HierarchyVerifier(node, hierarchy)).analyze(node.name, method);
      } catch (AnalyzerException | RuntimeException wrong) {
        return method.name + method.desc + ": " + wrong.getMessage();
      }
    }
    return null;
  }

  /** The type of a class, as the verifier names it. */
  static Type type(String internalName) {
    return Type.getObjectType(internalName);
  }
}
