package io.unjam.runtime.variant.lock;

import io.unjam.runtime.variant.BargingReentrantLock;
import io.unjam.runtime.variant.combining.CombiningReentrantLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Nested;

/** The contract, held against the JDK's own class first and then against the variant. */
class ReentrantLockContractTest {

  @Nested
  class TheOriginal extends ReentrantLockContract {
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
  class Barging extends ReentrantLockContract {
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
  class Striped extends ReentrantLockContract {
    @Override
    ReentrantLock lock() {
      return new StripedReentrantLock(true, 8);
    }

    @Override
    int mostBypasses() {
      return 0;
    }
  }

  /** An unfair one: nobody is promised a turn, and yet everybody gets one. */
  abstract static class Unfair extends ReentrantLockContract {
    @Override
    boolean fair() {
      return false;
    }

    @Override
    int mostBypasses() {
      return Integer.MAX_VALUE;
    }
  }

  @Nested
  class TheUnfairOriginal extends Unfair {
    @Override
    ReentrantLock lock() {
      return new ReentrantLock();
    }
  }

  @Nested
  class StripedBeforeItSplits extends Unfair {
    @Override
    ReentrantLock lock() {
      return new StripedReentrantLock(8);
    }
  }

  @Nested
  class StripedOnceSplit extends Unfair {
    @Override
    ReentrantLock lock() {
      StripedReentrantLock lock = new StripedReentrantLock(8);
      lock.split();
      return lock;
    }
  }

  /** A key whose class is not trusted was stored: it is one lock again. */
  @Nested
  class StripedNoMore extends Unfair {
    @Override
    ReentrantLock lock() {
      StripedReentrantLock lock = new StripedReentrantLock(8);
      lock.split();
      lock.keepWhole();
      return lock;
    }
  }

  @Nested
  class Combining extends Unfair {
    @Override
    ReentrantLock lock() {
      return new CombiningReentrantLock();
    }
  }

  /** What a lock that isn't fair becomes under a rule that lets fair ones barge. */
  @Nested
  class BargingUnfair extends Unfair {
    @Override
    ReentrantLock lock() {
      return new BargingReentrantLock(false);
    }
  }
}
