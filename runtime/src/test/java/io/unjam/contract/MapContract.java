package io.unjam.contract;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.testers.CollectionAddAllTester;
import com.google.common.collect.testing.testers.CollectionAddTester;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicTest;

/**
 * What every {@link ConcurrentMap} with the features of {@link
 * java.util.concurrent.ConcurrentHashMap} owes its callers, as guava-testlib states it: one dynamic
 * test per statement and collection size.
 */
public final class MapContract {

  private MapContract() {}

  /** Returns the suite's tests for maps from this source. */
  public static Stream<DynamicTest> of(String name, MapSource source) {
    TestSuite suite =
        ConcurrentMapTestSuiteBuilder.using(
                new TestStringMapGenerator() {
                  @Override
                  protected Map<String, String> create(Map.Entry<String, String>[] entries) {
                    ConcurrentMap<String, String> map = source.withKeySet(source.empty());
                    for (Map.Entry<String, String> e : entries) {
                      map.put(e.getKey(), e.getValue());
                    }
                    return map;
                  }
                })
            .named(name)
            .withFeatures(
                MapFeature.GENERAL_PURPOSE,
                CollectionFeature.SUPPORTS_ITERATOR_REMOVE,
                CollectionFeature.SERIALIZABLE,
                CollectionSize.ANY)
            .suppressing(
                method(CollectionAddTester.class, "testAdd_unsupportedNotPresent"),
                method(CollectionAddAllTester.class, "testAddAll_unsupportedNonePresent"),
                method(CollectionAddAllTester.class, "testAddAll_unsupportedSomePresent"))
            .createTestSuite();
    return GuavaSuite.flatten(suite);
  }

  // The suite expects entry sets to refuse additions; the original's accept them, as does whoever
  // stands in for it. MapOracle says so for itself.
  private static Method method(Class<?> tester, String name) {
    try {
      return tester.getMethod(name);
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }
}
