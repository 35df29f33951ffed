package io.unjam.it.contract;

import io.unjam.contract.LockedMapContract;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/**
 * Makes a {@code Hashtable} and a synchronized {@code HashMap} as an application does, runs the
 * contract on what comes out and prints {@code CLASS <name>} of both, the failures and {@code
 * RESULT <run> <failed>}.
 */
@SuppressWarnings("JdkObsolete") // what is to be replaced
final class RewrittenLockedMaps {
  private RewrittenLockedMaps() {}

  private static final class Tables implements LockedMapContract.Source {
    @Override
    public <K, V> Map<K, V> empty() {
      return new Hashtable<>();
    }
  }

  private static final class SynchronizedMaps implements LockedMapContract.Source {
    @Override
    public <K, V> Map<K, V> empty() {
      return Collections.synchronizedMap(new HashMap<>());
    }
  }

  /** Exits with 0 whatever fails; the last line says how many. */
  public static void main(String[] args) {
    System.out.println("CLASS " + new Tables().empty().getClass().getName());
    System.out.println("CLASS " + new SynchronizedMaps().empty().getClass().getName());
    int run = 0;
    int failed = 0;
    for (DynamicTest test :
        Stream.concat(
                LockedMapContract.ofTable("table", new Tables()),
                LockedMapContract.ofSynchronized("synchronized", new SynchronizedMaps()))
            .toList()) {
      run++;
      failed += RewrittenMapSuite.passes(test) ? 0 : 1;
    }
    System.out.println("RESULT " + run + " " + failed);
  }
}
