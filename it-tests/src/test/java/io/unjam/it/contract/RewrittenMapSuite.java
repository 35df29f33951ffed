package io.unjam.it.contract;

import io.unjam.contract.MapConcurrency;
import io.unjam.contract.MapContract;
import io.unjam.contract.MapOracle;
import io.unjam.contract.MapReentrancy;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Runs every suite of the map contract on the maps of {@link RewrittenMaps} and prints the class of
 * these maps, the failures and {@code RESULT <run> <failed>}.
 */
final class RewrittenMapSuite {

  private RewrittenMapSuite() {}

  /** Exits with 0 whatever fails; the last line says how many. */
  public static void main(String[] args) {
    RewrittenMaps source = new RewrittenMaps();
    System.out.println("CLASS " + source.empty().getClass().getName());
    List<DynamicTest> tests =
        Stream.of(
                MapContract.of("rewritten", source),
                MapOracle.of(source),
                MapConcurrency.of(source),
                MapReentrancy.of(source))
            .flatMap(suite -> suite)
            .toList();
    int failed = 0;
    for (DynamicTest test : tests) {
      if (!passes(test)) {
        failed++;
      }
    }
    System.out.println("RESULT " + tests.size() + " " + failed);
  }

  // A test throws whatever it throws; the JVM's own end is not among it.
  static boolean passes(DynamicTest test) {
    try {
      test.getExecutable().execute();
      return true;
    } catch (Throwable failure) {
      System.out.println("FAILED " + test.getDisplayName());
      failure.printStackTrace(System.out);
      return false;
    }
  }
}
