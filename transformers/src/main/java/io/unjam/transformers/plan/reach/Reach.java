package io.unjam.transformers.plan.reach;

import io.unjam.transformers.classfile.ClassPath;
import io.unjam.transformers.classfile.ClassPath.Problem;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.JdkClassFiles;
import io.unjam.transformers.plan.Untouchable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;

/**
 * Every lock of an application with the hash maps and sets that are touched under it, put to the
 * proof.
 *
 * @param locks by class
 * @param problems jars and classes that could not be read, each skipped
 * @param classes how many class files were looked at
 */
public record Reach(List<Reached> locks, List<Problem> problems, int classes) {

  public Reach {
    locks = List.copyOf(locks);
    problems = List.copyOf(problems);
  }

  /** Hears how far the work is. */
  public interface Progress {
    /** Called now and then, and at the end with {@code done == of}. */
    void at(int done, int of);
  }

  /**
   * Looks at all classes of some jars and folders.
   *
   * @throws IOException if what was unpacked can't be removed again
   */
  public static Reach of(List<Path> roots, Progress progress) throws IOException {
    try (ClassPath path = ClassPath.open(roots)) {
      JdkClassFiles jdk = new JdkClassFiles();
      Hierarchy hierarchy =
          Hierarchy.over(
              name -> {
                byte[] bytes = path.find(name);
                return bytes == null ? jdk.find(name) : bytes;
              });
      List<Reached> locks = new ArrayList<>();
      List<Problem> problems = new ArrayList<>(path.problems());
      List<String> names = path.names();
      int done = 0;
      for (String name : names) {
        try {
          if (!Untouchable.contains(name)) {
            locks.addAll(ofClass(path.read(name), jarOf(path.origin(name), name), hierarchy));
          }
        } catch (IOException | RuntimeException e) {
          problems.add(new Problem(path.origin(name), String.valueOf(e.getMessage())));
        }
        if (++done % 256 == 0 || done == names.size()) {
          progress.at(done, names.size());
        }
      }
      locks.sort(Comparator.comparing(each -> each.use().name()));
      return new Reach(locks, problems, names.size());
    }
  }

  private static String jarOf(String origin, String name) {
    String file = name + ".class";
    String root =
        origin.endsWith(file) ? origin.substring(0, origin.length() - file.length()) : origin;
    return root.endsWith("!/") ? root.substring(0, root.length() - 2) : root;
  }

  /**
   * The locks of one class.
   *
   * @param origin the jar or folder that it comes from
   * @throws IllegalArgumentException if the bytes are no class file, or one of the future
   */
  public static List<Reached> ofClass(byte[] classFile, String origin, Hierarchy hierarchy) {
    ClassNode node = new ClassNode();
    new ClassReader(classFile).accept(node, 0);
    List<Reached> locks = new ArrayList<>();
    for (LockUse use : LockUses.of(node)) {
      locks.add(Reached.ask(use, node, hierarchy, origin));
    }
    return locks;
  }
}
