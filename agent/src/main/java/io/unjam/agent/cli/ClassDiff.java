package io.unjam.agent.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import io.unjam.transformers.classfile.ClassPath;
import io.unjam.transformers.classfile.JdkClassFiles;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.edit.Rewritten;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.rule.NearestWord;
import io.unjam.transformers.rule.RuleFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceMethodVisitor;

/**
 * The bytecode of one class before and after, as the running agent would rewrite it: {@code plan
 * --diff}.
 */
final class ClassDiff {
  private static final int CONTEXT_LINES = 4;

  private ClassDiff() {}

  /**
   * Prints a unified diff of every method that the rules change.
   *
   * @param className binary name, {@code com.acme.Orders}
   * @return whether the class is there and could be rewritten
   */
  static boolean print(
      RuleFile rules, ClassPath path, String className, PrintWriter out, PrintWriter err)
      throws IOException {
    byte[] original = path.find(className.replace('.', '/'));
    if (original == null) {
      err.println(
          className + ": there is no such class in what --classes names" + hint(path, className));
      return false;
    }
    JdkClassFiles jdk = new JdkClassFiles();
    int[] sites = new int[1];
    Rewritten result =
        new Rewriter(rules, decision -> sites[0]++)
            .rewrite(
                original,
                name -> {
                  byte[] bytes = path.find(name);
                  return bytes == null ? jdk.find(name) : bytes;
                });
    if (result.failure() != null) {
      err.println(className + " would keep its original bytes: " + result.failure());
      return false;
    }
    byte[] edited = result.edited();
    if (edited == null) {
      out.println("Nothing of " + className + " would be rewritten.");
      for (Decision decision : result.plan().decisions()) {
        out.println(
            "  "
                + decision.site().target()
                + " in "
                + decision.site().method()
                + ", line "
                + decision.site().line()
                + ": "
                + decision.reason());
      }
      return true;
    }
    Map<String, List<String>> before = methods(original);
    for (Map.Entry<String, List<String>> after : methods(edited).entrySet()) {
      List<String> old = before.getOrDefault(after.getKey(), List.of());
      if (!old.equals(after.getValue())) {
        for (String line :
            UnifiedDiffUtils.generateUnifiedDiff(
                className + "." + after.getKey(),
                className + "." + after.getKey() + ", rewritten",
                old,
                DiffUtils.diff(old, after.getValue()),
                CONTEXT_LINES)) {
          out.println(line);
        }
      }
    }
    return true;
  }

  private static String hint(ClassPath path, String className) {
    List<String> names = new ArrayList<>();
    for (String name : path.names()) {
      names.add(name.replace('/', '.'));
    }
    @Nullable String nearest = NearestWord.of(className, names);
    return nearest == null ? "" : "; did you mean " + nearest + "?";
  }

  private static Map<String, List<String>> methods(byte[] classFile) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, 0);
    Map<String, List<String>> methods = new LinkedHashMap<>();
    for (MethodNode method : node.methods) {
      Textifier text = new Textifier();
      method.accept(new TraceMethodVisitor(text));
      StringWriter lines = new StringWriter();
      PrintWriter printer = new PrintWriter(lines);
      text.print(printer);
      printer.flush();
      methods.put(method.name + method.desc, lines.toString().lines().toList());
    }
    return methods;
  }
}
