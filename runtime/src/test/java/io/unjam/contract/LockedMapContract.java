package io.unjam.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.Feature;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.testers.MapMergeTester;
import java.lang.reflect.Method;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * What a {@link Hashtable} and a synchronized {@link HashMap} owe their callers, beside their lock:
 * the statements of guava-testlib, and the originals' answers to random operations.
 */
@SuppressWarnings("JdkObsolete") // they are what is stood in for
public final class LockedMapContract {
  private LockedMapContract() {}

  /** Maps of some kind; every call makes a new one of any types. */
  public interface Source {
    /** An empty map. */
    <K, V> Map<K, V> empty();
  }

  /** The suite's tests for what stands in for a {@code Hashtable}. */
  public static Stream<DynamicTest> ofTable(String name, Source source) {
    return Stream.concat(
        suite(name, source, false),
        Stream.of(
            DynamicTest.dynamicTest(
                name + " answers as the original", () -> agree(source, Hashtable::new, false))));
  }

  /** The suite's tests for what stands in for a synchronized {@code HashMap}. */
  public static Stream<DynamicTest> ofSynchronized(String name, Source source) {
    return Stream.concat(
        suite(name, source, true),
        Stream.of(
            DynamicTest.dynamicTest(
                name + " answers as the original",
                () -> agree(source, () -> Collections.synchronizedMap(new HashMap<>()), true))));
  }

  private static Stream<DynamicTest> suite(String name, Source source, boolean nulls) {
    List<Feature<?>> features =
        new ArrayList<>(
            List.of(
                MapFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionSize.ANY));
    if (nulls) {
      features.add(MapFeature.ALLOWS_NULL_KEYS);
      features.add(MapFeature.ALLOWS_NULL_VALUES);
      features.add(MapFeature.ALLOWS_ANY_NULL_QUERIES);
    }
    return GuavaSuite.flatten(
        MapTestSuiteBuilder.using(
                new TestStringMapGenerator() {
                  @Override
                  protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                    Map<String, String> map = source.empty();
                    for (Map.Entry<String, String> entry : entries) {
                      map.put(entry.getKey(), entry.getValue());
                    }
                    return map;
                  }
                })
            .named(name)
            .withFeatures(features)
            .suppressing(ofMergedNulls())
            .createTestSuite());
  }

  /** A {@code Hashtable} takes a null to merge, against the documentation of {@code Map}. */
  private static Method ofMergedNulls() {
    try {
      return MapMergeTester.class.getMethod("testMergeNullValue");
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private static void agree(
      Source source, Supplier<Map<Integer, Integer>> original, boolean nulls) {
    for (long seed = 0; seed < 20; seed++) {
      agree(original.get(), source.empty(), seed, nulls);
    }
  }

  private static void agree(
      Map<Integer, Integer> original, Map<Integer, Integer> variant, long seed, boolean nulls) {
    Random random = new Random(seed);
    for (int step = 0; step < 2_000; step++) {
      int op = random.nextInt(17);
      Integer k = random.nextInt(60) << (op & 3);
      Integer v = random.nextInt(6);
      k = nulls && k == 4 ? null : k;
      v = nulls && v == 4 ? null : v;
      assertThat(answer(variant, op, k, v))
          .as("seed %d, step %d, operation %d, key %s, value %s", seed, step, op, k, v)
          .isEqualTo(answer(original, op, k, v));
    }
    assertThat(variant.equals(original)).isTrue();
    assertThat(original.equals(variant)).isTrue();
    assertThat(variant.hashCode()).isEqualTo(original.hashCode());
    assertThat(new HashMap<>(variant)).isEqualTo(new HashMap<>(original));
  }

  private static Object answer(Map<Integer, Integer> m, int op, Integer k, Integer v) {
    try {
      return apply(m, op, k, v);
    } catch (NullPointerException e) {
      return NullPointerException.class;
    }
  }

  private static Object apply(Map<Integer, Integer> m, int op, Integer k, Integer v) {
    return switch (op) {
      case 0, 1, 2 -> m.put(k, v);
      case 3 -> m.putIfAbsent(k, v);
      case 4 -> m.remove(k);
      case 5 -> m.remove(k, v);
      case 6 -> m.replace(k, v);
      case 7 -> m.replace(k, v, v);
      case 8 -> m.get(k) + " " + m.containsKey(k);
      case 9 -> m.getOrDefault(k, -1);
      case 10 -> m.computeIfAbsent(k, x -> v);
      case 11 -> m.computeIfPresent(k, (x, old) -> old.equals(v) ? null : v);
      case 12 -> m.compute(k, (x, old) -> old == null ? v : null);
      case 13 -> v == null ? null : m.merge(k, v, (a, b) -> a + b > 9 ? null : a + b);
      case 14 -> m.size() + " " + m.isEmpty() + " " + m.containsValue(v);
      case 15 -> {
        m.replaceAll((x, old) -> v == null ? old : v);
        yield m.keySet().contains(k) + " " + m.values().contains(v) + " " + m.keySet().remove(k);
      }
      case 16 ->
          m.entrySet().removeIf(e -> k != null && k.equals(e.getKey()))
              + " "
              + m.entrySet().contains(new AbstractMap.SimpleEntry<>(k, v));
      default -> throw new AssertionError(op);
    };
  }
}
