package io.unjam.transformers.edit;

import io.unjam.transformers.classfile.Hierarchy;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

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
    new ClassReader(classFile).accept(node, ClassReader.SKIP_DEBUG | ClassReader.EXPAND_FRAMES);
    for (MethodNode method : node.methods) {
      if (!methods.contains(method.name + method.desc)) {
        continue;
      }
      try {
        HierarchyVerifier types = new HierarchyVerifier(node, hierarchy);
        Frame<BasicValue>[] inferred = new Analyzer<BasicValue>(types).analyze(node.name, method);
        FrameCheck frames = new FrameCheck(method, inferred, types);
        String failure = frames.failure();
        if (failure == null) {
          failure = new JumpCheck(node.name, method, types, frames).failure();
        }
        if (failure != null) {
          return method.name + method.desc + ": " + failure;
        }
      } catch (AnalyzerException | RuntimeException wrong) {
        return method.name + method.desc + ": " + wrong.getMessage();
      }
    }
    return null;
  }
}
