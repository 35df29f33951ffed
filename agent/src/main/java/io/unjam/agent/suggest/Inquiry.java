package io.unjam.agent.suggest;

import io.unjam.transformers.classfile.ClassPath;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.JdkClassFiles;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Planner;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.plan.decide.Deciders;
import io.unjam.transformers.plan.reach.Reach;
import io.unjam.transformers.plan.reach.Reached;
import io.unjam.transformers.rule.RuleFile;
import io.unjam.transformers.rule.parse.ParseResult;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Asks the application's own classes what a rule would come to: the decisions of {@code plan}. For
 * use by one thread.
 */
final class Inquiry implements Closeable {

  private final ClassPath path;
  private final Hierarchy hierarchy;
  private final Set<String> known;
  private final Set<String> unread = new TreeSet<>();

  private Inquiry(ClassPath path) {
    JdkClassFiles jdk = new JdkClassFiles();
    this.path = path;
    this.known = new HashSet<>(path.names());
    this.hierarchy =
        Hierarchy.over(
            name -> {
              byte[] bytes = path.find(name);
              return bytes == null ? jdk.find(name) : bytes;
            });
  }

  /** Over some jars and folders. */
  static Inquiry of(List<Path> roots) {
    return new Inquiry(ClassPath.open(roots));
  }

  /** What could not be read, a sentence each. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    for (ClassPath.Problem problem : path.problems()) {
      problems.add(problem.origin() + ": " + problem.text());
    }
    problems.addAll(unread);
    return problems;
  }

  /** Whether the class is there. */
  boolean knows(String className) {
    return known.contains(className.replace('.', '/'));
  }

  /**
   * The decisions on a rule in the class that it names, nested classes included.
   *
   * @param assumed words that its author would have said
   */
  List<Decision> ask(Draft draft, List<String> assumed) {
    ParseResult parsed = RuleParser.parse("suggested", draft.file(assumed));
    if (!parsed.isValid()) {
      throw new IllegalStateException(
          "a suggestion of ours is no rule: " + parsed.errors() + "\n" + draft.file(assumed));
    }
    RuleFile rules = parsed.ruleFile();
    Planner planner = Deciders.plannerFor(rules);
    List<Decision> decisions = new ArrayList<>();
    for (String name : names(draft.className())) {
      byte[] bytes = path.find(name);
      try {
        if (bytes != null && planner.mayTouch(name, bytes)) {
          decisions.addAll(planner.plan(bytes, hierarchy).decisions());
        }
      } catch (IllegalArgumentException unreadable) {
        unread.add(path.origin(name) + ": " + unreadable.getMessage());
      }
    }
    return decisions;
  }

  /** What the proof of striping says of a lock; {@code null} where it guards no map. */
  @Nullable Reached reach(String className, String lock) {
    String name = className.replace('.', '/');
    byte[] bytes = path.find(name);
    if (bytes == null) {
      return null;
    }
    try {
      for (Reached reached : Reach.ofClass(bytes, path.origin(name), hierarchy)) {
        if (reached.use().lock().equals(lock)) {
          return reached;
        }
      }
    } catch (IllegalArgumentException unreadable) {
      unread.add(path.origin(name) + ": " + unreadable.getMessage());
    }
    return null;
  }

  private List<String> names(String className) {
    String internal = className.replace('.', '/');
    List<String> names = new ArrayList<>();
    for (String name : path.names()) {
      if (name.equals(internal) || name.startsWith(internal + "$")) {
        names.add(name);
      }
    }
    return names;
  }

  /** Those with a verdict. */
  static List<Decision> only(List<Decision> decisions, Verdict verdict) {
    List<Decision> only = new ArrayList<>();
    for (Decision decision : decisions) {
      if (decision.verdict() == verdict) {
        only.add(decision);
      }
    }
    return only;
  }

  @Override
  public void close() throws IOException {
    path.close();
  }
}
