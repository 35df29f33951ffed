package io.unjam.runtime.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class YieldHooksTest {
  @Test
  void aStrippedYieldLeavesInterruptAndPermitAsTheyAre() {
    Thread.currentThread().interrupt();
    LockSupport.unpark(Thread.currentThread());
    YieldHooks.stripped();

    assertThat(Thread.interrupted()).isTrue();
    LockSupport.park(); // returns by the permit alone: without it the test would hang
  }
}
