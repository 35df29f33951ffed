package io.unjam.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;

/** Random sequences of operations give the answers and the state that the original gives. */
public final class MapOracle {

  private MapOracle() {}

  /** Returns the suite's tests for maps from this source. */
  public static Stream<DynamicTest> of(MapSource source) {
    return Stream.of(
        dynamicTest("answersAsTheOriginalDoes", () -> answersAsTheOriginalDoes(source)),
        dynamicTest("takesManyMappingsAsTheOriginalDoes", () -> takesManyMappings(source)),
        dynamicTest("refusesNullsAsTheOriginalDoes", () -> refusesNulls(source)),
        dynamicTest(
            "writesEntriesThroughAndRemovesBehindHasNext", () -> removesBehindHasNext(source)),
        dynamicTest("entrySetsTakeAdditionsAsTheOriginalsDo", () -> entrySetsTakeAdditions(source)),
        dynamicTest("isWrittenAsAPlainMapWhoseIdentityIsKept", () -> isWrittenAsAPlainMap(source)));
  }

  private static void answersAsTheOriginalDoes(MapSource source) {
    for (long seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      ConcurrentHashMap<Integer, Integer> original = new ConcurrentHashMap<>();
      ConcurrentHashMap<Integer, Integer> variant = source.empty();
      for (int step = 0; step < 2_000; step++) {
        int op = random.nextInt(18);
        int k = random.nextInt(200) << (op & 15);
        int v = random.nextInt(10);
        assertThat(apply(variant, op, k, v))
            .as("seed %d, step %d, operation %d, key %d, value %d", seed, step, op, k, v)
            .isEqualTo(apply(original, op, k, v));
      }
      assertThat(variant.equals(original)).as("seed %d", seed).isTrue();
      assertThat(original.equals(variant)).as("seed %d", seed).isTrue();
      assertThat(variant.hashCode()).as("seed %d", seed).isEqualTo(original.hashCode());
      assertThat(new HashMap<>(variant)).as("seed %d", seed).isEqualTo(new HashMap<>(original));
      bulkOperationsAgree(original, variant, seed);
    }
  }

  private static void takesManyMappings(MapSource source) {
    for (long seed = 0; seed < 10; seed++) {
      Random random = new Random(seed);
      ConcurrentHashMap<Integer, Integer> original = new ConcurrentHashMap<>();
      ConcurrentHashMap<Integer, Integer> variant = source.empty();
      for (int step = 0; step < 20; step++) {
        Map<Integer, Integer> some = new HashMap<>();
        for (int i = random.nextInt(random.nextBoolean() ? 20 : 6_000); i > 0; i--) {
          some.put(random.nextInt(8_000) << (step & 7), random.nextInt());
        }
        if (random.nextInt(3) == 0) {
          original.clear();
          variant.clear();
        }
        original.putAll(some);
        variant.putAll(some);
        original.keySet().removeIf(key -> (key & 3) == 1);
        variant.entrySet().removeIf(entry -> (entry.getKey() & 3) == 1);
        assertThat(new HashMap<>(variant))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(new HashMap<>(original));
        assertThat(variant.mappingCount())
            .as("seed %d, step %d", seed, step)
            .isEqualTo(original.mappingCount());
      }
    }
  }

  @SuppressWarnings("HashtableContains") // the legacy method is tested on purpose
  private static Object apply(ConcurrentHashMap<Integer, Integer> m, int op, int k, int v) {
    return switch (op) {
      case 0, 1, 2 -> m.put(k, v);
      case 3 -> m.putIfAbsent(k, v);
      case 4 -> m.remove(k);
      case 5 -> m.remove(k, v);
      case 6 -> m.replace(k, v);
      case 7 -> m.replace(k, v, v + 1);
      case 8 -> m.get(k);
      case 9 -> m.getOrDefault(k, -1);
      case 10 -> m.containsKey(k);
      case 11 -> m.computeIfAbsent(k, x -> v == 0 ? null : v);
      case 12 -> m.computeIfPresent(k, (x, old) -> old == v ? null : old + v);
      case 13 -> m.compute(k, (x, old) -> old == null ? Integer.valueOf(v) : null);
      case 14 -> m.merge(k, v, (a, b) -> a + b > 9 ? null : a + b);
      case 15 -> m.size() + " " + m.isEmpty() + " " + m.mappingCount();
      case 16 -> m.containsValue(v) + " " + m.values().remove(v + 100) + " " + m.contains(v);
      case 17 ->
          m.entrySet().removeIf(e -> e.getKey() == k)
              + " "
              + m.entrySet().contains(Map.entry(k, v))
              + " "
              + m.values().removeIf(x -> x == v + 50);
      default -> throw new AssertionError(op);
    };
  }

  private static void bulkOperationsAgree(
      ConcurrentHashMap<Integer, Integer> original,
      ConcurrentHashMap<Integer, Integer> variant,
      long seed) {
    for (long threshold : new long[] {1, 50, Long.MAX_VALUE}) {
      String where = "seed " + seed + ", threshold " + threshold;
      assertThat(variant.reduceToLong(threshold, (k, v) -> k + v, 0, Long::sum))
          .as(where)
          .isEqualTo(original.reduceToLong(threshold, (k, v) -> k + v, 0, Long::sum));
      assertThat(variant.reduceKeysToInt(threshold, k -> k, 0, Integer::sum))
          .as(where)
          .isEqualTo(original.reduceKeysToInt(threshold, k -> k, 0, Integer::sum));
      assertThat(variant.reduceValuesToDouble(threshold, v -> v, 0, Double::sum))
          .as(where)
          .isEqualTo(original.reduceValuesToDouble(threshold, v -> v, 0, Double::sum));
      assertThat(variant.reduceKeys(threshold, Math::max))
          .as(where)
          .isEqualTo(original.reduceKeys(threshold, Math::max));
      assertThat(variant.<Integer>reduceValues(threshold, v -> v == 3 ? null : v + 1, Integer::sum))
          .as(where)
          .isEqualTo(
              original.<Integer>reduceValues(threshold, v -> v == 3 ? null : v + 1, Integer::sum));
      assertThat(variant.<Integer>reduceEntries(threshold, e -> e.getValue(), Integer::sum))
          .as(where)
          .isEqualTo(original.<Integer>reduceEntries(threshold, e -> e.getValue(), Integer::sum));
      assertThat(variant.<Integer>searchKeys(threshold, k -> k < 0 ? k : null)).as(where).isNull();
      Integer any = variant.isEmpty() ? null : variant.keys().nextElement();
      assertThat(variant.<Integer>search(threshold, (k, v) -> k.equals(any) ? k : null))
          .as(where)
          .isEqualTo(any);
      Map<Integer, Integer> seen = new ConcurrentHashMap<>();
      variant.forEachEntry(threshold, e -> seen.put(e.getKey(), e.getValue()));
      assertThat(seen).as(where).isEqualTo(original);
    }
    assertThat(variant.reduceValuesToInt(Long.MAX_VALUE, v -> v, 100, Integer::sum))
        .as("a sequential basis counts once")
        .isEqualTo(original.reduceValuesToInt(Long.MAX_VALUE, v -> v, 100, Integer::sum));
    assertThat(StreamSupport.stream(variant.values().spliterator(), true).mapToInt(v -> v).sum())
        .isEqualTo(original.values().stream().mapToInt(v -> v).sum());
  }

  @SuppressWarnings("ReturnValueIgnored") // it throws instead of returning
  private static void refusesNulls(MapSource source) {
    ConcurrentHashMap<String, String> m = source.empty();
    for (Runnable call :
        List.<Runnable>of(
            () -> m.get(null),
            () -> m.put(null, "v"),
            () -> m.put("k", null),
            () -> m.remove(null),
            () -> m.remove(null, "v"),
            () -> m.containsKey(null),
            () -> m.containsValue(null),
            () -> m.putIfAbsent("k", null),
            () -> m.replace("k", null),
            () -> m.computeIfAbsent("k", null),
            () -> m.compute(null, (k, v) -> v),
            () -> m.merge("k", null, (a, b) -> a),
            () -> m.putAll(null),
            () -> m.forEach(null),
            () -> m.values().removeIf(null))) {
      assertThatThrownBy(call::run).isInstanceOf(NullPointerException.class);
    }
    assertThat(m.remove("k", null)).isFalse();
    assertThat(m).hasSize(0);
  }

  @SuppressWarnings("ReturnValueIgnored") // hasNext may step into the next shard before remove
  private static void removesBehindHasNext(MapSource source) {
    ConcurrentHashMap<Integer, Integer> m = source.empty();
    for (int i = 0; i < 100; i++) {
      m.put(i, i);
    }
    m.entrySet().forEach(e -> e.setValue(e.getValue() + 1));
    assertThat(m.get(41)).isEqualTo(42);
    Iterator<Integer> it = m.values().iterator();
    assertThatThrownBy(it::remove).isInstanceOf(IllegalStateException.class);
    while (it.hasNext()) {
      it.next();
      it.hasNext();
      it.remove();
    }
    assertThat(m.isEmpty()).isTrue();
  }

  private static void entrySetsTakeAdditions(MapSource source) {
    ConcurrentHashMap<String, String> map = source.empty();
    assertThat(map.entrySet().add(Map.entry("a", "1"))).isTrue();
    assertThat(map.entrySet().add(Map.entry("a", "1"))).isFalse();
    assertThat(map.entrySet().addAll(Map.of("a", "1", "b", "2").entrySet())).isTrue();
    assertThat(map.get("a")).isEqualTo("1");
    assertThat(map.get("b")).isEqualTo("2");
    assertThat(map.size()).isEqualTo(2);
  }

  private static void isWrittenAsAPlainMap(MapSource source) throws Exception {
    ConcurrentHashMap<String, Integer> m = source.of(Map.of("a", 1, "b", 2));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(new Object[] {m, m});
    }
    Object[] read =
        (Object[])
            new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    assertThat(read[0].getClass()).isEqualTo(ConcurrentHashMap.class);
    assertThat(read[0]).isEqualTo(m).isSameAs(read[1]);
  }
}
