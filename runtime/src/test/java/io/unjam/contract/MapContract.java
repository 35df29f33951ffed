package io.unjam.contract;

import com.google.common.collect.testing.ConcurrentMapTestSuiteBuilder;
import com.google.common.collect.testing.TestStringMapGenerator;
import com.google.common.collect.testing.features.CollectionFeature;
import com.google.common.collect.testing.features.CollectionSize;
import com.google.common.collect.testing.features.MapFeature;
import com.google.common.collect.testing.testers.CollectionAddAllTester;
import com.google.common.collect.testing.testers.CollectionAddTester;
import java.lang.reflect.Method;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
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
    return flatten(suite);
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

  private static Stream<DynamicTest> flatten(Test test) {
    if (test instanceof TestSuite suite) {
      return Collections.list(suite.tests()).stream().flatMap(MapContract::flatten);
    }
    return Stream.of(DynamicTest.dynamicTest(test.toString(), () -> run((TestCase) test)));
  }

  private static void run(TestCase test) throws Throwable {
    TestResult result = new TestResult();
    test.run(result);
    if (result.runCount() != 1) {
      throw new AssertionError(test + " did not run");
    }
    for (TestFailure failure : Collections.list(result.errors())) {
      throw failure.thrownException();
    }
    for (TestFailure failure : Collections.list(result.failures())) {
      throw failure.thrownException();
    }
  }
}
