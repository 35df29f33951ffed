package io.unjam.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Every operation of a map from inside the function of every other one ends. On another key it does
 * what it does in the original; on the key that is being computed it does so too, or is detected as
 * a recursive update and leaves the map as it was.
 *
 * <p>The original's documentation forbids such functions. Applications have them all the same,
 * where the original lets them get away with it.
 */
public final class MapReentrancy {

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** A key of the map before, a key that is not, and another two in other bins of the original. */
  private static final int PRESENT = 0;

  private static final int ABSENT = 1;
  private static final int OTHER_PRESENT = 2;
  private static final int OTHER_ABSENT = 3;

  private MapReentrancy() {}

  /** An operation that calls a function of its caller while it holds a key. */
  private record Outer(String name, int key, OuterCall call) {}

  private interface OuterCall {
    Object on(ConcurrentHashMap<Integer, Integer> map, Runnable inside);
  }

  private record Inner(String name, InnerCall call) {}

  private interface InnerCall {
    Object on(ConcurrentHashMap<Integer, Integer> map, int key);
  }

  private static final List<Outer> OUTER =
      List.of(
          new Outer(
              "compute, present", PRESENT, (m, in) -> m.compute(PRESENT, (k, v) -> after(in, 7))),
          new Outer(
              "compute, absent", ABSENT, (m, in) -> m.compute(ABSENT, (k, v) -> after(in, 7))),
          new Outer(
              "compute to null", PRESENT, (m, in) -> m.compute(PRESENT, (k, v) -> after(in, null))),
          new Outer(
              "computeIfAbsent", ABSENT, (m, in) -> m.computeIfAbsent(ABSENT, k -> after(in, 7))),
          new Outer(
              "computeIfPresent",
              PRESENT,
              (m, in) -> m.computeIfPresent(PRESENT, (k, v) -> after(in, 7))),
          new Outer("merge", PRESENT, (m, in) -> m.merge(PRESENT, 5, (a, b) -> after(in, a + b))));

  private static final List<Inner> INNER =
      List.of(
          new Inner("get", (m, k) -> m.get(k)),
          new Inner("containsKey", (m, k) -> m.containsKey(k)),
          new Inner("put", (m, k) -> m.put(k, 10)),
          new Inner("putIfAbsent", (m, k) -> m.putIfAbsent(k, 10)),
          new Inner("remove", (m, k) -> m.remove(k)),
          new Inner("remove equal", (m, k) -> m.remove(k, 100)),
          new Inner("replace", (m, k) -> m.replace(k, 10)),
          new Inner("replace equal", (m, k) -> m.replace(k, 100, 10)),
          new Inner("compute", (m, k) -> m.compute(k, (x, v) -> v == null ? 10 : v + 1)),
          new Inner("computeIfAbsent", (m, k) -> m.computeIfAbsent(k, x -> 10)),
          new Inner("computeIfPresent", (m, k) -> m.computeIfPresent(k, (x, v) -> null)),
          new Inner("merge", (m, k) -> m.merge(k, 5, Integer::sum)));

  /** Operations on no key: that they end is all that is asked, as they may see either state. */
  private static final List<Inner> WHOLE =
      List.of(
          new Inner("size", (m, k) -> m.size()),
          new Inner("iteration", (m, k) -> new HashMap<>(m)),
          new Inner("containsValue", (m, k) -> m.containsValue(12_345)),
          new Inner("values().removeIf", (m, k) -> m.values().removeIf(v -> v == 12_345)),
          new Inner(
              "forEach",
              (m, k) -> {
                List<Integer> seen = new ArrayList<>();
                m.forEach((x, v) -> seen.add(x));
                return seen;
              }));

  private static Integer after(Runnable inside, Integer result) {
    inside.run();
    return result;
  }

  /** Returns the suite's tests for maps from this source. */
  public static Stream<DynamicTest> of(MapSource source) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Outer outer : OUTER) {
      for (Inner inner : INNER) {
        tests.add(
            test(
                outer,
                inner,
                "another present key",
                () -> other(source, outer, inner, OTHER_PRESENT)));
        tests.add(
            test(
                outer,
                inner,
                "another absent key",
                () -> other(source, outer, inner, OTHER_ABSENT)));
        tests.add(test(outer, inner, "its own key", () -> own(source, outer, inner)));
      }
      for (Inner inner : WHOLE) {
        tests.add(test(outer, inner, "no key", () -> whole(source, outer, inner)));
      }
      tests.add(
          test(
              outer,
              new Inner("growth", (m, k) -> null),
              "many keys",
              () -> growth(source, outer)));
    }
    return tests.stream();
  }

  private static DynamicTest test(Outer outer, Inner inner, String on, Runnable body) {
    return DynamicTest.dynamicTest(
        inner.name() + " of " + on + " inside " + outer.name(),
        // In a thread of its own, which a deadlock keeps and the others go on.
        () -> assertTimeoutPreemptively(LIMIT, body::run));
  }

  /**
   * What was seen of a run.
   *
   * @param inner what the inner operation returned or threw
   * @param outer what the outer one did
   * @param left the mappings afterwards
   */
  private record Seen(Object inner, Object outer, Map<Integer, Integer> left) {}

  private static Seen run(
      ConcurrentHashMap<Integer, Integer> map, Outer outer, Inner inner, int key) {
    map.put(PRESENT, 100);
    map.put(OTHER_PRESENT, 100);
    Object[] innerResult = {"was not called"};
    Object outerResult =
        result(
            () ->
                outer
                    .call()
                    .on(
                        map,
                        () -> {
                          try {
                            innerResult[0] = inner.call().on(map, key);
                          } catch (RuntimeException e) {
                            innerResult[0] = e.getClass();
                            throw e;
                          }
                        }));
    // Not by HashMap's constructor, which trusts a size that the original miscounts where a
    // function
    // removes its own key and then asks for its removal.
    Map<Integer, Integer> left = new HashMap<>();
    map.forEach(left::put);
    return new Seen(innerResult[0], outerResult, left);
  }

  private static Object result(Supplier<Object> call) {
    try {
      return call.get();
    } catch (RuntimeException e) {
      return e.getClass();
    }
  }

  private static void other(MapSource source, Outer outer, Inner inner, int key) {
    assertThat(run(source.empty(), outer, inner, key))
        .isEqualTo(run(new ConcurrentHashMap<>(), outer, inner, key));
  }

  private static void own(MapSource source, Outer outer, Inner inner) {
    Seen seen = run(source.empty(), outer, inner, outer.key());
    if (seen.inner() == IllegalStateException.class) {
      assertThat(seen)
          .isEqualTo(
              new Seen(
                  IllegalStateException.class,
                  IllegalStateException.class,
                  Map.of(PRESENT, 100, OTHER_PRESENT, 100)));
    } else {
      assertThat(seen).isEqualTo(run(new ConcurrentHashMap<>(), outer, inner, outer.key()));
    }
  }

  private static void whole(MapSource source, Outer outer, Inner inner) {
    ConcurrentHashMap<Integer, Integer> map = source.empty();
    Seen seen = run(map, outer, inner, outer.key());
    assertThat(seen.inner()).isNotIn("was not called", IllegalStateException.class);
    assertThat(seen.outer()).isEqualTo(map.get(outer.key()));
    assertThat(map.get(OTHER_PRESENT)).isEqualTo(100);
  }

  // 200 further mappings make every variant's tables grow while the outer function holds its key.
  private static void growth(MapSource source, Outer outer) {
    ConcurrentHashMap<Integer, Integer> map = source.empty();
    Inner fill =
        new Inner(
            "fill",
            (m, key) -> {
              for (int k = 10; k < 210; k++) {
                // The original refuses keys whose bin the function has reserved.
                m.put(k * 16 + 8 + (k & 3), k);
              }
              return m.size();
            });
    Seen seen = run(map, outer, fill, outer.key());
    if (seen.inner() == IllegalStateException.class) {
      // The original can't move a bin that is reserved for an absent key.
      assertThat(seen.outer()).isEqualTo(IllegalStateException.class);
      assertThat(map.get(outer.key())).isEqualTo(outer.key() == PRESENT ? 100 : null);
      return;
    }
    assertThat(seen.inner()).isNotEqualTo("was not called");
    if (seen.outer() != null) {
      // A removal is lost in the original, which removes from the table that it began with.
      assertThat(seen.outer()).isEqualTo(map.get(outer.key()));
    }
    for (int k = 10; k < 210; k++) {
      assertThat(map.get(k * 16 + 8 + (k & 3))).isEqualTo(k);
    }
  }
}
