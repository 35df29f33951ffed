package io.unjam.contract;

import java.util.Collections;
import java.util.stream.Stream;
import junit.framework.Test;
import junit.framework.TestCase;
import junit.framework.TestFailure;
import junit.framework.TestResult;
import junit.framework.TestSuite;
import org.junit.jupiter.api.DynamicTest;

/** The suites of guava-testlib, which are of JUnit 3, as dynamic tests. */
public final class GuavaSuite {
  private GuavaSuite() {}

  /** One dynamic test for each test of a suite. */
  public static Stream<DynamicTest> flatten(Test test) {
    if (test instanceof TestSuite suite) {
      return Collections.list(suite.tests()).stream().flatMap(GuavaSuite::flatten);
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
