package io.unjam.runtime.variant.lock;

import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Nested;

/** The contract, held against the JDK's own class first and then against the variant. */
class FairLockContractTest {

  @Nested
  class TheOriginal extends FairLockContract {
    @Override
    ReentrantLock lock() {
      return new ReentrantLock(true);
    }

    @Override
    int mostBypasses() {
      return 0;
    }
  }

  @Nested
  class Barging extends FairLockContract {
    @Override
    ReentrantLock lock() {
      return new BargingReentrantLock(true);
    }

    @Override
    int mostBypasses() {
      return BargingReentrantLock.BOUND;
    }
  }

  /** Taken whole, which is all that a caller who knows nothing of stripes can do. */
  @Nested
  class Striped extends FairLockContract {
    @Override
    ReentrantLock lock() {
      return new StripedReentrantLock(true, 8);
    }

    @Override
    int mostBypasses() {
      return 0;
    }
  }
}
