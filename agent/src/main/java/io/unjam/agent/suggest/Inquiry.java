package io.unjam.agent.suggest;

import io.unjam.transformers.classfile.ClassPath;
import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.JdkClassFiles;
import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Planner;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.plan.decide.Deciders;
import io.unjam.transformers.plan.reach.Reach;
import io.unjam.transformers.plan.reach.Reached;
import io.unjam.transformers.rule.parse.ParseResult;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Asks the application's own classes what a rule would come to: the decisions of {@code plan}. For
 * use by one thread.
 */
final class Inquiry implements Closeable {

  private final ClassPath path;
  private final Hierarchy hierarchy;
  private final Set<String> known;
  private final Set<String> unread = new TreeSet<>();

  /** By class, so that one of many sections is judged once. */
  private final Map<String, List<Decision>> ofOwnMonitors = new HashMap<>();

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
    Planner planner = planner(draft.file(assumed));
    List<Decision> decisions = new ArrayList<>();
    for (String name : names(draft.className())) {
      decisions.addAll(decided(planner, name));
    }
    return decisions;
  }

  /**
   * Whether all that is written to on a line is a {@code ConcurrentHashMap} that the method itself
   * makes, and makes no other: then a rule that names what the method makes names that map.
   *
   * @param className as people write it
   * @param method its name; those that share it are taken together
   */
  boolean isMadeThere(String className, String method, int line) {
    String name = className.replace('.', '/');
    byte[] bytes = path.find(name);
    if (bytes == null) {
      return false;
    }
    Planner.Judged judged;
    try {
      judged = planner(Draft.timing(className, method)).judge(bytes, hierarchy);
    } catch (IllegalArgumentException unreadable) {
      unread.add(path.origin(name) + ": " + unreadable.getMessage());
      return false;
    }
    Set<AbstractInsnNode> written = new HashSet<>();
    for (Candidate candidate : judged.candidates()) {
      if (candidate.site().kind() == SiteKind.MAP_WRITE && candidate.site().line() == line) {
        if (candidate.related().isEmpty()) {
          return false;
        }
        written.addAll(candidate.related());
      }
    }
    Set<AbstractInsnNode> made = new HashSet<>();
    for (MethodNode each : judged.node().methods) {
      for (AbstractInsnNode instruction : each.instructions) {
        if (each.name.equals(method)
            && instruction instanceof TypeInsnNode allocation
            && allocation.getOpcode() == Opcodes.NEW
            && allocation.desc.equals(Types.CONCURRENT_HASH_MAP)) {
          made.add(instruction);
        }
      }
    }
    return made.size() == 1 && written.equals(made);
  }

  /** The classes that call {@code System.gc()} or {@code Runtime.gc()}, in order of their names. */
  List<String> askingForCollections() {
    Draft everywhere =
        new Draft("collections", List.of(new Draft.Part("class", "**")), "gc", "strip", Map.of());
    Planner planner = planner(everywhere.file(List.of("explicit-gc-not-required")));
    Set<String> found = new TreeSet<>();
    for (String name : path.names()) {
      for (Decision decision : only(decided(planner, name), Verdict.APPLIED)) {
        found.add(decision.site().className());
      }
    }
    return List.copyOf(found);
  }

  private List<Decision> decided(Planner planner, String name) {
    byte[] bytes = path.find(name);
    try {
      return bytes != null && planner.mayTouch(name, bytes)
          ? planner.plan(bytes, hierarchy).decisions()
          : List.of();
    } catch (IllegalArgumentException unreadable) {
      unread.add(path.origin(name) + ": " + unreadable.getMessage());
      return List.of();
    }
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

  /**
   * Whose monitor is taken on a line of a method, or by the whole of it: {@code this}, {@code
   * class}, or {@code null} where it is neither, or both.
   */
  @Nullable String ownMonitor(String className, String method, int line) {
    Set<String> found = new HashSet<>();
    for (Decision decision : ofOwnMonitors(className)) {
      if (decision.site().method().equals(method) && decision.site().line() == line) {
        found.add(decision.rule().name());
      }
    }
    return found.size() == 1 ? found.iterator().next() : null;
  }

  /** One for each section of a class's own monitors, by a rule of the monitor's name. */
  private List<Decision> ofOwnMonitors(String className) {
    List<Decision> known = ofOwnMonitors.get(className);
    if (known == null) {
      Planner planner = planner(Draft.timing(className, List.of("this", "class")));
      known = decided(planner, className.replace('.', '/'));
      ofOwnMonitors.put(className, known);
    }
    return known;
  }

  private static Planner planner(String rules) {
    ParseResult parsed = RuleParser.parse("suggested", rules);
    if (!parsed.isValid()) {
      throw new IllegalStateException(
          "a suggestion of ours is no rule: " + parsed.errors() + "\n" + rules);
    }
    return Deciders.plannerFor(parsed.ruleFile());
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
