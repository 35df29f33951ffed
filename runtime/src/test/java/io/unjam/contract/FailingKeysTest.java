package io.unjam.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What holds after the code of keys, values and functions has thrown in the midst of an operation,
 * at each of its calls in turn: the caller gets what was thrown, a mapping has changed or it has
 * not, the map's size is that of its content, and others get through.
 */
class FailingKeysTest {

  private static final int PATIENCE_SECONDS = 60;
  private static final int SIZE = 12;
  private static final int KEYS = 30;
  private static final int NEW = 20;
  private static final int OLD = 5;

  /** So many calls an operation makes at most; if it makes more the loop is broken. */
  private static final int MOST_CALLS = 500;

  private static final ExecutorService OTHER =
      Executors.newCachedThreadPool(
          run -> {
            Thread thread = new Thread(run, "other");
            thread.setDaemon(true);
            return thread;
          });

  @AfterAll
  static void end() {
    OTHER.shutdownNow();
  }

  /** What is thrown at which call from now. For the thread that operates. */
  private static final class Fuse {
    private final Throwable error;

    /** Nothing is thrown at 0. */
    private int calls;

    private int thrown;

    Fuse(Throwable error) {
      this.error = error;
    }
  }

  private static Fuse fuse = new Fuse(new AssertionError());

  private static void burn() {
    if (fuse.calls > 0 && --fuse.calls == 0) {
      fuse.thrown++;
      throw FailingKeysTest.<RuntimeException>unchecked(fuse.error);
    }
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <T extends Throwable> T unchecked(Throwable error) throws T {
    throw (T) error;
  }

  /** One of few hash codes, so that bins are long. */
  private record Failing(int number) implements Comparable<Failing> {
    @Override
    public int hashCode() {
      burn();
      return number % 3;
    }

    @Override
    public boolean equals(Object other) {
      burn();
      return other instanceof Failing failing && failing.number == number;
    }

    @Override
    public int compareTo(Failing other) {
      burn();
      return Integer.compare(number, other.number);
    }
  }

  private interface Body {
    void on(Map<Object, Object> map, Object[] keys);
  }

  /**
   * An operation.
   *
   * @param key the key that it is about, {@code -1} for several, of which some may have changed
   * @param ofSet whether a set has it
   */
  private record Step(String name, int key, boolean ofSet, Body body) {}

  private static Object value(int number) {
    return new Failing(1_000 + number);
  }

  private static Object made() {
    burn();
    return value(90);
  }

  private static final List<Step> STEPS =
      List.of(
          new Step("put", NEW, true, (map, keys) -> map.put(keys[NEW], keys[NEW])),
          new Step("put again", OLD, true, (map, keys) -> map.put(keys[OLD], keys[OLD])),
          new Step("putIfAbsent", NEW, false, (map, keys) -> map.putIfAbsent(keys[NEW], value(80))),
          new Step("get", OLD, true, (map, keys) -> map.get(keys[OLD])),
          new Step("replace", OLD, false, (map, keys) -> map.replace(keys[OLD], value(80))),
          new Step(
              "replace a value",
              OLD,
              false,
              (map, keys) -> map.replace(keys[OLD], keys[OLD], value(80))),
          new Step("remove", OLD, true, (map, keys) -> map.remove(keys[OLD])),
          new Step("remove none", NEW, true, (map, keys) -> map.remove(keys[NEW])),
          new Step("remove a value", OLD, false, (map, keys) -> map.remove(keys[OLD], value(OLD))),
          new Step(
              "computeIfAbsent",
              NEW,
              false,
              (map, keys) -> map.computeIfAbsent(keys[NEW], key -> made())),
          new Step(
              "computeIfPresent",
              OLD,
              false,
              (map, keys) -> map.computeIfPresent(keys[OLD], (key, old) -> made())),
          new Step(
              "compute", NEW, false, (map, keys) -> map.compute(keys[NEW], (key, old) -> made())),
          new Step(
              "compute again",
              OLD,
              false,
              (map, keys) -> map.compute(keys[OLD], (key, old) -> made())),
          new Step(
              "merge",
              OLD,
              false,
              (map, keys) -> map.merge(keys[OLD], value(80), (old, more) -> made())),
          new Step("putAll", -1, false, FailingKeysTest::putAll),
          new Step(
              "removeIf",
              -1,
              true,
              (map, keys) -> map.entrySet().removeIf(each -> odd(each.getKey()))),
          new Step("replaceAll", -1, false, (map, keys) -> map.replaceAll((key, value) -> made())),
          new Step("forEach", -1, false, (map, keys) -> map.forEach((key, value) -> burn())),
          new Step("remove no value", -1, false, (map, keys) -> map.values().remove(value(5_000))),
          new Step("remove by iterator", -1, true, FailingKeysTest::removeByIterator));

  private static boolean odd(Object key) {
    burn();
    return key instanceof Failing failing
        ? failing.number % 2 == 1
        : key.toString().charAt(key.toString().length() - 1) % 2 == 1;
  }

  private static void putAll(Map<Object, Object> map, Object[] keys) {
    Map<Object, Object> more = new HashMap<>();
    int kept = fuse.calls;
    fuse.calls = 0;
    for (int i = SIZE - 2; i < NEW; i++) {
      more.put(keys[i], value(200 + i));
    }
    fuse.calls = kept;
    map.putAll(more);
  }

  // The entries': key sets of ours need the agent.
  private static void removeByIterator(Map<Object, Object> map, Object[] keys) {
    for (Iterator<Map.Entry<Object, Object>> each = map.entrySet().iterator(); each.hasNext(); ) {
      Object key = each.next().getKey();
      if (key.equals(keys[OLD])) {
        each.remove();
      }
    }
  }

  /** A key for each number. */
  private enum Keys {
    /** That run code of ours, and take all stripes. */
    FAILING {
      @Override
      Object key(int number) {
        return new Failing(number);
      }
    },
    /** That run none, and take one stripe each. */
    TRUSTED {
      @Override
      Object key(int number) {
        return "key " + number;
      }
    };

    abstract Object key(int number);

    Object[] all() {
      Object[] all = new Object[KEYS];
      for (int i = 0; i < KEYS; i++) {
        all[i] = key(i);
      }
      return all;
    }
  }

  @TestFactory
  Stream<DynamicTest> anOperationHappensOrItDoesNotAndOthersGetThrough() {
    return Stream.concat(Stream.of(GuardedMap.ORIGINAL), GuardedMap.KINDS.stream())
        .map(kind -> DynamicTest.dynamicTest(kind.name(), () -> all(kind)));
  }

  private static void all(GuardedMap.Kind kind) throws Exception {
    int thrown = 0;
    for (Throwable each :
        List.of(
            new OutOfMemoryError("as far as this test goes"),
            new StackOverflowError("as far as this test goes"),
            new LinkageError("as far as this test goes"),
            new IllegalStateException("as far as this test goes"))) {
      fuse = new Fuse(each);
      for (Step step : STEPS) {
        for (Keys keys : Keys.values()) {
          if (step.ofSet || !kind.isSet()) {
            atEachCall(kind, step, keys, false);
            if (step.key >= 0) {
              atEachCall(kind, step, keys, true);
            }
          }
        }
      }
      thrown += fuse.thrown;
    }
    assertThat(thrown).as("calls that threw").isGreaterThan(100);
  }

  private static Map<Object, Object> filled(Map<Object, Object> map, Object[] keys) {
    for (int i = 0; i < SIZE; i++) {
      map.put(keys[i], keys[i]);
    }
    return map;
  }

  private static void atEachCall(GuardedMap.Kind kind, Step step, Keys of, boolean keyed)
      throws Exception {
    Object[] keys = of.all();
    Map<Object, Object> before = filled(GuardedMap.model(kind), keys);
    Map<Object, Object> after = filled(GuardedMap.model(kind), keys);
    step.body.on(after, keys);
    boolean failed = true;
    for (int call = 1; failed; call++) {
      GuardedMap guarded = kind.maker().get();
      guarded.whole(map -> filled(map, keys));
      if (of == Keys.TRUSTED) {
        // From here on each stripe by itself.
        guarded.keyed(keys[1], map -> map.get(keys[1]));
      }
      String what =
          step.name + " of " + of + (keyed ? " in its section" : "") + " failing at " + call;
      int count = fuse.thrown;
      Throwable caught = null;
      fuse.calls = call;
      try {
        if (keyed) {
          guarded.keyed(keys[step.key], map -> step.body.on(map, keys));
        } else {
          guarded.whole(map -> step.body.on(map, keys));
        }
      } catch (Throwable e) {
        caught = e;
      }
      fuse.calls = 0;
      failed = fuse.thrown > count;
      assertThat(caught).as(what).isSameAs(failed ? fuse.error : null);
      boolean either = failed;
      OTHER
          .submit(
              () -> {
                guarded.whole(map -> check(map, keys, what, before, after, step, either));
                for (Object key : keys) {
                  guarded.keyed(key, map -> map.put(key, key));
                }
                guarded.whole(map -> assertThat(map.size()).as(what).isEqualTo(KEYS));
                guarded.whole(Map::clear);
                assertThat(guarded.map.isEmpty()).as(what).isTrue();
              })
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      assertThat(call).as(what).isLessThan(MOST_CALLS);
    }
  }

  private static void check(
      Map<Object, Object> map,
      Object[] keys,
      String what,
      Map<Object, Object> before,
      Map<Object, Object> after,
      Step step,
      boolean failed) {
    Map<Object, Object> found = new HashMap<>();
    List<Object> walked = new ArrayList<>();
    for (Map.Entry<Object, Object> entry : map.entrySet()) {
      found.put(entry.getKey(), entry.getValue());
      walked.add(entry.getKey());
    }
    if (!failed) {
      assertThat(found).as(what).isEqualTo(after);
    } else if (step.key >= 0) {
      assertThat(found).as(what).isIn(before, after);
    } else {
      for (Object key : keys) {
        assertThat(found.get(key)).as(what).isIn(before.get(key), after.get(key));
      }
    }
    assertThat(walked).as(what).hasSize(found.size());
    assertThat(map.size()).as(what).isEqualTo(found.size());
    for (Object key : keys) {
      assertThat(map.get(key)).as(what).isEqualTo(found.get(key));
    }
  }
}
