package io.unjam.transformers.edit;

import static org.assertj.core.api.Assertions.assertThat;

import io.unjam.transformers.ClassBytes;
import io.unjam.transformers.Rules;
import io.unjam.transformers.classfile.ClassFiles;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.proof.InMemory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Maps that took one lock for every call: each program with the words that it needs, which the
 * proof has to find, and with what it computes, which the edit has to leave as it was.
 */
class ConcurrentMapTest {
  private static final String TABLE =
      "private final Hashtable<String, Integer> map = new Hashtable<>();";
  private static final String SYNCHRONIZED =
      "private final Map<String, Integer> map = Collections.synchronizedMap(new HashMap<>());";
  private static final List<String> NONE = List.of();
  private static final List<String> MONITOR = List.of("map-monitor-unused");
  private static final List<String> WHOLE = List.of("snapshots-unused");
  private static final List<String> WALK = List.of("snapshots-unused", "order-unused");
  private static final List<String> ALL =
      List.of("map-monitor-unused", "snapshots-unused", "order-unused");

  /**
   * One class.
   *
   * @param name of the class
   * @param members its fields and other members
   * @param run the body of its {@code Object run()}
   * @param words that it needs
   * @param culprit what the refusal names first
   */
  private record Program(
      String name, String members, String run, List<String> words, String culprit) {
    String source() {
      return """
          import java.util.*;
          import java.util.concurrent.*;
          import java.util.function.*;
          public class NAME implements Callable<Object> {
            MEMBERS
            public Object call() throws Exception {
              RUN
            }
          }
          """
          .replace("NAME", name)
          .replace("MEMBERS", members)
          .replace("RUN", run);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static final List<Program> PROGRAMS =
      List.of(
          new Program(
              "SingleKeys",
              TABLE,
              "map.put(\"a\", 1); map.putIfAbsent(\"b\", 2); map.replace(\"b\", 3);"
                  + " map.remove(\"a\"); return \"\" + map.get(\"b\") + map.containsKey(\"a\")"
                  + " + map.getOrDefault(\"c\", 9);",
              NONE,
              ""),
          new Program(
              "SingleKeysSynchronized",
              SYNCHRONIZED,
              "map.put(null, 1); map.put(\"b\", null); return \"\" + map.get(null)"
                  + " + map.containsKey(\"b\") + map.putIfAbsent(\"b\", 4) + map.get(\"b\");",
              NONE,
              ""),
          new Program(
              "Sized",
              "private Hashtable<String, Integer> map = new Hashtable<>(100, 0.5f);"
                  + " private static final Map<String, Integer> ALL = new Hashtable<>(7);",
              "map.put(\"a\", 1); ALL.put(\"a\", 2); return map.get(\"a\") + ALL.get(\"a\");",
              NONE,
              ""),
          new Program(
              "Lambda",
              TABLE,
              "Function<String, Integer> f = key -> map.get(key); map.put(\"a\", 5);"
                  + " return f.apply(\"a\");",
              NONE,
              ""),
          new Program(
              "Inner",
              TABLE + " class Reader { Integer read(String k) { return map.get(k); } }",
              "map.put(\"a\", 6); return new Reader().read(\"a\");",
              NONE,
              ""),
          new Program(
              "LocalOnly",
              "",
              "Map<String, Integer> map = new Hashtable<>(); Map<String, Integer> other = map;"
                  + " other.put(\"a\", 7); return map.get(\"a\");",
              NONE,
              ""),
          new Program("Counts", TABLE, "return map.size();", WHOLE, "size()"),
          new Program(
              "Clears", SYNCHRONIZED, "map.clear(); return map.get(\"a\");", WHOLE, "clear()"),
          new Program(
              "Walks",
              TABLE,
              "int n = 0; map.put(\"a\", 1); for (String key : map.keySet()) { n++; } return n;",
              WALK,
              "keySet()"),
          new Program(
              "Enumerates",
              TABLE,
              "map.put(\"a\", 1); return map.keys().nextElement();",
              WALK,
              "keys()"),
          new Program(
              "Computes",
              SYNCHRONIZED,
              "return map.merge(\"a\", 1, Integer::sum) + map.merge(\"a\", 1, Integer::sum);",
              MONITOR,
              "merge()"),
          new Program("ComparesValues", TABLE, "return map.remove(\"a\", 1);", MONITOR, "remove()"),
          new Program(
              "Synchronizes",
              TABLE,
              "synchronized (map) { if (map.get(\"a\") == null) { map.put(\"a\", 1); } }"
                  + " return map.get(\"a\");",
              MONITOR,
              "synchronized on the map"),
          new Program(
              "SynchronizesInside",
              TABLE
                  + " static class In { static void in(SynchronizesInside of) {"
                  + " synchronized (of.map) { of.map.put(\"a\", 1); } } }",
              "In.in(this); return map.get(\"a\");",
              MONITOR,
              "synchronized on the map"),
          new Program(
              "Applies",
              TABLE,
              "map.put(\"a\", 1); int[] sum = {0}; map.forEach((k, v) -> sum[0] += v);"
                  + " return sum[0];",
              ALL,
              "forEach()"),
          new Program(
              "Returns",
              TABLE + " public Map<String, Integer> map() { return map; }",
              "return map().get(\"a\");",
              ALL,
              "returning the map"),
          new Program(
              "Passes",
              SYNCHRONIZED + " static int size(Map<?, ?> any) { return any.size(); }",
              "return size(map);",
              ALL,
              "handing the map to size()"),
          new Program(
              "Captures",
              TABLE,
              "Map<String, Integer> local = map; Supplier<Integer> s = () -> local.size();"
                  + " return s.get();",
              ALL,
              "handing the map to a lambda"),
          new Program(
              "Refers",
              TABLE,
              "Function<String, Integer> f = map::get; map.put(\"a\", 3); return f.apply(\"a\");",
              ALL,
              "handing the map to"),
          new Program(
              "Visible",
              "Hashtable<String, Integer> map = new Hashtable<>();",
              "return map.get(\"a\");",
              ALL,
              "storing the map into the field map"),
          new Program(
              "Elsewhere",
              TABLE + " Object[] kept = new Object[1];",
              "kept[0] = map; return map.get(\"a\");",
              ALL,
              "storing the map into an array"),
          new Program(
              "Copied",
              TABLE + " Object shown;",
              "shown = map; return map.get(\"a\");",
              ALL,
              "storing the map into the field shown"),
          new Program(
              "Made",
              "",
              "Supplier<Map<String, Integer>> s = Hashtable::new; Map<String, Integer> m = s.get();"
                  + " m.put(\"a\", 1); return m.get(\"a\");",
              ALL,
              "whoever calls the reference"));

  private static final Map<String, byte[]> CLASSES = compile();
  private static final ClassFiles FILES =
      name -> {
        byte[] bytes = CLASSES.get(name.replace('/', '.'));
        return bytes == null ? ClassBytes.ALL.find(name) : bytes;
      };

  private static Map<String, byte[]> compile() {
    Map<String, String> sources = new HashMap<>();
    for (Program program : PROGRAMS) {
      sources.put(program.name(), program.source());
    }
    sources.put("Shared", SHARED);
    sources.put("Written", WRITTEN);
    sources.put("Collected", COLLECTED);
    return InMemory.compile(sources);
  }

  private static Rewritten rewrite(String name, String variant, List<String> words) {
    List<String> assumed = new ArrayList<>(words);
    if (!variant.contains("presized")) {
      assumed.add("class-identity-unused");
    }
    String rules =
        """
          - name: rule
            at: { class: NAME }
            map: { VARIANT }
        """
            .concat(assumed.isEmpty() ? "" : "    assume: " + assumed + "\n")
            .replace("NAME", name)
            .replace("VARIANT", variant);
    return new Rewriter(Rules.of(rules), new RewriterTest.CountingIds())
        .rewrite(CLASSES.get(name), FILES);
  }

  private static List<Decision> decisions(Rewritten rewritten) {
    assertThat(rewritten.failure()).isNull();
    assertThat(rewritten.plan().decisions()).isNotEmpty();
    return rewritten.plan().decisions();
  }

  @ParameterizedTest
  @FieldSource("PROGRAMS")
  void needsTheWordsForWhatItsProgramDoes(Program program) {
    for (int missing = 0; missing < program.words().size(); missing++) {
      List<String> words = new ArrayList<>(ALL);
      words.remove(program.words().get(missing));
      for (Decision decision : decisions(rewrite(program.name(), "variant: concurrent", words))) {
        assertThat(decision.verdict()).as(decision.reason()).isEqualTo(Verdict.REFUSED);
        assertThat(decision.reason())
            .contains(program.culprit())
            .contains("[" + program.words().get(missing) + "]");
      }
    }
    for (Decision decision :
        decisions(rewrite(program.name(), "variant: concurrent", program.words()))) {
      assertThat(decision.verdict()).as(decision.reason()).isEqualTo(Verdict.APPLIED);
    }
  }

  @ParameterizedTest
  @FieldSource("PROGRAMS")
  void computesWhatItDid(Program program) throws Exception {
    byte[] edited = rewrite(program.name(), "variant: concurrent", program.words()).edited();

    assertThat(run(program.name(), edited)).isEqualTo(run(program.name(), null));
  }

  private static final String SHARED =
      """
      import java.util.*;
      public class Shared {
        private final Map<String, Integer> inside = new HashMap<>();
        private final Map<String, Integer> wrapped = Collections.synchronizedMap(inside);
        private final Map<String, Integer> ordered =
            Collections.synchronizedMap(new LinkedHashMap<>());
        private Map<String, Integer> late;
        void late() {
          Map<String, Integer> kept = new HashMap<>();
          late = Collections.synchronizedMap(kept);
          kept.put("behind its back", 1);
        }
      }
      """;

  @Test
  void leavesAWrapperWhoseInsideIsNotItsOwn() {
    for (Decision decision : decisions(rewrite("Shared", "variant: concurrent", ALL))) {
      assertThat(decision.verdict()).as(decision.reason()).isNotEqualTo(Verdict.APPLIED);
    }
    assertThat(rewrite("Shared", "variant: concurrent", ALL).plan().decisions())
        .filteredOn(decision -> decision.reason().contains("somebody else may hold it"))
        .hasSize(3);
  }

  private static final String WRITTEN =
      """
      import java.util.*;
      public class Written implements java.io.Serializable {
        private final Hashtable<String, Integer> map = new Hashtable<>();
        void put() { map.put("a", 1); }
      }
      """;

  @Test
  void countsSerializationAmongTheWalks() {
    Decision decision = decisions(rewrite("Written", "variant: concurrent", MONITOR)).get(0);

    assertThat(decision.verdict()).isEqualTo(Verdict.REFUSED);
    assertThat(decision.reason())
        .contains("serialization of the field map")
        .contains("[snapshots-unused, order-unused]");
  }

  private static final String COLLECTED =
      """
      import java.util.*;
      import java.util.concurrent.*;
      import java.util.stream.*;
      public class Collected implements Callable<Object> {
        public Object call() {
          List<Object> all = new ArrayList<>();
          all.add(Stream.of("a", "bb").collect(Collectors.toConcurrentMap(s -> s, String::length)));
          all.add(Stream.of("a", "b").parallel().collect(
              Collectors.toConcurrentMap(String::length, s -> 1, Integer::sum)));
          all.add(Stream.of("a", "b").collect(Collectors.groupingByConcurrent(String::length)));
          all.add(Stream.of("a", "b").collect(
              Collectors.groupingByConcurrent(String::length, Collectors.counting())));
          try {
            Stream.of("a", "a").collect(Collectors.toConcurrentMap(s -> s, String::length));
          } catch (IllegalStateException e) {
            all.add(e.getMessage());
          }
          all.add(Stream.of("a").collect(Collectors.toConcurrentMap(
              s -> s, s -> s, (a, b) -> a, ConcurrentSkipListMap::new)));
          return all;
        }
      }
      """;

  @ParameterizedTest
  @CsvSource({
    "'variant: sharded, shards: 4',ShardedConcurrentHashMap",
    "variant: hot-key,HotKeyConcurrentHashMap",
    "'variant: presized, capacity: 100',ConcurrentHashMap",
  })
  void collectsIntoTheVariant(String variant, String made) throws Exception {
    Rewritten rewritten = rewrite("Collected", variant, NONE);
    List<?> original = (List<?>) run("Collected", null);
    List<?> edited = (List<?>) run("Collected", rewritten.edited());

    assertThat(edited).isEqualTo(original).hasSize(6);
    for (int i = 0; i < 4; i++) {
      assertThat(edited.get(i).getClass().getSimpleName()).isEqualTo(made);
    }
    assertThat(rewritten.plan().decisions())
        .filteredOn(decision -> decision.verdict() == Verdict.APPLIED)
        .hasSize(5);
  }

  private static Object run(String name, byte[] edited) throws Exception {
    Map<String, byte[]> classes = new HashMap<>(CLASSES);
    if (edited != null) {
      classes.put(name, edited);
    }
    Class<?> type = Class.forName(name, true, new Loader(classes));
    return ((Callable<?>) type.getDeclaredConstructor().newInstance()).call();
  }

  /** One program's classes beside the runtime itself. */
  private static final class Loader extends ClassLoader {
    private final Map<String, byte[]> classes;

    Loader(Map<String, byte[]> classes) {
      super(ConcurrentMapTest.class.getClassLoader());
      this.classes = classes;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      byte[] bytes = classes.get(name);
      if (bytes == null) {
        throw new ClassNotFoundException(name);
      }
      return defineClass(name, bytes, 0, bytes.length);
    }
  }
}
