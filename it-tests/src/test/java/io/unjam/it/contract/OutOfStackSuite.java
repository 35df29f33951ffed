package io.unjam.it.contract;

import io.unjam.contract.OutOfStack;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;

/** Runs {@link OutOfStack}; prints the failures and {@code RESULT <run> <failed>}. */
final class OutOfStackSuite {

  private OutOfStackSuite() {}

  /** Exits with 0 whatever fails; the last line says how many. */
  public static void main(String[] args) {
    List<DynamicTest> tests = OutOfStack.all().toList();
    int failed = 0;
    for (DynamicTest test : tests) {
      if (!RewrittenMapSuite.passes(test)) {
        failed++;
      }
    }
    System.out.println("RESULT " + tests.size() + " " + failed);
  }
}
