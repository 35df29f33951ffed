package io.unjam.transformers.proof.striping;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Small tables behind a lock, made from patterns and a seed: sound ones, which the proof has to
 * accept, and unsound ones, each of which breaks one condition and has to be refused for it.
 */
// Fragments of a few lines, put together: as text blocks they would be longer than what they say.
@SuppressWarnings("StringConcatToTextBlock")
public final class StripingPrograms {

  /**
   * One program.
   *
   * @param name of its class
   * @param pattern what it was made from
   * @param source of its class
   * @param words what its rule assumes
   * @param reason a pattern that the refusal has to match; empty for a sound program
   * @param beside whether a sound section stands beside the broken one, which then takes all
   *     stripes for that reason
   * @param lock the field of the lock, or of the object whose monitor is the lock; {@code this} or
   *     {@code class} for the monitor of the program itself
   */
  public record Program(
      String name,
      String pattern,
      String source,
      Words words,
      String reason,
      boolean beside,
      String lock) {

    /** Whether the lock is a monitor. */
    public boolean isMonitor() {
      return !source.contains("new Reentrant");
    }

    /** Whether the lock is the monitor of the program's object or class. */
    public boolean isOwned() {
      return lock.equals("this") || lock.equals("class");
    }

    /** Whether the lock has two, for readers and for writers. */
    public boolean isReadWrite() {
      return source.contains("ReadWriteLock lock = new ");
    }

    /** Whether the lock guards both {@code map} and {@code second}. */
    public boolean isOfTwo() {
      return source.contains(" second = new ") || source.contains(" second;");
    }

    @Override
    public String toString() {
      return name + " " + pattern;
    }
  }

  /** What several programs call. */
  public static final Map<String, String> SUPPORT =
      Map.of(
          "Journal",
          """
          public class Journal {
            private final StringBuilder text = new StringBuilder();
            public void write(Object what) { text.append(what); }
          }
          """,
          "Quiet",
          """
          public final class Quiet {
            private int writes;
            public synchronized void write(Object what) { writes++; }
            public synchronized int writes() { return writes; }
          }
          """,
          "Pair",
          """
          public record Pair(String left, int right) {
            public Pair grown() { return new Pair(left + ".", right + 1); }
            static Pair of(Pair other) { return new Pair(other.left(), other.right()); }
          }
          """,
          "Cell",
          "public class Cell { public int count; public Cell next; }",
          "Leaky",
          """
          public class Leaky {
            static Leaky last;
            protected Leaky() { last = this; register(); }
            void register() {}
          }
          """,
          "Careful",
          """
          public class Careful {
            private static final java.util.List<Object> made = new java.util.ArrayList<>();
            protected final Object token = new Object();
            private final String name;
            protected Careful() {
              synchronized (made) { made.add(token); }
              name = getClass().getName();
              System.getProperty(name);
            }
          }
          """,
          "Handing",
          """
          public class Handing {
            protected Handing(java.util.List<Object> all) {
              Object it = all.isEmpty() ? all : this;
              all.add(it);
            }
          }
          """,
          "Capturing",
          """
          public class Capturing {
            protected Capturing(java.util.List<Object> all) {
              Runnable adding = () -> all.add(this);
              adding.run();
            }
          }
          """,
          "Keeper",
          """
          public class Keeper {
            protected final Object self;
            protected Keeper() { self = this; }
          }
          """,
          "Table",
          """
          public interface Table {
            Object step(int op, int key, int value);
            java.util.Map<Object, Object> copy();
          }
          """);

  private static final Words NONE = new Words(false, false, true);
  private static final Words JOURNAL = new Words(true, false, true);

  /** How a program writes its types. */
  private record Shape(String lock, String map, String key, String boxed, String local) {}

  private static final Shape[] SHAPES = {
    new Shape("ReentrantLock", "HashMap", "String", "String", "\"k\" + key"),
    new Shape("Lock", "Map", "Integer", "Integer", "Integer.valueOf(key)"),
    new Shape("ReentrantLock", "Map", "int", "Integer", "key"),
    new Shape("Lock", "HashMap", "long", "Long", "(long) key"),
    new Shape("ReentrantLock", "HashMap", "Object", "Object", "\"o\" + key"),
  };

  private final Random random;

  /** Whether the programs that are made now will have their map for their lock. */
  private boolean mapIsLock;

  private final List<Program> programs = new ArrayList<>();

  private StripingPrograms(long seed) {
    random = new Random(seed);
  }

  private static String section(String body) {
    return "    lock.lock();\n    try {\n"
        + body
        + "\n    } finally {\n      lock.unlock();\n    }\n";
  }

  /** The parts of a class, each of which a pattern may replace. */
  private static Map<String, String> parts() {
    Map<String, String> parts = new LinkedHashMap<>();
    parts.put("head", "public class NAME implements Table");
    parts.put("lock", "private final LOCK lock = new ReentrantLock();");
    parts.put("map", "private final MAP<BOXED, Integer> map = new HashMap<>();");
    parts.put("fields", "");
    parts.put("constructor", "");
    parts.put(
        "update",
        "  public Integer update(KEY key, Integer value) {\n"
            + section("      return map.put(key, value);")
            + "  }\n");
    parts.put("more", "");
    parts.put("beside", "");
    parts.put("step", "return update(LOCAL, value);");
    parts.put(
        "copy",
        "  public Map<Object, Object> copy() {\n"
            + section("      return new HashMap<Object, Object>(map);")
            + "  }\n");
    return parts;
  }

  private void add(String pattern, Words words, String reason, String... replaced) {
    int times = reason.isEmpty() ? 3 : 2;
    List<Shape> shapes = new ArrayList<>(List.of(SHAPES));
    Collections.shuffle(shapes, random);
    for (int i = 0; i < times; i++) {
      Map<String, String> parts = parts();
      for (int at = 0; at < replaced.length; at += 2) {
        if (parts.put(replaced[at], replaced[at + 1]) == null) {
          throw new IllegalArgumentException("no part " + replaced[at]);
        }
      }
      String name = (reason.isEmpty() ? "Sound" : "Mutant") + programs.size();
      String source = source(name, parts, shapes.get(i));
      boolean beside = !parts.get("beside").isEmpty();
      programs.add(new Program(name, pattern, source, words, reason, beside, "lock"));
      String monitored = monitored(source, name);
      if (i == 0 && monitored != null && !LOCKS_ALONE.contains(pattern)) {
        programs.add(
            new Program(
                name + "M", pattern + ", by a monitor", monitored, words, reason, beside, "lock"));
      }
      if (i == 0
          && monitored != null
          && !LOCKS_ALONE.contains(pattern)
          && !mapIsLock
          && !SOUND_BY_THEIR_OWN.contains(pattern)) {
        for (boolean methods : new boolean[] {false, true}) {
          Program owned = owned(monitored, name, methods, pattern, words, reason, beside);
          if (owned != null) {
            programs.add(owned);
          }
        }
      }
      String shared = shared(source, name, i == 0);
      if (i < 2 && shared != null && !LOCKS_ALONE.contains(pattern)) {
        programs.add(
            new Program(
                name + "W",
                pattern + ", by a read-write lock",
                shared,
                words,
                reason,
                beside,
                "lock"));
      }
    }
  }

  /** Sound with a lock; a monitor's keyed sections may do less. */
  private static final Set<String> LOCKS_ALONE =
      Set.of(
          "a field that whole sections alone write",
          "the lock in a local",
          "lock made before each other by chance",
          "lock as a monitor",
          "a journal that locks itself",
          "a journal that doesn't, by the author's word",
          "a journal that may be called at once, by the author's word",
          "a journal without a word",
          "a journal without a word, beside a sound section");

  /** Where the lock is the object's own monitor, these take it again: see addSoundOwners. */
  private static final Set<String> SOUND_BY_THEIR_OWN =
      Set.of(
          "nested synchronized method",
          "nested synchronized method, beside a sound section",
          "the monitor of this beside",
          "this within");

  /** The same program with a monitor for its lock; {@code null} where it isn't the same. */
  private static @Nullable String monitored(String source, String name) {
    String begin = "    lock.lock();\n    try {\n";
    String end = "\n    } finally {\n      lock.unlock();\n    }\n";
    boolean balanced = count(source, begin) == count(source, end);
    String text =
        source
            .replace(begin, "    synchronized (lock) {\n")
            .replace(end, "\n    }\n")
            .replaceAll(
                "private (static )?final (Reentrant)?Lock lock = new ReentrantLock\\((false)?\\);",
                "private $1final Object lock = new Object();")
            .replace(name, name + "M");
    boolean same =
        balanced
            && text.contains("final Object lock = new Object();")
            && text.contains("synchronized (lock)")
            && !text.replace("java.util.concurrent.locks.", "").contains("lock.")
            && !text.contains("ReentrantLock");
    return same ? text : null;
  }

  /**
   * The same program with the monitor of its object, or of its class, for its lock: by blocks, or
   * by methods as far as a block is all of one; {@code null} where it isn't the same.
   */
  private static @Nullable Program owned(
      String monitored,
      String name,
      boolean methods,
      String pattern,
      Words words,
      String reason,
      boolean beside) {
    String suffix = methods ? "S" : "T";
    boolean isStatic = monitored.contains("private static final Object lock");
    String text =
        monitored.replaceAll("private (static )?final Object lock = new Object\\(\\);", "");
    if (methods) {
      String method =
          "(?m)^  ((?:(?:public|private|final|static|protected) )*)((?:[\\w<>, ]+ )?\\w+\\([^)]*\\)) ";
      String block =
          "\\{\\n    synchronized \\(lock\\) \\{\\n((?:      .*\\n)+?)    \\}\\n  \\}\\n";
      text = text.replaceAll(method + block, "  $1synchronized $2 {\n$3  }\n");
      if (text.contains(" static synchronized ") != isStatic || !text.contains(" synchronized ")) {
        return null;
      }
    }
    text =
        text.replace(
                "synchronized (lock)",
                isStatic ? "synchronized (NAME.class)" : "synchronized (this)")
            .replace("NAME", name + "M")
            .replace(name + "M", name + suffix);
    boolean same = !text.replace("java.util.concurrent.locks.", "").matches("(?s).*\\block\\b.*");
    return same
        ? new Program(
            name + suffix,
            pattern + (methods ? ", by synchronized methods" : ", by its own monitor"),
            text,
            words,
            reason,
            beside,
            isStatic ? "class" : "this")
        : null;
  }

  /**
   * The same program with a read-write lock for its lock, whose halves stand in fields or not;
   * {@code null} where it isn't the same.
   */
  private static @Nullable String shared(String source, String name, boolean fields) {
    String reader = fields ? "reader" : "lock.readLock()";
    String writer = fields ? "writer" : "lock.writeLock()";
    String text = source;
    for (String copy :
        List.of(
            "      return new HashMap<Object, Object>(map);",
            "      return named(new ArrayList<Object>(map));")) {
      text = text.replace(section(copy), section(copy).replace("lock.", reader + "."));
    }
    text =
        text.replaceAll("(?<![.\\w])lock\\.(un)?lock\\(\\);", "HALF.$1lock();")
            .replaceAll(
                "private (static )?final (Reentrant)?Lock lock = new ReentrantLock\\((false)?\\);",
                "private $1final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();"
                    + (fields
                        ? "\n  private $1final Lock reader = lock.readLock();\n"
                            + "  private $1final Lock writer = lock.writeLock();"
                        : ""));
    String rest =
        text.replace("java.util.concurrent.locks.", "")
            .replaceAll("lock\\.(read|write)Lock\\(\\)", "");
    boolean same =
        text.contains("ReentrantReadWriteLock lock = ")
            && text.contains("HALF.lock();")
            && !rest.contains("lock.")
            && !text.contains("ReentrantLock");
    return same ? text.replace("HALF", writer).replace(name, name + "W") : null;
  }

  private static int count(String text, String part) {
    return (text.length() - text.replace(part, "").length()) / part.length();
  }

  private String source(String name, Map<String, String> parts, Shape shape) {
    List<String> members = new ArrayList<>();
    members.add(parts.get("update"));
    members.add(parts.get("more"));
    members.add(parts.get("beside"));
    members.add(parts.get("copy"));
    members.add(
        "  public Object step(int op, int key, int value) {\n    " + parts.get("step") + "\n  }\n");
    Collections.shuffle(members, random);
    String[] fields = {parts.get("lock"), parts.get("map")};
    boolean mapFirst = random.nextBoolean();
    String text =
        "import java.util.*;\nimport java.util.concurrent.*;\nimport java.util.concurrent.atomic.*;\n"
            + "import java.util.concurrent.locks.*;\nimport java.util.function.*;\n\n"
            + parts.get("head")
            + " {\n  "
            + fields[mapFirst ? 1 : 0]
            + "\n  "
            + fields[mapFirst ? 0 : 1]
            + "\n"
            + parts.get("fields")
            + "\n"
            + parts.get("constructor")
            + "\n"
            + String.join("\n", members)
            + "}\n";
    return text.replace("NAME", name)
        .replace("LOCAL0", shape.local().replace("key", "1"))
        .replace("LOCAL", shape.local())
        .replace("LOCK", shape.lock())
        .replace("MAP", shape.map())
        .replace("BOXED", shape.boxed())
        .replace("KEY", shape.key());
  }

  private static String update(String body) {
    return "  public Integer update(KEY key, Integer value) {\n" + body + "  }\n";
  }

  /** Programs in which the section of update is about one key. */
  public static List<Program> sound(long seed) {
    StripingPrograms made = new StripingPrograms(seed);
    made.addSound();
    made.addSoundMonitors();
    made.addSoundOwners();
    made.addSoundTables();
    made.addSoundReadWriteLocks();
    made.addSoundOpen();
    return made.withOpen();
  }

  /** All of them, and one of each pattern whose lock and maps aren't declared final. */
  private List<Program> withOpen() {
    List<Program> all = new ArrayList<>(programs);
    Set<String> seen = new HashSet<>();
    for (Program program : programs) {
      String text =
          program
              .source()
              .replaceAll(
                  "private (static )?final ([^;=()]*\\b(?:lock|map|second)(?: =|;))",
                  "private $1$2");
      if (!text.equals(program.source()) && seen.add(program.pattern())) {
        all.add(
            new Program(
                program.name() + "O",
                program.pattern() + ", not declared final",
                text.replace(program.name(), program.name() + "O"),
                program.words(),
                program.reason(),
                program.beside(),
                program.lock()));
      }
    }
    return all;
  }

  private void sound(String pattern, String... replaced) {
    add(pattern, NONE, "", replaced);
  }

  private void addSound() {
    sound("put");
    sound(
        "read then write",
        "update",
        update(
            section(
                "      Integer old = map.get(key);\n"
                    + "      map.put(key, old == null ? value : old + value);\n"
                    + "      return old;")));
    sound("merge", "update", update(section("      return map.merge(key, value, Integer::sum);")));
    sound(
        "compute by a lambda",
        "update",
        update(
            section(
                "      return map.compute(key, (k, v) -> v == null ? value : v * 31 + value);")));
    sound(
        "remove on a condition",
        "update",
        update(
            section(
                "      if (value % 3 == 0) {\n        return map.remove(key);\n      }\n"
                    + "      return map.putIfAbsent(key, value);")));
    sound(
        "a private helper",
        "update",
        update(section("      return store(key, value);"))
            + "  private Integer store(BOXED key, Integer value) {\n"
            + "    if (map.containsKey(key)) {\n      return map.replace(key, value);\n    }\n"
            + "    return map.put(key, value);\n  }\n");
    sound(
        "the lock in a local",
        "update",
        update(
            "    final LOCK mine = this.lock;\n    mine.lock();\n    try {\n"
                + "      return map.put(key, value);\n    } finally {\n      mine.unlock();\n    }\n"));
    sound(
        "lock within try",
        "update",
        update(
            "    try {\n      lock.lock();\n      return map.put(key, value);\n    } finally {\n"
                + "      lock.unlock();\n    }\n"));
    sound(
        "the key in a local",
        "update",
        update("    BOXED own = key;\n" + section("      return map.put(own, value);")));
    sound(
        "exceptions leave the section",
        "update",
        update(
            section(
                "      if (value < -5) {\n        throw new IllegalStateException(\"low\");\n      }\n"
                    + "      return map.put(key, value);")));
    sound(
        "exceptions are caught in the section",
        "update",
        update(
            section(
                "      try {\n        return map.put(key, Integer.valueOf(100 / value));\n"
                    + "      } catch (ArithmeticException e) {\n        return map.put(key, 0);\n      }")));
    sound(
        "a field that whole sections alone write",
        "fields",
        "  private int factor = 1;",
        "update",
        update(section("      return map.put(key, value * factor);")),
        "more",
        "  public void clear() {\n" + section("      factor = 1;\n      map.clear();") + "  }\n");
    sound(
        "sections called by sections, for the same key",
        "head",
        "public final class NAME implements Table",
        "update",
        update(section("      return find(key) == null ? map.put(key, value) : find(key);")),
        "more",
        "  public Integer find(BOXED key) {\n" + section("      return map.get(key);") + "  }\n");
    sound(
        "a lambda with a section of its own",
        "more",
        "  public Supplier<Integer> later(BOXED key) {\n    return () -> findNow(key);\n  }\n"
            + "  private Integer findNow(BOXED key) {\n"
            + section("      return map.get(key);")
            + "  }\n");
    sound(
        "whole sections beside",
        "more",
        "  public int total() {\n    int sum = 0;\n"
            + section(
                "      for (Map.Entry<BOXED, Integer> e : map.entrySet()) {\n        sum += e.getValue();\n"
                    + "      }")
            + "    return sum;\n  }\n"
            + "  public void drop(Collection<BOXED> keys) {\n"
            + section("      for (BOXED each : keys) {\n        map.remove(each);\n      }")
            + "  }\n"
            + "  public List<Integer> values() {\n"
            + section("      return new ArrayList<>(map.values());")
            + "  }\n");
    sound(
        "values that never change",
        "map",
        "private final MAP<BOXED, Pair> map = new HashMap<>();",
        "update",
        "  public Object update(KEY key, Integer value) {\n"
            + section(
                "      Pair old = map.get(key);\n"
                    + "      map.put(key, old == null ? new Pair(\"p\", value) : old.grown());\n"
                    + "      return Pair.of(map.get(key));")
            + "  }\n");
    sound(
        "text of plain values",
        "map",
        "private final MAP<BOXED, String> map = new HashMap<>();",
        "update",
        "  public Object update(KEY key, Integer value) {\n"
            + section(
                "      String old = map.getOrDefault(key, \"\");\n"
                    + "      return map.put(key, old.length() > 8 ? \"\" : old + value);")
            + "  }\n");
    sound(
        "two maps under one key",
        "fields",
        "  private final MAP<BOXED, Integer> second = new HashMap<>(32);",
        "update",
        update(
            section(
                "      second.merge(key, 1, Integer::sum);\n      return map.put(key, value);")));
    sound(
        "filled by the constructor",
        "constructor",
        "  public NAME() {\n    this(8);\n    map.put(null, 1);\n  }\n"
            + "  NAME(int n) {\n    for (int i = 0; i < n; i++) {\n      map.put(null, i);\n    }\n  }\n");
    sound(
        "a private constructor and a factory",
        "constructor",
        "  public NAME() {\n    this(1);\n  }\n  private NAME(int ignored) {}\n"
            + "  static NAME make() {\n    return new NAME(2);\n  }\n");
    sound(
        "static",
        "lock",
        "private static final LOCK lock = new ReentrantLock(false);",
        "map",
        "private static final MAP<BOXED, Integer> map = new HashMap<>(16, 0.5f);");
    sound(
        "keys of a loop, each in a section of its own",
        "step",
        "for (Integer each : List.of(value, value + 1)) {\n      update(LOCAL, each);\n    }\n    return 1;");
    add(
        "a journal that locks itself",
        JOURNAL,
        "",
        "fields",
        "  private final Quiet journal = new Quiet();",
        "update",
        update(section("      journal.write(value);\n      return map.put(key, value);")));
    add(
        "a journal that doesn't, by the author's word",
        JOURNAL,
        "",
        "fields",
        "  private final Journal journal = new Journal();",
        "update",
        update(section("      journal.write(value);\n      return map.put(key, value);")));
    add(
        "a journal that may be called at once, by the author's word",
        new Words(true, true, true),
        "",
        "fields",
        "  private final Quiet journal = new Quiet();",
        "update",
        update(
            section(
                "      journal.write(value);\n      journal.write(key);\n      return map.put(key, value);")));
  }

  private static final String OBJECT = "private final Object lock = new Object();";

  private static String block(String body) {
    return "    synchronized (lock) {\n" + body + "\n    }\n";
  }

  /** Programs whose lock is a monitor, beyond those that are made of programs with a lock. */
  private void monitor(String pattern, Words words, String reason, String... replaced) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "lock",
                OBJECT,
                "update",
                update(block("      return map.put(key, value);")),
                "copy",
                "  public Map<Object, Object> copy() {\n"
                    + block("      return new HashMap<Object, Object>(map);")
                    + "  }\n"));
    all.addAll(List.of(replaced));
    add(pattern, words, reason, all.toArray(new String[0]));
  }

  /** As {@link #monitor}, the map being its own. */
  private void ownMonitor(String pattern, String reason, String... replaced) {
    int from = programs.size();
    mapIsLock = true;
    monitor(pattern, NONE, reason, replaced);
    mapIsLock = false;
    for (int i = from; i < programs.size(); i++) {
      Program made = programs.get(i);
      programs.set(
          i,
          new Program(
              made.name(),
              made.pattern(),
              made.source().replace(OBJECT, "").replace("(lock)", "(map)"),
              made.words(),
              made.reason(),
              made.beside(),
              "map"));
    }
  }

  /** A program whose lock is its own monitor, or that of its class. */
  private void owner(String pattern, String lock, Words words, String reason, String... replaced) {
    String monitor = lock.equals("this") ? "this" : "NAME.class";
    String mark = lock.equals("this") ? "" : "static ";
    List<String> all =
        new ArrayList<>(
            List.of(
                "lock",
                "",
                "map",
                "private " + mark + "final MAP<BOXED, Integer> map = new HashMap<>();",
                "update",
                update("    return put(key, value);\n")
                    + "  "
                    + mark
                    + "synchronized Integer put(KEY key, Integer value) {\n"
                    + "    return map.put(key, value);\n  }\n",
                "copy",
                "  public Map<Object, Object> copy() {\n    synchronized ("
                    + monitor
                    + ") {\n      return new HashMap<Object, Object>(map);\n    }\n  }\n"));
    all.addAll(List.of(replaced));
    int from = programs.size();
    add(pattern, words, reason, all.toArray(new String[0]));
    for (int i = from; i < programs.size(); i++) {
      Program made = programs.get(i);
      programs.set(
          i,
          new Program(
              made.name(),
              made.pattern(),
              made.source(),
              made.words(),
              made.reason(),
              made.beside(),
              lock));
    }
  }

  private static String method(String body) {
    return "  public synchronized Integer update(KEY key, Integer value) {\n" + body + "  }\n";
  }

  private void addSoundOwners() {
    owner(
        "a block of this",
        "this",
        NONE,
        "",
        "update",
        update(ofThis("      return map.put(key, value);")));
    owner("a method", "this", NONE, "", "update", method("    return map.put(key, value);\n"));
    owner(
        "a method of a final class",
        "this",
        NONE,
        "",
        "head",
        "public final class NAME implements Table",
        "update",
        method("    return map.put(key, value);\n"));
    owner(
        "a method that calls a synchronized one",
        "this",
        NONE,
        "",
        "update",
        method("    return inner(key, value);\n"),
        "more",
        "  private synchronized Integer inner(BOXED key, Integer value) {\n"
            + "    return map.put(key, value);\n  }\n");
    owner(
        "a block within a method",
        "this",
        NONE,
        "",
        "update",
        method(ofThis("      return map.put(key, value);")));
    owner(
        "a method that begins with a loop and ends in several ways",
        "this",
        NONE,
        "",
        "update",
        method(
            "    for (;;) {\n      if (value > 3) {\n        return map.remove(key);\n      }\n"
                + "      Integer old = map.get(key);\n      if (old == null || value < 0) {\n"
                + "        return map.put(key, value);\n      }\n      value++;\n    }\n"));
    owner(
        "a method with handlers and a rethrow",
        "this",
        NONE,
        "",
        "update",
        method(
            "    try {\n      if (value == 3) {\n        throw new IllegalStateException();\n      }\n"
                + "      return map.put(key, value);\n    } catch (IllegalStateException thrown) {\n"
                + "      return map.remove(key);\n    } finally {\n      map.getOrDefault(key, value);\n    }\n"));
    owner(
        "a void method with wide locals",
        "this",
        NONE,
        "",
        "update",
        update("    long wide = value;\n    set(key, wide, 2.0);\n    return value;\n")
                .replace("update(", "outer(")
            + "  public synchronized Integer update(KEY key, Integer value) {\n    long a = value;\n"
            + "    double b = a / 2.0;\n    if (a > 2) {\n      map.put(key, (int) (a + b));\n    }\n"
            + "    return map.get(key);\n  }\n",
        "more",
        "  synchronized void set(BOXED key, long wide, double more) {\n"
            + "    if (wide > more) {\n      map.put(key, (int) wide);\n    }\n  }\n");
    owner(
        "others who take the same monitor",
        "this",
        NONE,
        "",
        "update",
        method("    return map.put(key, value);\n"),
        "more",
        "  synchronized Integer peek(BOXED key) {\n    return map.get(key);\n  }\n"
            + "  static class Outside {\n    int both(NAME table) {\n      synchronized (table) {\n"
            + "        return table.copy().size();\n      }\n    }\n  }\n");
    owner(
        "a static method",
        "class",
        NONE,
        "",
        "update",
        update("    return put(key, value);\n").replace("update(", "outer(")
            + "  public Integer update(KEY key, Integer value) {\n    synchronized (NAME.class) {\n"
            + "      return map.put(key, value);\n    }\n  }\n"
            + "  static synchronized Integer put(KEY key, Integer value) {\n"
            + "    return map.put(key, value);\n  }\n");
  }

  private static String ofThis(String body) {
    return "    synchronized (this) {\n" + body + "\n    }\n";
  }

  private void addBrokenOwners() {
    owner(
        "waits on itself",
        "this",
        NONE,
        "used for more than synchronized: wait",
        "more",
        "  synchronized void pause() throws InterruptedException {\n    wait(1);\n  }\n");
    owner(
        "wakes who waits on it",
        "this",
        NONE,
        "used for more than synchronized: notifyAll",
        "more",
        "  synchronized void wake() {\n    this.notifyAll();\n  }\n");
    owner(
        "asks who holds itself",
        "this",
        NONE,
        "used for more than synchronized: holdsLock",
        "more",
        "  boolean held() {\n    return Thread.holdsLock(this);\n  }\n");
    owner(
        "waits on its class",
        "class",
        NONE,
        "used for more than synchronized: wait",
        "more",
        "  static synchronized void pause() throws InterruptedException {\n    NAME.class.wait(1);\n  }\n");
    owner(
        "a method without the monitor",
        "this",
        NONE,
        "get is called without the lock",
        "more",
        "  Integer peek(BOXED key) {\n    return map.get(key);\n  }\n");
    owner(
        "a static method for an object's map",
        "this",
        NONE,
        "of another object than 'this'",
        "more",
        "  static synchronized Integer peek(NAME table, BOXED key) {\n    return table.map.get(key);\n  }\n");
    owner(
        "the monitor of another object",
        "this",
        NONE,
        "get is called without the lock",
        "more",
        "  Integer peek(NAME other, BOXED key) {\n    synchronized (other) {\n      return map.get(key);\n"
            + "    }\n  }\n");
    owner(
        "this or another",
        "this",
        NONE,
        "get is called without the lock",
        "more",
        "  Integer peek(Object other, BOXED key) {\n    synchronized (key == null ? this : other) {\n"
            + "      return map.get(key);\n    }\n  }\n");
    owner(
        "an instance method for the class's map",
        "class",
        NONE,
        "get is called without the lock",
        "more",
        "  synchronized Integer peek(BOXED key) {\n    return map.get(key);\n  }\n");
    owner(
        "the monitor of another class",
        "class",
        NONE,
        "get is called without the lock",
        "more",
        "  Integer peek(BOXED key) {\n    synchronized (Journal.class) {\n      return map.get(key);\n    }\n  }\n");
    owner(
        "a map that methods of the class let out",
        "this",
        NONE,
        "the map is returned",
        "more",
        "  synchronized Object all() {\n    return map;\n  }\n");
    owner(
        "this handed out by the constructor",
        "this",
        NONE,
        "while it is under construction",
        "fields",
        "  static final List<Object> ALL = new ArrayList<>();",
        "constructor",
        "  public NAME() {\n    ALL.add(this);\n  }\n");
    owner(
        "a field that may change",
        "this",
        NONE,
        "no section .*reads the field count|writes the field count",
        "fields",
        "  private int count;",
        "update",
        method("    count++;\n    return map.put(key, value);\n"));
    owner(
        "a call that subclasses may override",
        "this",
        NONE,
        "no section .*calls \\w+.checked, whose effects",
        "update",
        method("    checked(key);\n    return map.put(key, value);\n"),
        "more",
        "  protected void checked(BOXED key) {}\n");
    owner(
        "a key of its own making",
        "this",
        NONE,
        "no section .*is made inside",
        "update",
        method("    return map.put(make(key), value);\n"),
        "more",
        "  private static BOXED make(BOXED key) {\n    return key;\n  }\n");
    owner(
        "an object that can be serialized with its map",
        "this",
        NONE,
        "written by serialization",
        "head",
        "public class NAME implements Table, java.io.Serializable");
  }

  private void addSoundMonitors() {
    ownMonitor("the map is its own monitor", "");
    ownMonitor(
        "the map is its own monitor and static",
        "",
        "map",
        "private static final MAP<BOXED, Integer> map = new HashMap<>();");
    monitor(
        "left on several ways",
        NONE,
        "",
        "update",
        update(
            "    for (int i = 0; i < 3; i++) {\n"
                + block(
                    "      if (value < i) {\n        continue;\n      }\n      if (value == i) {\n"
                        + "        return map.put(key, i);\n      }\n      map.remove(key);")
                + "    }\n    return 7;\n"));
    monitor(
        "locals of all kinds before and after",
        NONE,
        "",
        "update",
        update(
            "    long wide = value * 3L;\n    double half = value / 2.0;\n    String text = \"t\" + value;\n"
                + "    Object any = value > 2 ? text : Integer.valueOf(5);\n    int[] array = {value};\n"
                + block("      map.put(key, (int) wide);")
                + "    return array[0] + (int) half + text.length() + (any == text ? 1 : 0);\n"));
    monitor(
        "the monitor by a local",
        NONE,
        "",
        "update",
        update(
            "    final Object mine = this.lock;\n    synchronized (mine) {\n"
                + "      return map.put(key, value);\n    }\n"));
  }

  private static final String HALVES =
      "  private final Lock reader = lock.readLock();\n  private final Lock writer = lock.writeLock();";

  private static String by(String half, String body) {
    return section(body).replace("lock.", half + ".");
  }

  /** As {@link #add}, the lock being one of two. */
  private void shared(String pattern, String reason, String... replaced) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "lock",
                "private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();",
                "update",
                update(by("lock.writeLock()", "      return map.put(key, value);")),
                "copy",
                "  public Map<Object, Object> copy() {\n"
                    + by("lock.readLock()", "      return new HashMap<Object, Object>(map);")
                    + "  }\n"));
    all.addAll(List.of(replaced));
    add(pattern, NONE, reason, all.toArray(new String[0]));
  }

  private void addSoundReadWriteLocks() {
    shared(
        "looks by the read lock, then writes",
        "",
        "update",
        update(
            "    Integer seen;\n"
                + by("lock.readLock()", "      seen = map.get(key);")
                + "    if (seen != null && value % 2 == 0) {\n      return seen;\n    }\n"
                + by("lock.writeLock()", "      return map.put(key, value);")));
    shared(
        "declared as a read-write lock, with halves in fields of their own classes",
        "",
        "lock",
        "private final ReadWriteLock lock = new ReentrantReadWriteLock(false);",
        "fields",
        HALVES,
        "update",
        update(
            by(
                    "reader",
                    "      if (map.containsKey(key) && value < 0) {\n        return 1;\n      }")
                + by("writer", "      return map.put(key, value);")));
    shared(
        "a half in a local",
        "",
        "update",
        update(
            "    Lock mine = lock.writeLock();\n    mine.lock();\n    try {\n"
                + "      return map.put(key, value);\n    } finally {\n      mine.unlock();\n    }\n"));
    shared(
        "reads for the same key while it writes",
        "",
        "update",
        update(
            by(
                "lock.writeLock()",
                "      return find(key) == null ? map.put(key, value) : map.remove(key);")),
        "more",
        "  private Integer find(BOXED key) {\n"
            + by("lock.readLock()", "      return map.get(key);")
            + "  }\n");
    shared(
        "sets behind a read-write lock",
        "",
        "map",
        SET,
        "copy",
        SET_COPY.replace("lock.", "lock.readLock()."),
        "update",
        update(by("lock.writeLock()", "      return map.add(key) ? value : null;")),
        "more",
        "  boolean has(BOXED key) {\n"
            + by("lock.readLock()", "      return map.contains(key);")
            + "  }\n");
  }

  private void addBrokenReadWriteLocks() {
    shared(
        "changes the map under the read lock",
        "no section is about one key alone.*calls put, which may change it, under the read lock",
        "update",
        update(by("lock.readLock()", "      return map.put(key, value);")));
    shared(
        "changes the map under the read lock, beside a sound section",
        "calls put, which may change it, under the read lock",
        "update",
        update(by("lock.readLock()", "      return map.put(key, value);")),
        "beside",
        "  Integer beside(BOXED key) {\n"
            + by("lock.readLock()", "      return map.get(key);")
            + "  }\n");
    shared(
        "downgrades",
        "not released in turn",
        "update",
        update(
            "    lock.writeLock().lock();\n    try {\n      map.put(key, value);\n"
                + "      lock.readLock().lock();\n    } finally {\n      lock.writeLock().unlock();\n    }\n"
                + "    try {\n      return map.get(key);\n    } finally {\n      lock.readLock().unlock();\n    }\n"));
    shared(
        "takes the one and releases the other",
        "not released in turn",
        "update",
        update(
            "    lock.readLock().lock();\n    try {\n      return map.get(key);\n"
                + "    } finally {\n      lock.writeLock().unlock();\n    }\n"));
    shared(
        "takes the one or the other",
        "sometimes the lock|called without the lock",
        "update",
        update(
            "    Lock mine = value > 2 ? lock.readLock() : lock.writeLock();\n    mine.lock();\n"
                + "    try {\n      return map.get(key);\n    } finally {\n      mine.unlock();\n    }\n"));
    shared(
        "fair read-write lock",
        "the lock is fair",
        "lock",
        "private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock(true);");
    shared(
        "read-write lock handed in",
        "not set to exactly a new java.util.concurrent.locks.ReentrantReadWriteLock",
        "lock",
        "private final ReadWriteLock lock;",
        "constructor",
        "  NAME(ReadWriteLock given) {\n    lock = given;\n  }\n");
    shared(
        "read-write lock with methods of its own",
        "not set to exactly|'this' is passed to new Mutant",
        "lock",
        "private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock() {\n"
            + "    @Override public WriteLock writeLock() { return null; }\n  };");
    shared(
        "read-write lock returned",
        "the lock is returned",
        "more",
        "  ReadWriteLock guard() {\n    return lock;\n  }\n");
    shared(
        "read lock returned",
        "the read lock is returned",
        "more",
        "  Lock guard() {\n    return lock.readLock();\n  }\n");
    shared(
        "write lock in a field returned",
        "the write lock is returned",
        "fields",
        HALVES,
        "more",
        "  Lock guard() {\n    return writer;\n  }\n");
    shared(
        "write lock published",
        "the write lock is stored in the field writer",
        "fields",
        "  final Lock writer = lock.writeLock();");
    shared(
        "write lock in a field that may change",
        "the write lock is stored in the field writer",
        "fields",
        "  private Lock writer = lock.writeLock();");
    shared(
        "read lock captured",
        "the read lock is captured|captured by a lambda",
        "more",
        "  Runnable later() {\n    Lock half = lock.readLock();\n    return () -> half.lock();\n  }\n");
    shared(
        "inner class takes the write lock",
        "another class of the nest uses writer",
        "fields",
        HALVES,
        "more",
        "  class Inner {\n    void hold() {\n      writer.lock();\n    }\n  }\n");
    shared(
        "the half of another lock",
        "called without the lock",
        "fields",
        "  private final ReentrantReadWriteLock other = new ReentrantReadWriteLock();\n"
            + "  private final Lock writer = other.writeLock();",
        "update",
        update(by("writer", "      return map.put(key, value);")));
    shared(
        "a half that is sometimes another lock's",
        "the write lock is stored in the field writer|isn't always the same|called without the lock",
        "fields",
        "  private final Lock writer;",
        "constructor",
        "  public NAME() {\n    writer = lock.writeLock();\n  }\n"
            + "  NAME(Lock given) {\n    writer = given;\n  }\n",
        "update",
        update(by("writer", "      return map.put(key, value);")));
    shared(
        "reads the map without the read lock",
        "get is called without the lock",
        "more",
        "  Integer peek(BOXED key) {\n    return map.get(key);\n  }\n");
    for (String use :
        List.of(
            "lock.writeLock().tryLock()",
            "lock.readLock().tryLock()",
            "lock.writeLock().newCondition()",
            "lock.writeLock().isHeldByCurrentThread()",
            "lock.getReadHoldCount()",
            "lock.isWriteLocked()")) {
      String name = use.substring(use.lastIndexOf('.') + 1, use.length() - 2);
      shared(
          "asks a read-write lock, " + use,
          "used for more than lock and unlock: " + name,
          "more",
          "  Object asked() {\n    return " + use + ";\n  }\n");
    }
    shared(
        "monitor of the write lock",
        "the write lock is used as a monitor",
        "more",
        "  void hold() {\n    synchronized (lock.writeLock()) {\n      hashCode();\n    }\n  }\n");
    shared(
        "work between the read lock and try",
        "leaves without unlocking",
        "update",
        update(
            "    lock.readLock().lock();\n    Integer old = Integer.valueOf(100 / value);\n    try {\n"
                + "      return map.get(key);\n    } finally {\n      lock.readLock().unlock();\n    }\n"));
    shared(
        "a journal behind a read-write lock",
        "no section .*calls Journal.write, whose effects aren't known",
        "fields",
        "  private final Journal journal = new Journal();",
        "update",
        update(
            by(
                "lock.writeLock()",
                "      journal.write(value);\n      return map.put(key, value);")));
  }

  private static final String SET = "private final Set<BOXED> map = new HashSet<>();";

  private static final String SET_COPY =
      "  public Map<Object, Object> copy() {\n"
          + section("      return named(new ArrayList<Object>(map));")
          + "  }\n  private static Map<Object, Object> named(List<Object> all) {\n"
          + "    Map<Object, Object> map = new HashMap<>();\n    for (Object each : all) {\n"
          + "      map.put(each, 1);\n    }\n    return map;\n  }\n";

  /** As {@link #add}, the map being a set. */
  private void set(String pattern, String reason, String body, String... replaced) {
    List<String> all = new ArrayList<>(List.of("map", SET, "copy", SET_COPY));
    if (!body.isEmpty()) {
      all.addAll(List.of("update", update(section(body))));
    } else {
      all.addAll(List.of("update", update(section("      return map.add(key) ? value : null;"))));
    }
    all.addAll(List.of(replaced));
    add(pattern, NONE, reason, all.toArray(new String[0]));
  }

  /** Sets, linked maps, and several of them behind one lock. */
  private void addSoundTables() {
    set("a set", "", "");
    set(
        "a set, declared by its class",
        "",
        "",
        "map",
        "private final HashSet<BOXED> map = new HashSet<>(32, 0.5f);");
    set(
        "a set that is static",
        "",
        "",
        "lock",
        "private static final LOCK lock = new ReentrantLock(false);",
        "map",
        "private static final Set<BOXED> map = new HashSet<>(64);");
    set(
        "asks a set, then changes it",
        "",
        "      if (map.contains(key)) {\n        return map.remove(key) ? value : null;\n      }\n"
            + "      return map.add(key) ? 1 : 2;");
    set(
        "a set's whole sections beside",
        "",
        "",
        "more",
        "  public int total() {\n    int sum = 0;\n"
            + section(
                "      for (Object each : map) {\n        sum += each.toString().length();\n      }")
            + "    return sum;\n  }\n"
            + "  public long some(Collection<BOXED> keys) {\n"
            + section(
                "      map.removeIf(each -> each == null);\n      map.addAll(keys);\n"
                    + "      map.retainAll(keys);\n      map.removeAll(keys);\n"
                    + "      return map.isEmpty() ? map.size() : map.stream().count();")
            + "  }\n"
            + "  public Object[] all() {\n"
            + section("      return map.toArray();")
            + "  }\n");
    set(
        "a set, filled by the constructor",
        "",
        "",
        "constructor",
        "  public NAME() {\n    map.add(null);\n  }\n");
    sound("a linked map", "map", "private final MAP<BOXED, Integer> map = new LinkedHashMap<>();");
    sound(
        "a linked map, declared by its class",
        "map",
        "private final LinkedHashMap<BOXED, Integer> map = new LinkedHashMap<>(16);");
    String second = "  private final Set<BOXED> second = new HashSet<>();";
    sound(
        "two under one key, a map and a set",
        "fields",
        second,
        "update",
        update(section("      return second.add(key) ? map.put(key, value) : map.remove(key);")));
    sound(
        "two under one key, static",
        "lock",
        "private static final LOCK lock = new ReentrantLock(false);",
        "map",
        "private static final MAP<BOXED, Integer> map = new LinkedHashMap<>();",
        "fields",
        "  private static final Set<BOXED> second = new HashSet<>();",
        "update",
        update(section("      return second.add(key) ? map.put(key, value) : map.remove(key);")));
    sound(
        "two, not always both of them",
        "fields",
        second,
        "more",
        "  public boolean seen(BOXED key) {\n"
            + section("      return second.contains(key);")
            + "  }\n  public void clear() {\n"
            + section("      second.clear();\n      map.clear();")
            + "  }\n");
    monitor(
        "two behind a monitor that is made last",
        NONE,
        "",
        "lock",
        "private final Object lock;",
        "fields",
        second,
        "constructor",
        "  public NAME() {\n    map.put(null, 1);\n    lock = new Object();\n    second.add(null);\n  }\n",
        "update",
        update(block("      return second.add(key) ? map.put(key, value) : map.remove(key);")));
    int from = programs.size();
    ownMonitor("the set is its own monitor", "", "map", SET, "copy", SET_COPY);
    asBlocks(from, "      return map.add(key) ? value : null;");
  }

  /** What stands in sections of a lock, in blocks of the map's own monitor. */
  private void asBlocks(int from, String body) {
    for (int i = from; i < programs.size(); i++) {
      Program made = programs.get(i);
      programs.set(
          i,
          new Program(
              made.name(),
              made.pattern(),
              made.source()
                  .replace("      return map.put(key, value);", body)
                  .replace("    lock.lock();\n    try {\n", "    synchronized (map) {\n")
                  .replace("\n    } finally {\n      lock.unlock();\n    }\n", "\n    }\n"),
              made.words(),
              made.reason(),
              made.beside(),
              made.lock()));
    }
  }

  private static final String OPEN = "private MAP<BOXED, Integer> map = new HashMap<>();";

  private static final String UNSET = "private MAP<BOXED, Integer> map;";

  /** Fields that constructors alone write, though nothing says so. */
  private void addSoundOpen() {
    sound("not final", "lock", "private LOCK lock = new ReentrantLock();", "map", OPEN);
    sound("a map not final, behind a final lock", "map", OPEN);
    sound(
        "a final map behind a lock not final", "lock", "private LOCK lock = new ReentrantLock();");
    sound(
        "not final, set by the constructor",
        "map",
        UNSET,
        "constructor",
        "  public NAME() {\n    map = new HashMap<>(64);\n    map.put(null, 1);\n  }\n");
    sound(
        "not final, set by each constructor",
        "map",
        UNSET,
        "constructor",
        "  public NAME() {\n    map = new HashMap<>();\n  }\n"
            + "  NAME(int size) {\n    super();\n    map = new HashMap<>(size);\n  }\n");
    sound(
        "not final, set by the constructor that others call",
        "map",
        UNSET,
        "constructor",
        "  public NAME() {\n    this(16);\n  }\n"
            + "  private NAME(int size) {\n    map = new HashMap<>(size);\n  }\n");
    sound(
        "not final, set in a block",
        "map",
        UNSET,
        "constructor",
        "  {\n    map = new HashMap<>();\n  }\n  public NAME() {}\n  NAME(int ignored) {}\n");
    sound(
        "not final, set before a constructor that may throw",
        "map",
        UNSET,
        "constructor",
        "  public NAME() {\n    this(1);\n  }\n  NAME(int size) {\n    map = new HashMap<>();\n"
            + "    if (size < 0) {\n      throw new IllegalArgumentException();\n    }\n  }\n");
    sound(
        "not final, set after a branch",
        "map",
        UNSET,
        "constructor",
        "  public NAME() {\n    this(1);\n  }\n  NAME(int size) {\n    int more = 0;\n"
            + "    for (int i = 0; i < size; i++) {\n      more += i;\n    }\n"
            + "    map = new HashMap<>(size > 3 ? more : 16);\n  }\n");
    sound(
        "not final, static, set by the initialiser",
        "lock",
        "private static LOCK lock;",
        "map",
        "private static MAP<BOXED, Integer> map;",
        "constructor",
        "  static {\n    map = new HashMap<>();\n    lock = new ReentrantLock();\n  }\n");
    sound(
        "not final, but not null either",
        "map",
        OPEN,
        "update",
        update(section("      return map == null ? null : map.put(key, value);")));
    sound(
        "a superclass that hands on other things than the object",
        "head",
        "public class NAME extends Careful implements Table",
        "map",
        OPEN);
    sound(
        "a map that is filled before it is set",
        "map",
        UNSET,
        "constructor",
        "  public NAME() {\n    HashMap<BOXED, Integer> made = new HashMap<>();\n"
            + "    made.put(null, 1);\n    if (made.size() == 1) {\n      made.clear();\n    }\n"
            + "    map = made;\n  }\n");
    sound(
        "the constructor asks for its class",
        "fields",
        "  private final String type;",
        "constructor",
        "  public NAME() {\n    type = getClass().getName();\n  }\n");
    monitor(
        "a monitor not final",
        NONE,
        "",
        "lock",
        "private Object lock;",
        "map",
        OPEN,
        "constructor",
        "  public NAME() {\n    lock = new Object();\n  }\n");
    ownMonitor("its own monitor, not final", "", "map", OPEN);
  }

  /** Code that touches what is shared, where that is seen at the second look alone. */
  private void addHiddenEffects() {
    String knot =
        "  static final class Knot {\n    private static int count;\n"
            + "    static int first(int n) {\n      return n > 0 ? second(n - 1) : count++;\n    }\n"
            + "    static int second(int n) {\n      return n == 7 ? 7 : first(n);\n    }\n  }\n";
    // Whichever section is looked at first: its method calls the other before it does anything.
    String asks =
        "  public int asks(BOXED key) {\n" + section("      return Knot.CALLED(3);") + "  }\n";
    for (String called : List.of("first", "second")) {
      String other = called.equals("first") ? "second" : "first";
      broken(
          "two that call each other, by the " + called,
          "calls (Mutant\\w+\\.)?Knot." + called + ", whose effects aren't known",
          "      return map.put(key, Knot." + called + "(value));",
          "more",
          knot + asks.replace("CALLED", other));
    }
    String noisy =
        "  static class Noisy {\n    static int count;\n    static {\n      count++;\n"
            + "      System.setProperty(\"noisy\", \"\" + count);\n    }\n  }\n";
    broken(
        "a class whose superclass does something when it is first used",
        "calls (Mutant\\w+\\.)?Calm.twice, whose effects aren't known",
        "      return map.put(key, Calm.twice(value));",
        "more",
        noisy
            + "  static final class Calm extends Noisy {\n"
            + "    static int twice(int n) {\n      return 2 * n;\n    }\n  }\n");
  }

  /** Roundabout ways out of a constructor. */
  private void addLeaks() {
    unsound(
        "this in an array",
        "'this' is stored in an array",
        "constructor",
        "  NAME(List<Object> all) {\n    all.addAll(Arrays.asList(this, this));\n  }\n");
    unsound(
        "this, or nothing",
        "'this' is passed to List.add",
        "constructor",
        "  NAME(List<Object> all) {\n    Object me = all.isEmpty() ? this : null;\n"
            + "    all.add(me);\n  }\n");
    unsound(
        "this, the second time",
        "'this' is passed to List.add",
        "constructor",
        "  NAME(List<Object> all) {\n    Object me = null;\n    for (int i = 0; i < 2; i++) {\n"
            + "      all.add(me);\n      me = this;\n    }\n  }\n");
    unsound(
        "this by a field of its own",
        "'this' is stored in the field self",
        "fields",
        "  private final Object self = this;",
        "constructor",
        "  NAME(List<Object> all) {\n    all.add(self);\n  }\n");
    unsound(
        "this by a method of its own",
        "'this' is returned",
        "constructor",
        "  NAME(List<Object> all) {\n    all.add(me());\n  }\n",
        "more",
        "  private Object me() {\n    return this;\n  }\n");
    unsound(
        "this by a static method",
        "'this' is returned",
        "constructor",
        "  NAME(List<Object> all) {\n    all.add(same(this));\n  }\n",
        "more",
        "  private static Object same(Object it) {\n    return it;\n  }\n");
    unsound(
        "this by way of the map",
        "'this' is passed to",
        "map",
        "private final Map<BOXED, Integer> map = new HashMap<>();",
        "constructor",
        "  NAME(List<Object> all) {\n    Map<Object, Object> any = (Map) map;\n"
            + "    any.put(1, this);\n    all.add(any.remove(1));\n  }\n");
    unsound(
        "this kept by a superclass",
        "the constructor of the superclass may let 'this' out",
        "head",
        "public class NAME extends Keeper implements Table",
        "constructor",
        "  NAME(List<Object> all) {\n    all.add(self);\n  }\n");
    String unset = "private final Map<BOXED, Integer> map;";
    String fresh =
        "  NAME(List<Object> all) {\n    HashMap<BOXED, Integer> made = new HashMap<>();\n";
    unsound(
        "the new map, or nothing",
        "sometimes the lock, the map or a view of it is passed to List.add",
        "map",
        unset,
        "constructor",
        fresh
            + "    Object some = all.isEmpty() ? made : null;\n    all.add(some);\n    map = made;\n  }\n");
    unsound(
        "the new map, handed on by a method",
        "the map is passed to List.add|the new lock or map is passed to List.add",
        "map",
        unset,
        "constructor",
        fresh + "    give(all, made);\n    map = made;\n  }\n",
        "more",
        "  private static void give(List<Object> all, Object it) {\n    all.add(it);\n  }\n");
    unsound(
        "the new map, by a method that returns it",
        "the (map|new lock or map) is returned",
        "map",
        unset,
        "constructor",
        fresh + "    all.add(same(made));\n    map = made;\n  }\n",
        "more",
        "  private static Object same(Object it) {\n    return it;\n  }\n");
    unsound(
        "the new map, in an array",
        "the (map|new lock or map) is stored in an array",
        "map",
        unset,
        "constructor",
        fresh + "    all.addAll(Arrays.asList(made, all));\n    map = made;\n  }\n");
    unsound(
        "a view of the new map",
        "a view of the map or a walk over it is passed to List.add",
        "map",
        unset,
        "constructor",
        fresh + "    all.add(made.keySet());\n    map = made;\n  }\n");
    unsound(
        "the new lock, or nothing",
        "sometimes the lock, the map or a view of it is passed to List.add",
        "lock",
        "private final LOCK lock;",
        "constructor",
        "  NAME(List<Object> all) {\n    ReentrantLock made = new ReentrantLock();\n"
            + "    Object some = all.isEmpty() ? made : null;\n    all.add(some);\n    lock = made;\n  }\n");
    unsound(
        "the new lock, taken by another",
        "the (new lock or map|lock) is passed to List.add",
        "lock",
        "private final LOCK lock;",
        "constructor",
        "  NAME(List<Object> all) {\n    ReentrantLock made = new ReentrantLock();\n"
            + "    give(all, made);\n    lock = made;\n  }\n",
        "more",
        "  private void give(List<Object> all, Object it) {\n    all.add(it);\n  }\n");
    unsound(
        "this handed on by a superclass, on one way",
        "Handing.<init>, line \\d+: the constructor of the superclass may let 'this' out",
        "head",
        "public class NAME extends Handing implements Table",
        "constructor",
        "  NAME(List<Object> all) {\n    super(all);\n  }\n");
    unsound(
        "this captured by a superclass",
        "Capturing.<init>, line \\d+: the constructor of the superclass may let 'this' out",
        "head",
        "public class NAME extends Capturing implements Table",
        "constructor",
        "  NAME(List<Object> all) {\n    super(all);\n  }\n");
  }

  /** Fields that aren't final, and might not be as if they were. */
  private void addBrokenOpen() {
    String outside = "it writes map outside of (a constructor|the class's initialiser)";
    unsound(
        "set where it is first wanted",
        outside,
        "map",
        UNSET,
        "update",
        update(
            section(
                "      if (map == null) {\n        map = new HashMap<>();\n      }\n"
                    + "      return map.put(key, value);")));
    unsound(
        "set by a method that the constructor calls",
        outside,
        "map",
        UNSET,
        "constructor",
        "  NAME() {\n    open();\n  }\n",
        "more",
        "  private void open() {\n    map = new HashMap<>();\n  }\n");
    unsound(
        "set by a method that nobody calls",
        outside,
        "map",
        OPEN,
        "more",
        "  private void reopen() {\n    map = new HashMap<>();\n  }\n");
    unsound(
        "set to nothing when closed",
        outside,
        "map",
        OPEN,
        "more",
        "  public void close() {\n" + section("      map = null;") + "  }\n");
    unsound(
        "set by a lambda",
        outside,
        "map",
        OPEN,
        "more",
        "  Runnable reset() {\n    return () -> map = new HashMap<>();\n  }\n");
    unsound(
        "set by a lambda of the constructor",
        outside,
        "map",
        UNSET,
        "constructor",
        "  NAME() {\n    map = new HashMap<>();\n    Runnable reset = () -> map = new HashMap<>();\n"
            + "    reset.run();\n  }\n");
    unsound(
        "set when it is read from a stream",
        outside,
        "head",
        "public class NAME implements Table, java.io.Serializable",
        "map",
        "private transient MAP<BOXED, Integer> map = new HashMap<>();",
        "more",
        "  private void readObject(java.io.ObjectInputStream in)\n"
            + "      throws java.io.IOException, ClassNotFoundException {\n"
            + "    in.defaultReadObject();\n    map = new HashMap<>();\n  }\n");
    unsound(
        "set in a clone",
        outside + "|of another object",
        "head",
        "public class NAME implements Table, Cloneable",
        "map",
        OPEN,
        "more",
        "  public NAME clone() {\n    try {\n      NAME other = (NAME) super.clone();\n"
            + "      other.map = new HashMap<>();\n      return other;\n"
            + "    } catch (CloneNotSupportedException never) {\n"
            + "      throw new AssertionError(never);\n    }\n  }\n");
    unsound(
        "set by a class of the nest",
        "another class of the nest uses map",
        "map",
        OPEN,
        "more",
        "  final class Reset implements Runnable {\n    public void run() {\n"
            + "      map = new HashMap<>();\n    }\n  }\n");
    unsound(
        "set by an anonymous class",
        "another class of the nest uses map",
        "map",
        OPEN,
        "more",
        "  Runnable reset() {\n    return new Runnable() {\n      @Override public void run() {\n"
            + "        map = new HashMap<>();\n      }\n    };\n  }\n");
    unsound(
        "set for some sizes",
        "map is set on one way through and not on another",
        "map",
        UNSET,
        "constructor",
        "  NAME(int size) {\n    if (size > 0) {\n      map = new HashMap<>(size);\n    }\n  }\n");
    unsound(
        "set in some cases",
        "map is set on one way through and not on another|set more than once",
        "map",
        UNSET,
        "constructor",
        "  NAME(int size) {\n    switch (size) {\n      case 1:\n        map = new HashMap<>();\n"
            + "        break;\n      default:\n        break;\n    }\n  }\n");
    unsound(
        "set unless something fails",
        "map is set on one way through and not on another",
        "map",
        UNSET,
        "constructor",
        "  NAME(String size) {\n    try {\n      map = new HashMap<>(Integer.parseInt(size));\n"
            + "    } catch (NumberFormatException none) {\n    }\n  }\n");
    unsound(
        "set unless it returns before",
        "map is set on one way through and not on another",
        "map",
        UNSET,
        "constructor",
        "  NAME(int size) {\n    if (size < 0) {\n      return;\n    }\n"
            + "    map = new HashMap<>(size);\n  }\n");
    unsound(
        "set by one of two constructors",
        "it doesn't set map itself",
        "map",
        UNSET,
        "constructor",
        "  NAME() {\n    map = new HashMap<>();\n  }\n  NAME(int none) {}\n");
    unsound(
        "set twice",
        "map is set more than once",
        "map",
        OPEN,
        "constructor",
        "  NAME(int size) {\n    map = new HashMap<>(size);\n  }\n");
    unsound(
        "set to nothing first",
        "map is set more than once",
        "map",
        "private MAP<BOXED, Integer> map = null;",
        "constructor",
        "  NAME() {\n    map = new HashMap<>();\n  }\n");
    unsound(
        "set again after another constructor",
        "map is set again after another constructor has set it",
        "map",
        UNSET,
        "constructor",
        "  NAME() {\n    map = new HashMap<>();\n  }\n"
            + "  NAME(int size) {\n    this();\n    map = new HashMap<>(size);\n  }\n");
    unsound(
        "set in a loop",
        "map is set in a loop",
        "map",
        UNSET,
        "constructor",
        "  NAME(int times) {\n    do {\n      map = new HashMap<>();\n      times--;\n"
            + "    } while (times > 0);\n  }\n");
    unsound(
        "set of another object",
        "map of another object than 'this' is set",
        "map",
        UNSET,
        "constructor",
        "  NAME(NAME other) {\n    other.map = new HashMap<>();\n  }\n");
    unsound(
        "set of two objects",
        "map is set more than once",
        "map",
        UNSET,
        "constructor",
        "  NAME(NAME other) {\n    map = new HashMap<>();\n    other.map = new HashMap<>();\n  }\n");
    unsound(
        "set after others have seen the object",
        "'this' is stored in the field last",
        "map",
        UNSET,
        "fields",
        "  static Object last;",
        "constructor",
        "  NAME() {\n    last = this;\n    map = new HashMap<>();\n  }\n");
    unsound(
        "set after the object was handed on",
        "'this' is passed to",
        "map",
        UNSET,
        "constructor",
        "  NAME(Set<Object> all) {\n    all.add(this);\n    map = new HashMap<>();\n  }\n");
    unsound(
        "set before others see the object, by its constructor",
        "'this' is passed to",
        "map",
        UNSET,
        "constructor",
        "  NAME(Set<Object> all) {\n    map = new HashMap<>();\n    all.add(this);\n  }\n");
    unsound(
        "set after a superclass has shown the object",
        "the constructor of the superclass may let 'this' out",
        "head",
        "public class NAME extends Leaky implements Table",
        "map",
        UNSET,
        "constructor",
        "  NAME() {\n    map = new HashMap<>();\n  }\n");
    unsound(
        "volatile",
        "map: the field is volatile",
        "map",
        "private volatile MAP<BOXED, Integer> map = new HashMap<>();");
    unsound(
        "a volatile lock",
        "lock: the field is volatile",
        "lock",
        "private volatile LOCK lock = new ReentrantLock();");
    unsound(
        "not final, seen by subclasses",
        "map: the field is not private",
        "map",
        "protected MAP<BOXED, Integer> map = new HashMap<>();");
    unsound(
        "not final, seen by the package",
        "map: the field is not private",
        "map",
        "MAP<BOXED, Integer> map = new HashMap<>();");
    unsound(
        "not final, handed in",
        "not set to exactly a new java.util.HashMap",
        "map",
        UNSET,
        "constructor",
        "  NAME(HashMap<BOXED, Integer> given) {\n    map = given;\n  }\n");
    unsound(
        "not final, perhaps nothing",
        "not set to exactly a new java.util.HashMap",
        "map",
        UNSET,
        "constructor",
        "  NAME(boolean any) {\n    map = any ? new HashMap<>() : null;\n  }\n");
    unsound(
        "static, set by a method",
        outside,
        "lock",
        "private static final LOCK lock = new ReentrantLock();",
        "map",
        "private static MAP<BOXED, Integer> map = new HashMap<>();",
        "more",
        "  static void reset() {\n    map = new HashMap<>();\n  }\n");
    unsound(
        "static, set by a constructor",
        outside,
        "lock",
        "private static final LOCK lock = new ReentrantLock();",
        "map",
        "private static MAP<BOXED, Integer> map;",
        "constructor",
        "  NAME() {\n    map = new HashMap<>();\n  }\n");
    unsound(
        "static, set in some cases",
        "map is set on one way through and not on another",
        "lock",
        "private static final LOCK lock = new ReentrantLock();",
        "map",
        "private static MAP<BOXED, Integer> map;",
        "constructor",
        "  static {\n    if (Boolean.getBoolean(\"any\")) {\n      map = new HashMap<>();\n    }\n  }\n");
    unsound(
        "a lock for some",
        "lock is set on one way through and not on another",
        "lock",
        "private LOCK lock;",
        "constructor",
        "  NAME(boolean any) {\n    if (any) {\n      lock = new ReentrantLock();\n    }\n  }\n");
    unsound(
        "not final, found by its name",
        "reflection, by getDeclaredField",
        "map",
        OPEN,
        "more",
        "  static Object field() throws Exception {\n"
            + "    return NAME.class.getDeclaredField(\"map\");\n  }\n");
    monitor(
        "a monitor set again",
        NONE,
        "it writes lock outside of a constructor",
        "lock",
        "private Object lock = new Object();",
        "more",
        "  void renew() {\n    lock = new Object();\n  }\n");
    ownMonitor(
        "its own monitor, set again",
        outside,
        "map",
        OPEN,
        "more",
        "  void renew() {\n    synchronized (map) {\n      map = new HashMap<>();\n    }\n  }\n");
  }

  private void addBrokenTables() {
    set(
        "set published",
        "map: the field is not private",
        "",
        "map",
        "final Set<BOXED> map = new HashSet<>();");
    set(
        "set of another class",
        "not set to exactly a new java.util.HashSet",
        "",
        "map",
        "private final Set<BOXED> map = new TreeSet<>();");
    set(
        "set with an order of its own",
        "not set to exactly a new java.util.HashSet",
        "",
        "map",
        "private final Set<BOXED> map = new LinkedHashSet<>();");
    set(
        "set declared with an order of its own",
        "declared as java.util.LinkedHashSet, which can't be split",
        "",
        "map",
        "private final LinkedHashSet<BOXED> map = new LinkedHashSet<>();");
    set(
        "set that is a view of a map",
        "not set to exactly a new java.util.HashSet",
        "",
        "map",
        "private final Set<BOXED> map = ConcurrentHashMap.newKeySet();");
    set(
        "set that begins as a copy",
        "begins as a copy|passed to new HashSet|not set to exactly",
        "",
        "map",
        "private final Set<BOXED> map;",
        "constructor",
        "  NAME(Set<BOXED> given) {\n    map = new HashSet<>(given);\n  }\n");
    set(
        "set returned",
        "the set is returned",
        "",
        "more",
        "  Set<BOXED> all() {\n" + section("      return map;") + "  }\n");
    set(
        "set's walk returned",
        "a walk over it is returned",
        "",
        "more",
        "  Iterator<BOXED> all() {\n" + section("      return map.iterator();") + "  }\n");
    set(
        "set's stream returned",
        "a view .* is returned",
        "",
        "more",
        "  java.util.stream.Stream<BOXED> all() {\n"
            + section("      return map.stream();")
            + "  }\n");
    set(
        "set walked by several threads",
        "parallelStream is called, which the proof doesn't know",
        "",
        "more",
        "  long all() {\n" + section("      return map.parallelStream().count();") + "  }\n");
    set(
        "set split for others",
        "spliterator is called, which the proof doesn't know",
        "",
        "more",
        "  Spliterator<BOXED> all() {\n" + section("      return map.spliterator();") + "  }\n");
    set(
        "set walked after the section",
        "is used without the lock",
        "",
        "more",
        "  boolean late() {\n    Iterator<BOXED> all;\n"
            + section("      all = map.iterator();")
            + "    return all.hasNext();\n  }\n");
    set(
        "set wrapped and returned",
        "the set is passed to Collections.unmodifiableSet",
        "",
        "more",
        "  Set<BOXED> all() {\n"
            + section("      return Collections.unmodifiableSet(map);")
            + "  }\n");
    set(
        "set asked without the lock",
        "contains is called without the lock",
        "",
        "more",
        "  boolean has(BOXED key) {\n    return map.contains(key);\n  }\n");
    set(
        "set asked by another way without the lock",
        "contains is called without the lock",
        "",
        "more",
        "  boolean has(BOXED key) {\n    Collection<BOXED> all = map;\n    return all.contains(key);\n  }\n");
    set(
        "set captured",
        "captured by a lambda",
        "",
        "more",
        "  Predicate<Object> has() {\n    Set<BOXED> all = map;\n    return each -> all.contains(each);\n  }\n");
    set(
        "set in a second field",
        "the set is stored in the field other",
        "",
        "fields",
        "  private Set<BOXED> other;",
        "more",
        "  void keep() {\n" + section("      other = map;") + "  }\n");
    set(
        "set tested by a lambda that asks it later",
        "called without the lock",
        "",
        "more",
        "  Predicate<Object> has() {\n    return each -> map.contains(each);\n  }\n");
    brokenSet(
        "two keys of a set",
        "uses another key",
        "      map.remove(null);\n      return map.add(key) ? value : null;");
    brokenSet(
        "a bounded set",
        "calls size, which is about all keys",
        "      return map.size() < 10 && map.add(key) ? value : null;");
    brokenSet(
        "a set that is walked on the way",
        "calls (iterator|removeIf), which is about all keys|walks over the set",
        "      for (Object each : map) {\n        if (each == null) {\n          return 1;\n        }\n"
            + "      }\n      return map.add(key) ? value : null;");
    brokenSet(
        "many keys at once",
        "calls containsAll, which is about all keys",
        "      return map.containsAll(List.of(key)) && map.add(key) ? value : null;");
    brokenSet(
        "counts what is new in a set",
        "(reads|writes) the field count",
        "      if (map.add(key)) {\n        count++;\n      }\n      return value;",
        "fields",
        "  private int count;");
    brokenSet(
        "a set that isn't guarded",
        "calls Set.add",
        "      return map.add(key) && other.add(key) ? value : null;",
        "fields",
        "  private final Set<Object> other = new HashSet<>();");
    addBrokenPairs();
  }

  private void brokenSet(String pattern, String reason, String body, String... replaced) {
    String[] all = new String[replaced.length + 2];
    System.arraycopy(replaced, 0, all, 2, replaced.length);
    all[0] = "beside";
    all[1] =
        "  public boolean beside(BOXED key) {\n"
            + section("      return map.contains(key);")
            + "  }\n";
    set(pattern + ", beside a sound section", reason, body, all);
    all[1] = "";
    set(pattern, "no section is about one key alone.*update[^;]*(" + reason + ")", body, all);
  }

  /** A map and a set behind one lock, of which the rule names both. */
  private void addBrokenPairs() {
    String second = "  private final Set<BOXED> second = new HashSet<>();";
    broken(
        "two maps under two keys",
        "uses another key",
        "      second.add(null);\n      return map.put(key, value);",
        "fields",
        second);
    broken(
        "two, the one asked for its size",
        "calls size, which is about all keys",
        "      return second.size() < 9 ? map.put(key, value) : null;",
        "fields",
        second);
    unsound(
        "two, the one asked without the lock",
        "the map or set's contains is called without the lock",
        "fields",
        second,
        "more",
        "  boolean has(BOXED key) {\n    return second.contains(key);\n  }\n");
    unsound(
        "two, the one returned",
        "the map or set is returned",
        "fields",
        second,
        "more",
        "  Object all() {\n    return second;\n  }\n");
    unsound(
        "two, the one replaced",
        "it writes second outside of a constructor",
        "fields",
        "  private Set<BOXED> second = new HashSet<>();",
        "more",
        "  void forget() {\n" + section("      second = new HashSet<>();") + "  }\n");
    unsound(
        "two, the one of all objects",
        "is static and the other is not|doesn't guard",
        "fields",
        "  private static final Set<Object> second = new HashSet<>();");
    unsound(
        "two, the one added to the other",
        "the map or set|a view .*|is passed to",
        "fields",
        second,
        "more",
        "  void mix() {\n" + section("      second.addAll(map.keySet());") + "  }\n");
    unsound(
        "two, the one sometimes the other",
        "set to exactly a new java.util.HashSet",
        "fields",
        "  private final Set<BOXED> second;",
        "constructor",
        "  NAME(Set<BOXED> given) {\n    second = given == null ? new HashSet<>() : given;\n  }\n");
    unsound(
        "two that are one",
        "second is the same object as map",
        "map",
        "private final HashSet<BOXED> map;",
        "fields",
        "  private final HashSet<BOXED> second;",
        "constructor",
        "  NAME() {\n    HashSet<BOXED> one = new HashSet<>();\n    map = one;\n    second = one;\n  }\n",
        "update",
        update(section("      return map.add(key) ? value : null;")),
        "copy",
        SET_COPY);
    unsound(
        "two, made in either order",
        "depends on a branch|is set more than once",
        "fields",
        "  private final Set<BOXED> second;",
        "map",
        "private final MAP<BOXED, Integer> map;",
        "constructor",
        "  public NAME(boolean first) {\n    if (first) {\n      second = new HashSet<>();\n"
            + "      map = new HashMap<>();\n    } else {\n      map = new HashMap<>();\n"
            + "      second = new HashSet<>();\n    }\n  }\n");
    ownMonitor(
        "two behind the monitor of the one",
        "map: the field is declared as .*, which can't be split",
        "fields",
        second);
    monitor(
        "two, the one behind another monitor",
        NONE,
        "the map or set is used as a monitor",
        "fields",
        second,
        "more",
        "  boolean has(BOXED key) {\n    synchronized (second) {\n      return second.contains(key);\n"
            + "    }\n  }\n");
  }

  private void addBrokenMonitors() {
    monitor(
        "waits",
        NONE,
        "used for more than lock and unlock: wait",
        "more",
        "  void pause() throws InterruptedException {\n" + block("      lock.wait(1);") + "  }\n");
    monitor(
        "notifies",
        NONE,
        "used for more than lock and unlock: notifyAll",
        "more",
        "  void wake() {\n" + block("      lock.notifyAll();") + "  }\n");
    monitor(
        "asks who holds the monitor",
        NONE,
        "the lock is passed to Thread.holdsLock",
        "more",
        "  boolean held() {\n    return Thread.holdsLock(lock);\n  }\n");
    monitor(
        "monitor returned",
        NONE,
        "the lock is returned",
        "more",
        "  Object monitor() {\n    return lock;\n  }\n");
    monitor(
        "monitor handed in",
        NONE,
        "not set to exactly a new java.lang.Object",
        "lock",
        "private final Object lock;",
        "constructor",
        "  NAME(Object given) {\n    lock = given;\n  }\n");
    monitor(
        "monitor of a text",
        NONE,
        "not set to exactly a new java.lang.Object",
        "lock",
        "private final Object lock = \"everyone's\";");
    monitor(
        "monitor of an array",
        NONE,
        "declared as int\\[\\]",
        "lock",
        "private final int[] lock = new int[0];");
    monitor(
        "a field that whole sections alone write, by a monitor",
        NONE,
        "no section .*reads the field factor, which others may write",
        "fields",
        "  private int factor = 1;",
        "update",
        update(block("      return map.put(key, value * factor);")),
        "more",
        "  public void clear() {\n" + block("      factor = 1;\n      map.clear();") + "  }\n");
    monitor(
        "a journal, by a monitor",
        new Words(true, true, true),
        "no section .*calls Quiet.write, whose effects aren't known",
        "fields",
        "  private final Quiet journal = new Quiet();",
        "update",
        update(block("      journal.write(value);\n      return map.put(key, value);")));
    monitor(
        "two monitors",
        NONE,
        "get is called without the lock",
        "fields",
        "  private final Object other = new Object();",
        "more",
        "  Integer peek(BOXED key) {\n    synchronized (other) {\n      return map.get(key);\n    }\n  }\n");
    monitor(
        "the monitor of this beside",
        NONE,
        "get is called without the lock",
        "more",
        "  synchronized Integer peek(BOXED key) {\n    return map.get(key);\n  }\n");
    monitor(
        "this within",
        NONE,
        "no section .*takes another lock, a monitor",
        "update",
        update(block("      synchronized (this) {\n        return map.put(key, value);\n      }")));
    ownMonitor(
        "its own monitor, read without",
        "get is called without the lock",
        "more",
        "  Integer peek(BOXED key) {\n    return map.get(key);\n  }\n");
    ownMonitor(
        "its own monitor, notified",
        "the map's notify is called",
        "more",
        "  void wake() {\n" + block("      map.notify();") + "  }\n");
    ownMonitor(
        "its own monitor, returned",
        "the map is returned",
        "more",
        "  Object all() {\n    return map;\n  }\n");
    ownMonitor(
        "its own monitor, of another class",
        "not set to exactly a new java.util.HashMap",
        "map",
        "private final Map<BOXED, Integer> map = new TreeMap<>();");
  }

  /** Programs that break one condition each. */
  public static List<Program> unsound(long seed) {
    StripingPrograms made = new StripingPrograms(seed);
    made.addBrokenGroups();
    made.addEscapes();
    made.addBrokenLocks();
    made.addBrokenSections();
    made.addBrokenKeys();
    made.addBrokenOwners();
    made.addBrokenMonitors();
    made.addBrokenTables();
    made.addBrokenReadWriteLocks();
    made.addBrokenOpen();
    made.addLeaks();
    made.addHiddenEffects();
    return made.withOpen();
  }

  private void unsound(String pattern, String reason, String... replaced) {
    add(pattern, NONE, reason, replaced);
  }

  private void addBrokenGroups() {
    unsound(
        "lock published",
        "lock: the field is not private",
        "lock",
        "final LOCK lock = new ReentrantLock();");
    unsound(
        "lock replaced",
        "it writes lock outside of a constructor",
        "lock",
        "private LOCK lock = new ReentrantLock();",
        "more",
        "  void renew() {\n    lock = new ReentrantLock();\n  }\n");
    unsound(
        "map published",
        "map: the field is not private",
        "map",
        "protected final MAP<BOXED, Integer> map = new HashMap<>();");
    unsound(
        "map replaced",
        "it writes map outside of a constructor",
        "map",
        OPEN,
        "more",
        "  void forget() {\n" + section("      map = new HashMap<>();") + "  }\n");
    unsound(
        "static map, lock per object",
        "is static and the other is not|doesn't guard",
        "map",
        "private static final MAP<BOXED, Integer> map = new HashMap<>();");
    unsound(
        "lock of all objects, map per object",
        "is static and the other is not|doesn't guard",
        "lock",
        "private static final LOCK lock = new ReentrantLock();");
    unsound(
        "map of another class",
        "not set to exactly a new java.util.HashMap",
        "map",
        "private final Map<BOXED, Integer> map = new TreeMap<>();");
    unsound(
        "map in the order of access",
        "ordered by access",
        "map",
        "private final MAP<BOXED, Integer> map = new LinkedHashMap<>(16, 0.75f, true);");
    unsound(
        "map that forgets its eldest",
        "not set to exactly a new java.util.HashMap|'this' is passed to new Mutant",
        "map",
        "private final MAP<BOXED, Integer> map = new LinkedHashMap<>() {\n"
            + "    @Override protected boolean removeEldestEntry(Map.Entry<BOXED, Integer> e) {\n"
            + "      return size() > 3;\n    }\n  };");
    add(
        "order of a linked map, copied",
        new Words(false, false, false),
        "it walks over the map.*order-unused",
        "map",
        "private final MAP<BOXED, Integer> map = new LinkedHashMap<>();");
    unsound(
        "map with methods of its own",
        "not set to exactly a new java.util.HashMap|'this' is passed to new Mutant",
        "map",
        "private final MAP<BOXED, Integer> map = new HashMap<>() {\n"
            + "    @Override public Integer put(BOXED k, Integer v) { return super.put(null, v); }\n  };");
    unsound(
        "map handed in",
        "not set to exactly a new java.util.HashMap",
        "map",
        "private final MAP<BOXED, Integer> map;",
        "constructor",
        "  NAME(HashMap<BOXED, Integer> given) {\n    map = given;\n  }\n");
    unsound(
        "lock handed in",
        "not set to exactly a new java.util.concurrent.locks.ReentrantLock",
        "lock",
        "private final LOCK lock;",
        "constructor",
        "  NAME(ReentrantLock given) {\n    lock = given;\n  }\n");
    unsound(
        "one of two constructors has another map",
        "not set to exactly a new",
        "map",
        "private final MAP<BOXED, Integer> map;",
        "constructor",
        "  NAME() {\n    map = new HashMap<>();\n  }\n"
            + "  NAME(HashMap<BOXED, Integer> given) {\n    map = given;\n  }\n");
    unsound(
        "map on a branch",
        "not set to exactly a new java.util.HashMap",
        "map",
        "private final Map<BOXED, Integer> map;",
        "constructor",
        "  NAME(boolean sorted) {\n    map = sorted ? new TreeMap<>() : new HashMap<>();\n  }\n");
    unsound(
        "lock shared with another object",
        "not set to exactly a new",
        "lock",
        "private static final ReentrantLock ALL = new ReentrantLock();\n"
            + "  private final LOCK lock = ALL;");
    unsound(
        "begins as a copy",
        "begins as a copy|passed to new HashMap|not set to exactly",
        "map",
        "private final MAP<BOXED, Integer> map;",
        "constructor",
        "  NAME(Map<BOXED, Integer> given) {\n    map = new HashMap<>(given);\n  }\n");
    unsound(
        "fair lock",
        "the lock is fair",
        "lock",
        "private final LOCK lock = new ReentrantLock(true);");
    unsound(
        "perhaps fair lock",
        "the lock is fair, or may be",
        "lock",
        "private final LOCK lock;",
        "constructor",
        "  NAME(boolean fair) {\n    lock = new ReentrantLock(fair);\n  }\n");
    unsound(
        "serialized map",
        "written by serialization",
        "head",
        "public class NAME implements Table, java.io.Serializable");
    unsound(
        "this let out by the constructor",
        "'this' .* while it is under construction",
        "fields",
        "  static final List<Object> ALL = new CopyOnWriteArrayList<>();",
        "constructor",
        "  public NAME() {\n    ALL.add(this);\n  }\n");
    unsound(
        "thread started by the constructor",
        "'this' .* while it is under construction",
        "constructor",
        "  public NAME() {\n    new Thread(() -> update(LOCAL0, 1)).start();\n  }\n");
    unsound(
        "constructor calls what subclasses override",
        "subclasses may override",
        "constructor",
        "  public NAME() {\n    init();\n  }\n",
        "more",
        "  protected void init() {}\n");
    unsound(
        "this stored in a static field by the constructor",
        "'this' is stored in the field",
        "fields",
        "  static NAME current;",
        "constructor",
        "  public NAME() {\n    current = this;\n  }\n");
    unsound(
        "superclass lets this out",
        "superclass may let 'this' out",
        "head",
        "public class NAME extends Leaky implements Table");
    unsound(
        "unknown superclass",
        "its superclass .* isn't known",
        "head",
        "public class NAME extends TimerTask implements Table",
        "more",
        "  public void run() {}\n");
    unsound(
        "reflection on the fields",
        "reflection, by getDeclaredField",
        "more",
        "  public Object peek() throws Exception {\n"
            + "    return NAME.class.getDeclaredField(\"map\").get(this);\n  }\n");
    unsound(
        "variable handle",
        "reflection, by findVarHandle",
        "more",
        "  public Object peek() throws Exception {\n"
            + "    return java.lang.invoke.MethodHandles.lookup()\n"
            + "        .findVarHandle(NAME.class, \"lock\", Lock.class);\n  }\n");
    unsound("native method", "a native method may reach", "more", "  native void poke();\n");
    unsound(
        "inner class reads without the lock",
        "another class of the nest uses map",
        "more",
        "  class Inner {\n    int size() {\n      return map.size();\n    }\n  }\n");
    unsound(
        "inner class takes the lock",
        "another class of the nest uses (lock|writer)",
        "more",
        "  class Inner {\n    void hold() {\n      lock.lock();\n    }\n  }\n");
    unsound(
        "anonymous class reads later",
        "another class of the nest uses map",
        "more",
        "  Supplier<Object> later() {\n    return new Supplier<Object>() {\n"
            + "      public Object get() {\n        return map.get(null);\n      }\n    };\n  }\n");
    unsound(
        "inner class calls a helper that wants the lock",
        "called without the lock",
        "update",
        update(section("      return store(key, value);"))
            + "  private Integer store(BOXED key, Integer value) {\n    return map.put(key, value);\n  }\n",
        "more",
        "  class Inner {\n    void poke() {\n      store(null, 1);\n    }\n  }\n");
  }

  private void addEscapes() {
    unsound(
        "map returned",
        "the map is returned",
        "more",
        "  public Map<BOXED, Integer> all() {\n" + section("      return map;") + "  }\n");
    unsound(
        "view returned",
        "a view .* is returned",
        "more",
        "  public Set<BOXED> keys() {\n" + section("      return map.keySet();") + "  }\n");
    unsound(
        "values returned",
        "a view .* is returned",
        "more",
        "  public Collection<Integer> all() {\n" + section("      return map.values();") + "  }\n");
    unsound(
        "iterator returned",
        "a walk over it is returned",
        "more",
        "  public Iterator<BOXED> keys() {\n"
            + section("      return map.keySet().iterator();")
            + "  }\n");
    unsound(
        "entry returned",
        "an entry of the map.* is returned",
        "more",
        "  public Map.Entry<BOXED, Integer> first() {\n"
            + section("      return map.entrySet().iterator().next();")
            + "  }\n");
    unsound(
        "entries copied, which write through",
        "entr.* is passed to new ArrayList",
        "more",
        "  public List<Map.Entry<BOXED, Integer>> all() {\n"
            + section("      return new ArrayList<>(map.entrySet());")
            + "  }\n");
    unsound(
        "wrapped and returned",
        "the map is passed to Collections.unmodifiableMap",
        "more",
        "  public Map<BOXED, Integer> all() {\n"
            + section("      return Collections.unmodifiableMap(map);")
            + "  }\n");
    unsound(
        "map in a second field",
        "the map is stored in the field other",
        "fields",
        "  private Map<BOXED, Integer> other;",
        "more",
        "  void keep() {\n" + section("      other = map;") + "  }\n");
    unsound(
        "map in a second field, by the constructor",
        "the (new lock or )?map is stored in the field other",
        "fields",
        "  private final Map<BOXED, Integer> other;",
        "constructor",
        "  public NAME() {\n    other = map;\n  }\n");
    unsound(
        "lock in a second field",
        "the lock is stored in the field other",
        "fields",
        "  private Object other;",
        "more",
        "  void keep() {\n    other = lock;\n  }\n");
    unsound(
        "map in an array",
        "the map is stored in an array",
        "more",
        "  Object[] all() {\n" + section("      return new Object[] {map};") + "  }\n");
    unsound(
        "map handed to unknown code",
        "the map is passed to",
        "more",
        "  void each(Consumer<Map<BOXED, Integer>> reader) {\n"
            + section("      reader.accept(map);")
            + "  }\n");
    unsound(
        "lock handed to unknown code",
        "the lock is passed to",
        "more",
        "  void each(Consumer<Object> reader) {\n    reader.accept(lock);\n  }\n");
    unsound(
        "lambda captures a view",
        "captured by a lambda",
        "more",
        "  Supplier<Integer> later() {\n"
            + section("      Set<BOXED> keys = map.keySet();\n      return () -> keys.size();")
            + "  }\n");
    unsound(
        "lambda captures the map's local",
        "captured by a lambda",
        "more",
        "  Supplier<Integer> later() {\n"
            + section("      Map<BOXED, Integer> all = map;\n      return () -> all.size();")
            + "  }\n");
    unsound(
        "lambda reads without the lock",
        "called without the lock",
        "more",
        "  Supplier<Integer> later() {\n    return () -> map.get(null);\n  }\n");
    unsound(
        "method reference on the map",
        "captured by a lambda or a method reference|passed to Objects.requireNonNull",
        "more",
        "  Function<Object, Integer> finder() {\n    return map::get;\n  }\n");
    unsound(
        "stream returned",
        "a view .* is returned",
        "more",
        "  java.util.stream.Stream<Integer> all() {\n"
            + section("      return map.values().stream();")
            + "  }\n");
    unsound(
        "parallel walk",
        "isn't known",
        "more",
        "  long all() {\n"
            + section("      return map.values().parallelStream().count();")
            + "  }\n");
    unsound(
        "read without the lock",
        "get is called without the lock",
        "more",
        "  public Integer peek(BOXED key) {\n    return map.get(key);\n  }\n");
    unsound(
        "size without the lock",
        "size is called without the lock",
        "more",
        "  public int size() {\n    return map.size();\n  }\n");
    unsound(
        "double-checked read",
        "called without the lock",
        "update",
        update(
            "    Integer seen = map.get(key);\n    if (seen != null) {\n      return seen;\n    }\n"
                + section("      return map.put(key, value);")));
    unsound(
        "written after the section",
        "put is called without the lock",
        "update",
        update(section("      map.get(key);") + "    return map.put(key, value);\n"));
    unsound(
        "walked after the section",
        "is used without the lock",
        "more",
        "  int late() {\n    Iterator<Integer> all;\n"
            + section("      all = map.values().iterator();")
            + "    return all.hasNext() ? all.next() : 0;\n  }\n");
    unsound(
        "another object's map",
        "map of another object",
        "more",
        "  void take(NAME other) {\n" + section("      other.map.put(null, 1);") + "  }\n");
    unsound(
        "a helper of another object, under this one's lock",
        "called without the lock",
        "more",
        "  void take(NAME other) {\n"
            + section("      other.store(null);")
            + "  }\n  private void store(BOXED key) {\n    map.remove(key);\n  }\n");
    unsound(
        "helpers that call one another, and nobody else them",
        "called without the lock",
        "more",
        "  private void ping(int n) {\n    if (n > 0) {\n      pong(n - 1);\n    }\n  }\n"
            + "  private void pong(int n) {\n    map.clear();\n    ping(n);\n  }\n");
    unsound(
        "under another object's lock",
        "lock of another object",
        "more",
        "  void put(NAME other) {\n    other.lock.lock();\n    try {\n      map.put(null, 1);\n"
            + "    } finally {\n      other.lock.unlock();\n    }\n  }\n");
    unsound(
        "map compared",
        "the map is compared",
        "more",
        "  boolean is(Object o) {\n    return o == map;\n  }\n");
    unsound(
        "map's monitor",
        "the map is used as a monitor",
        "more",
        "  void hold() {\n    synchronized (map) {\n      map.isEmpty();\n    }\n  }\n");
    unsound(
        "map's class asked for",
        "the map is asked for its class|the map's getClass",
        "more",
        "  Object type() {\n" + section("      return map.getClass();") + "  }\n");
    unsound(
        "sometimes the map",
        "sometimes the lock, the map",
        "more",
        "  int pick(Map<BOXED, Integer> other) {\n"
            + section(
                "      Map<BOXED, Integer> one = other == null ? map : other;\n      return one.size();")
            + "  }\n");
    unsound(
        "helper that anyone may call",
        "called without the lock",
        "update",
        update(section("      return store(key, value);"))
            + "  Integer store(BOXED key, Integer value) {\n    return map.put(key, value);\n  }\n");
  }

  private void addBrokenLocks() {
    unsound(
        "tryLock",
        "used for more than lock and unlock: tryLock",
        "more",
        "  Integer hurry() {\n    if (!lock.tryLock()) {\n      return null;\n    }\n    try {\n"
            + "      return map.get(null);\n    } finally {\n      lock.unlock();\n    }\n  }\n");
    unsound(
        "lockInterruptibly",
        "more than lock and unlock: lockInterruptibly",
        "more",
        "  Integer wait(BOXED key) throws InterruptedException {\n    lock.lockInterruptibly();\n"
            + "    try {\n      return map.get(key);\n    } finally {\n      lock.unlock();\n    }\n  }\n");
    unsound(
        "condition",
        "more than lock and unlock: newCondition",
        "fields",
        "  private final Condition changed = lock.newCondition();");
    unsound(
        "asks who holds",
        "more than lock and unlock: (isHeldByCurrentThread|toString)",
        "lock",
        "private final ReentrantLock lock = new ReentrantLock();",
        "more",
        "  void check() {\n    assert lock.isHeldByCurrentThread();\n  }\n");
    unsound(
        "hold count",
        "more than lock and unlock: getHoldCount",
        "lock",
        "private final ReentrantLock lock = new ReentrantLock();",
        "more",
        "  int holds() {\n    return lock.getHoldCount();\n  }\n");
    unsound(
        "queue length",
        "more than lock and unlock: getQueueLength",
        "lock",
        "private final ReentrantLock lock = new ReentrantLock();",
        "more",
        "  int queued() {\n    return lock.getQueueLength();\n  }\n");
    unsound(
        "lock as a monitor",
        "the lock is used as a monitor",
        "more",
        "  void hold() {\n    synchronized (lock) {\n      hashCode();\n    }\n  }\n");
    unsound(
        "waits on the lock",
        "the lock is used as a monitor|more than lock and unlock",
        "more",
        "  void hold() throws InterruptedException {\n    synchronized (lock) {\n"
            + "      lock.wait();\n    }\n  }\n");
    unsound(
        "lock returned",
        "the lock is returned",
        "more",
        "  Object guard() {\n    return lock;\n  }\n");
    unsound(
        "not released on an exception",
        "an exception .* leaves without unlocking",
        "update",
        update(
            "    lock.lock();\n    Integer old = map.put(key, value);\n    lock.unlock();\n"
                + "    return old;\n"));
    unsound(
        "work between lock and try",
        "leaves without unlocking",
        "update",
        update(
            "    lock.lock();\n    Integer old = Integer.valueOf(100 / value);\n    try {\n"
                + "      return map.put(key, old);\n    } finally {\n      lock.unlock();\n    }\n"));
    unsound(
        "returns with the lock held",
        "still held where the method returns",
        "update",
        update(
            "    lock.lock();\n    try {\n      if (value == null) {\n        lock.unlock();\n"
                + "        return null;\n      }\n      return map.put(key, value);\n"
                + "    } catch (Throwable e) {\n      lock.unlock();\n      throw e;\n    }\n"));
    unsound(
        "taken in one method, released in another",
        "still held where|released where it was not taken|called without the lock",
        "update",
        update(
            "    begin();\n    try {\n      return map.put(key, value);\n    } finally {\n      end();\n    }\n"),
        "more",
        "  private void begin() {\n    lock.lock();\n  }\n  private void end() {\n    lock.unlock();\n  }\n");
    unsound(
        "taken on one way only",
        "don't balance|still held|released where",
        "update",
        update(
            "    boolean hold = value != null;\n    if (hold) {\n      lock.lock();\n    }\n    try {\n"
                + "      return map.put(key, value);\n    } finally {\n      if (hold) {\n"
                + "        lock.unlock();\n      }\n    }\n"));
    unsound(
        "taken in a loop",
        "don't balance|without being released|still held",
        "update",
        update("    for (int i = 0; i < 3; i++) {\n      lock.lock();\n    }\n    return null;\n"));
    unsound(
        "released in the middle",
        "called without the lock|don't balance|released where",
        "update",
        update(
            "    lock.lock();\n    try {\n      map.get(key);\n      lock.unlock();\n"
                + "      Thread.yield();\n      lock.lock();\n      return map.put(key, value);\n"
                + "    } finally {\n      lock.unlock();\n    }\n"));
    unsound(
        "released twice",
        "released where it was not taken|don't balance",
        "update",
        update(
            "    lock.lock();\n    try {\n      map.put(key, value);\n      lock.unlock();\n"
                + "    } finally {\n      lock.unlock();\n    }\n    return null;\n"));
    unsound(
        "lock made before each other by chance",
        "depends on a branch|is set more than once",
        "lock",
        "private final LOCK lock;",
        "map",
        "private final MAP<BOXED, Integer> map;",
        "constructor",
        "  public NAME(boolean first) {\n    if (first) {\n      lock = new ReentrantLock();\n"
            + "      map = new HashMap<>();\n    } else {\n      map = new HashMap<>();\n"
            + "      lock = new ReentrantLock();\n    }\n  }\n");
  }

  private void broken(String pattern, String reason, String body, String... replaced) {
    String[] all = new String[replaced.length + 4];
    all[0] = "update";
    all[1] = update(section(body));
    all[2] = "beside";
    all[3] =
        "  public Object beside(BOXED key) {\n" + section("      return map.get(key);") + "  }\n";
    System.arraycopy(replaced, 0, all, 4, replaced.length);
    add(pattern + ", beside a sound section", NONE, reason, all);
    all[3] = "";
    add(pattern, NONE, "no section is about one key alone.*update[^;]*(" + reason + ")", all);
  }

  private void addBrokenSections() {
    broken(
        "counts in a field",
        "(reads|writes) the field count",
        "      count++;\n      return map.put(key, value);",
        "fields",
        "  private int count;");
    broken(
        "counts in a static field",
        "(reads|writes) the field count",
        "      count++;\n      return map.put(key, value);",
        "fields",
        "  private static int count;");
    broken(
        "reads a field that others write",
        "reads the field open, which (is also written without|others may write)",
        "      return open ? map.put(key, value) : null;",
        "fields",
        "  private boolean open = true;",
        "more",
        "  void close() {\n    open = false;\n  }\n");
    broken(
        "reads a field that an inner class writes",
        "reads the field open, which (is also written without|others may write)",
        "      return open ? map.put(key, value) : null;",
        "fields",
        "  private boolean open = true;",
        "more",
        "  class Inner {\n    void close() {\n      open = false;\n    }\n  }\n");
    broken(
        "reads a volatile field",
        "reads the field open, which others may write",
        "      return open ? map.put(key, value) : null;",
        "fields",
        "  private volatile boolean open = true;");
    broken(
        "reads a field that subclasses may write",
        "reads the field open, which others may write",
        "      return open ? map.put(key, value) : null;",
        "fields",
        "  boolean open = true;");
    broken(
        "reads another object's field",
        "reads the field count, which others may write",
        "      return map.put(key, other.count);",
        "fields",
        "  private final Cell other = new Cell();");
    broken(
        "writes another object's field",
        "(reads|writes) the field count",
        "      other.count++;\n      return map.put(key, value);",
        "fields",
        "  private final Cell other = new Cell();");
    broken(
        "changes a value that may stand under two keys",
        "(reads|writes) the field count",
        "      Cell cell = map.get(key);\n      cell.count++;\n      return cell.count;",
        "map",
        "private final MAP<BOXED, Cell> map = new HashMap<>();");
    broken(
        "looks into a value's value",
        "reads the field next",
        "      return map.get(key).next == null ? 1 : 2;",
        "map",
        "private final MAP<BOXED, Cell> map = new HashMap<>();");
    broken(
        "collections as values",
        "calls List.add, whose effects aren't known",
        "      map.computeIfAbsent(key, k -> new ArrayList<>()).add(value);\n      return 1;",
        "map",
        "private final MAP<BOXED, List<Integer>> map = new HashMap<>();");
    broken(
        "arrays as values",
        "(reads|writes) an array",
        "      int[] all = map.get(key);\n      all[0]++;\n      return all[0];",
        "map",
        "private final MAP<BOXED, int[]> map = new HashMap<>();");
    broken(
        "an array of counters",
        "(reads|writes) an array",
        "      counts[0]++;\n      return map.put(key, value);",
        "fields",
        "  private final int[] counts = new int[4];");
    broken(
        "a second collection",
        "calls (List|ArrayList|Deque).add",
        "      order.add(key);\n      return map.put(key, value);",
        "fields",
        "  private final List<Object> order = new ArrayList<>();");
    broken(
        "a second map that isn't guarded",
        "calls (Map|HashMap).put",
        "      other.put(key, value);\n      return map.put(key, value);",
        "fields",
        "  private final Map<Object, Object> other = new HashMap<>();");
    broken(
        "an atomic counter that is read",
        "calls AtomicInteger.get",
        "      return count.get() < 10 ? map.put(key, value) : null;",
        "fields",
        "  private final AtomicInteger count = new AtomicInteger();");
    broken(
        "an atomic counter",
        "calls AtomicInteger.incrementAndGet",
        "      count.incrementAndGet();\n      return map.put(key, value);",
        "fields",
        "  private final AtomicInteger count = new AtomicInteger();");
    broken(
        "a journal without a word",
        "calls Journal.write, whose effects .*journal-order-across-keys",
        "      journal.write(key);\n      return map.put(key, value);",
        "fields",
        "  private final Journal journal = new Journal();");
    broken(
        "a listener",
        "calls Consumer.accept|reads the field listener",
        "      listener.accept(key);\n      return map.put(key, value);",
        "fields",
        "  public Consumer<Object> listener = x -> {};");
    broken(
        "standard output",
        "calls PrintStream.println|may initialise",
        "      System.out.println(value);\n      return map.put(key, value);");
    broken(
        "a thread's own",
        "calls ThreadLocal.get",
        "      return map.put(key, mine.get());",
        "fields",
        "  private final ThreadLocal<Integer> mine = ThreadLocal.withInitial(() -> 1);");
    broken(
        "who runs",
        "calls Thread.(currentThread|getId)",
        "      return map.put(key, (int) Thread.currentThread().getId());");
    broken(
        "sleeps", "calls Thread.yield", "      Thread.yield();\n      return map.put(key, value);");
    broken(
        "overridable method",
        "calls Mutant\\d+[MWTSO]*.allowed, whose effects",
        "      return allowed() ? map.put(key, value) : null;",
        "more",
        "  protected boolean allowed() {\n    return true;\n  }\n");
    broken(
        "overridable method by an interface",
        "calls IntSupplier.getAsInt",
        "      return map.put(key, source.getAsInt());",
        "fields",
        "  private final IntSupplier source = () -> 1;");
    broken(
        "nested monitor",
        "takes another lock, a monitor",
        "      synchronized (other) {\n        return map.put(key, value);\n      }",
        "fields",
        "  private final Object other = new Object();");
    broken(
        "nested lock",
        "calls ReentrantLock.lock",
        "      other.lock();\n      try {\n        return map.put(key, value);\n      } finally {\n"
            + "        other.unlock();\n      }",
        "fields",
        "  private final ReentrantLock other = new ReentrantLock();");
    broken(
        "nested synchronized method",
        "takes another lock, the monitor of inner",
        "      return inner(key, value);",
        "more",
        "  private synchronized Integer inner(BOXED key, Integer value) {\n"
            + "    return map.put(key, value);\n  }\n");
    broken(
        "values compared by their own equals",
        "compares values",
        "      return map.remove(key, value) ? 1 : 2;");
    broken(
        "text of unknown objects",
        "makes a text of objects|calls String.valueOf",
        "      return map.put(key, (\"\" + other).length());",
        "fields",
        "  private final Object other = new Cell();");
    broken(
        "counts by a helper",
        "(reads|writes) the field count",
        "      return store(key, value);",
        "fields",
        "  private int count;",
        "more",
        "  private Integer store(BOXED key, Integer value) {\n    count++;\n"
            + "    return map.put(key, value);\n  }\n");
    broken(
        "counts in a lambda",
        "(reads|writes) the field count",
        "      return map.compute(key, (k, v) -> {\n        count++;\n        return value;\n      });",
        "fields",
        "  private int count;");
    broken(
        "unknown function",
        "a function that isn't known",
        "      return map.compute(key, change);",
        "fields",
        "  private final BiFunction<Object, Integer, Integer> change = (k, v) -> 1;");
    broken(
        "asks how many there are",
        "calls size, which is about all keys",
        "      return map.size() < 100 ? map.put(key, value) : null;");
    broken(
        "asks whether it is the first",
        "calls isEmpty, which is about all keys",
        "      return map.isEmpty() ? map.put(key, value) : null;");
    broken(
        "walks on the way",
        "about all keys|walks over the map",
        "      for (Object each : map.keySet()) {\n        if (each.equals(key)) {\n          return 1;\n"
            + "        }\n      }\n      return map.put(key, value);");
    broken(
        "clears when full",
        "calls (size|clear), which is about all keys",
        "      if (map.size() > 100) {\n        map.clear();\n      }\n      return map.put(key, value);");
    broken(
        "a copy of all on the way",
        "copies the map",
        "      last = new HashMap<>(map);\n      return map.put(key, value);",
        "fields",
        "  private Map<Object, Object> last;");
    add(
        "order of a walk",
        new Words(false, false, false),
        "it walks over the map.*order-unused",
        "more",
        "  String all() {\n    StringBuilder text = new StringBuilder();\n"
            + section(
                "      for (Integer each : map.values()) {\n        text.append(each);\n      }")
            + "    return text.toString();\n  }\n");
  }

  private void addBrokenKeys() {
    broken(
        "two keys",
        "uses another key",
        "      map.remove(other);\n      return map.put(key, value);",
        "fields",
        "  private final BOXED other = null;");
    broken("moves between keys", "uses another key", "      return map.put(key, map.get(null));");
    broken(
        "key changed in the section",
        "uses another key|not one value|isn't kept",
        "      map.get(key);\n      BOXED next = null;\n      return map.put(next, value);");
    add(
        "key parameter reassigned",
        NONE,
        "no section .*(another key|not one value|isn't kept)",
        "update",
        "  public Integer update(BOXED key, Integer value) {\n"
            + section(
                "      if (value > 3) {\n        key = null;\n      }\n      return map.put(key, value);")
            + "  }\n");
    broken(
        "key made in the section",
        "made inside the section|isn't kept|aren't known",
        "      BOXED own = spare.poll();\n      return map.put(own, value);",
        "fields",
        "  private final Queue<BOXED> spare = new ConcurrentLinkedQueue<>();");
    broken(
        "keys of a loop",
        "another key|inside the section|not one value|aren't known",
        "      for (BOXED each : spare) {\n        map.put(each, value);\n      }\n      return 1;",
        "fields",
        "  private final List<BOXED> spare = List.of();");
    add(
        "yesterday's key",
        NONE,
        "no section .*(changes in a loop|not one value|another key)",
        "more",
        "  private static boolean first(int i) {\n    return i == 0;\n  }\n",
        "update",
        "  public Integer update(KEY unused, Integer value) {\n    Iterator<BOXED> keys = spare.iterator();\n"
            + "    BOXED before = null;\n    while (keys.hasNext()) {\n      BOXED key = keys.next();\n"
            + "      lock.lock();\n      try {\n        map.get(key);\n        map.put(before, value);\n"
            + "      } finally {\n        lock.unlock();\n      }\n      before = key;\n    }\n"
            + "    return null;\n  }\n",
        "fields",
        "  private final List<BOXED> spare = List.of();");
    String find =
        "  private Integer find(BOXED key) {\n" + section("      return map.get(key);") + "  }\n";
    broken(
        "re-entry with another key",
        "takes the lock again|another key|about all keys",
        "      return find(null) == null ? map.put(key, value) : null;",
        "more",
        "  private Integer find(BOXED key) {\n"
            + section("      return map.size() > 2 ? map.get(key) : null;")
            + "  }\n");
    add(
        "re-entry with another key, keyed by itself",
        NONE,
        "uses another key",
        "update",
        update(section("      return find(null) == null ? map.put(key, value) : null;")),
        "beside",
        find);
    add(
        "keyed, then whole",
        NONE,
        "no section .*(takes the lock again|about all keys)",
        "head",
        "public final class NAME implements Table",
        "update",
        "  public Integer update(KEY key, Integer value) {\n"
            + section("      return count() < 10 ? map.put(key, value) : null;")
            + "  }\n",
        "more",
        "  public int count() {\n" + section("      return map.size();") + "  }\n");
    broken(
        "an unrelated section within",
        "takes the lock again|the field count",
        "      tick();\n      return map.put(key, value);",
        "fields",
        "  private int count;",
        "more",
        "  private void tick() {\n" + section("      count++;") + "  }\n");
    broken(
        "not about the map",
        "doesn't touch the map under a key|the field count",
        "      count++;\n      return count;",
        "fields",
        "  private int count;");
  }
}
