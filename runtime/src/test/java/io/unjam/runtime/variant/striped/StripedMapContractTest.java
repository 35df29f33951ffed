package io.unjam.runtime.variant.striped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.testing.MapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The striped map is a {@link HashMap} to one thread, whether or not that thread holds its lock.
 */
class StripedMapContractTest {

  @TestFactory
  Stream<DynamicTest> originalKeepsTheContract() {
    return contract("original", HashMap::new);
  }

  @TestFactory
  Stream<DynamicTest> guardedKeepsTheContract() {
    return contract("guarded", () -> guarded(split(new StripedReentrantLock(8))));
  }

  @TestFactory
  Stream<DynamicTest> guardedByALockThatIsNotSplitKeepsTheContract() {
    return contract("unsplit", () -> guarded(new StripedReentrantLock(8)));
  }

  @TestFactory
  Stream<DynamicTest> heldWholeKeepsTheContract() {
    return contract(
        "held",
        () -> {
          StripedReentrantLock lock = new StripedReentrantLock(8);
          lock.split();
          lock.lock();
          return guarded(lock);
        });
  }

  @TestFactory
  Stream<DynamicTest> linkedKeepsTheContractButForItsOrder() {
    return contract("linked", () -> linked(split(new StripedReentrantLock(8))));
  }

  /** Guards the factories: a suite that lost its tests would be green. */
  @Test
  void asksTheVariantWhatItAsksTheOriginal() {
    assertThat(originalKeepsTheContract().count()).isGreaterThan(500);
    assertThat(guardedKeepsTheContract().count()).isEqualTo(originalKeepsTheContract().count());
    assertThat(linkedKeepsTheContractButForItsOrder().count())
        .isEqualTo(originalKeepsTheContract().count());
  }

  private static StripedReentrantLock split(StripedReentrantLock lock) {
    lock.split();
    return lock;
  }

  private static <V> StripedHashMap<String, V> guarded(StripedReentrantLock lock) {
    StripedHashMap<String, V> map = new StripedHashMap<>(lock.stripes());
    map.guardBy(lock);
    return map;
  }

  private static StripedLinkedHashMap<String, String> linked(StripedReentrantLock lock) {
    StripedLinkedHashMap<String, String> map = new StripedLinkedHashMap<>(lock.stripes());
    map.guardBy(lock);
    return map;
  }

  private static Stream<DynamicTest> contract(String name, Supplier<Map<String, String>> empty) {
    TestSuite suite =
        MapTestSuiteBuilder.using(
                new TestStringMapGenerator() {
                  @Override
                  protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                    Map<String, String> map = empty.get();
                    for (Map.Entry<String, String> e : entries) {
                      map.put(e.getKey(), e.getValue());
                    }
                    return map;
                  }
                })
            .named(name)
            .withFeatures(
                MapFeature.GENERAL_PURPOSE,
                MapFeature.ALLOWS_NULL_KEYS,
                MapFeature.ALLOWS_NULL_VALUES,
                MapFeature.ALLOWS_ANY_NULL_QUERIES,
                MapFeature.FAILS_FAST_ON_CONCURRENT_MODIFICATION,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionFeature.SERIALIZABLE,
                CollectionSize.ANY)
            .createTestSuite();
    return flatten(suite);
  }

  private static Stream<DynamicTest> flatten(junit.framework.Test test) {
    if (test instanceof TestSuite suite) {
      return Collections.list(suite.tests()).stream().flatMap(StripedMapContractTest::flatten);
    }
    return Stream.of(DynamicTest.dynamicTest(test.toString(), () -> run((TestCase) test)));
  }

  private static void run(TestCase test) throws Throwable {
    TestResult result = new TestResult();
    test.run(result);
    assertThat(result.runCount()).isEqualTo(1);
    for (TestFailure failure : Collections.list(result.errors())) {
      throw failure.thrownException();
    }
    for (TestFailure failure : Collections.list(result.failures())) {
      throw failure.thrownException();
    }
  }

  /** No method of HashMap is left to read the inherited table, also in a JDK that adds one. */
  @Test
  void inheritsNoMethodOfHashMap() throws NoSuchMethodException {
    for (Method m : HashMap.class.getMethods()) {
      int modifiers = m.getModifiers();
      if (m.getDeclaringClass() != Object.class && !Modifier.isStatic(modifiers)) {
        Method own = StripedHashMap.class.getMethod(m.getName(), m.getParameterTypes());
        assertThat(own.getDeclaringClass()).as("%s", m).isEqualTo(StripedHashMap.class);
      }
    }
  }

  /**
   * Nor of LinkedHashMap, but for what has a result that JDK 17 has no type for, and what the JDK
   * writes by calling methods that are overridden.
   */
  @Test
  void inheritsNoMethodOfLinkedHashMap() throws NoSuchMethodException {
    Set<String> sequenced =
        Set.of("reversed", "sequencedKeySet", "sequencedValues", "sequencedEntrySet");
    Set<String> byOthers =
        Set.of("firstEntry", "lastEntry", "pollFirstEntry", "pollLastEntry", "putFirst", "putLast");
    for (Method m : LinkedHashMap.class.getMethods()) {
      int modifiers = m.getModifiers();
      if (m.getDeclaringClass() != Object.class
          && !Modifier.isStatic(modifiers)
          && !sequenced.contains(m.getName())
          && !byOthers.contains(m.getName())) {
        Method own = StripedLinkedHashMap.class.getMethod(m.getName(), m.getParameterTypes());
        assertThat(own.getDeclaringClass()).as("%s", m).isEqualTo(StripedLinkedHashMap.class);
      }
    }
  }

  @Test
  void aCopyOfALinkedMapIsLinked() {
    StripedLinkedHashMap<String, String> map = linked(new StripedReentrantLock(4));
    map.put("a", "b");
    assertThat(map.clone()).isExactlyInstanceOf(LinkedHashMap.class).isEqualTo(map);
  }

  /** A key whose equals is not symmetric: it finds strings that don't find it. */
  private record Odd(String name) {
    @Override
    public boolean equals(Object other) {
      return other instanceof Odd odd ? odd.name.equals(name) : name.equals(other);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }
  }

  @Test
  void findsWhatAHashMapFindsHoweverOddTheKeys() {
    Random random = new Random(7);
    Map<Object, Integer> original = new HashMap<>();
    Map<Object, Integer> striped = new StripedHashMap<>(16);
    for (int i = 0; i < 20_000; i++) {
      String name = "k" + random.nextInt(200);
      Object key =
          switch (random.nextInt(4)) {
            case 0 -> new Odd(name);
            case 1 -> random.nextInt(50);
            case 2 -> random.nextInt(40) == 0 ? null : name;
            default -> name;
          };
      switch (random.nextInt(6)) {
        case 0 -> assertThat(striped.remove(key)).isEqualTo(original.remove(key));
        case 1 -> assertThat(striped.get(key)).isEqualTo(original.get(key));
        case 2 ->
            assertThat(striped.merge(key, 1, Integer::sum))
                .isEqualTo(original.merge(key, 1, Integer::sum));
        case 3 ->
            assertThat(striped.computeIfPresent(key, (k, v) -> v % 3 == 0 ? null : v + 1))
                .isEqualTo(original.computeIfPresent(key, (k, v) -> v % 3 == 0 ? null : v + 1));
        case 4 -> assertThat(striped.containsKey(key)).isEqualTo(original.containsKey(key));
        default -> assertThat(striped.put(key, i)).isEqualTo(original.put(key, i));
      }
      assertThat(striped).hasSize(original.size());
    }
    assertThat(entriesAsText(striped)).isEqualTo(entriesAsText(original));
  }

  /** Nothing that asks the keys whether they are equal. */
  private static List<String> entriesAsText(Map<Object, Integer> map) {
    return map.entrySet().stream().map(Object::toString).sorted().toList();
  }

  @Test
  void aChangeAfterTheLastElementGoesUnnoticedAsInTheOriginal() {
    for (Map<String, Integer> map :
        List.of(new HashMap<String, Integer>(), new StripedHashMap<String, Integer>(8))) {
      map.putAll(Map.of("a", 1, "b", 2, "c", 3));
      Iterator<String> keys = map.keySet().iterator();
      keys.next();
      keys.next();
      String last = keys.next();
      map.remove(last);
      assertThat(keys.hasNext()).isFalse();
    }
  }

  @Test
  void aChangeInAnotherStripeEndsAWalk() {
    StripedReentrantLock lock = new StripedReentrantLock(64);
    Map<String, Integer> map = guarded(lock);
    for (int i = 0; i < 100; i++) {
      map.put("k" + i, i);
    }
    lock.lock();
    try {
      Iterator<Map.Entry<String, Integer>> entries = map.entrySet().iterator();
      String first = entries.next().getKey();
      map.remove(first.equals("k1") ? "k2" : "k1");
      assertThatThrownBy(entries::next).isInstanceOf(ConcurrentModificationException.class);
    } finally {
      lock.unlock();
    }
  }

  @Test
  void copiesAreNobodysStripe() {
    StripedHashMap<String, Integer> map = guarded(new StripedReentrantLock(4));
    map.put("a", 1);
    assertThat(Objects.requireNonNull(map.clone()).getClass()).isEqualTo(HashMap.class);
    assertThat(map.clone()).isEqualTo(map);
  }
}
