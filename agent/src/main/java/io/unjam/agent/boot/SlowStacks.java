package io.unjam.agent.boot;

import io.unjam.runtime.record.SlowWrites;

/** Stacks of slow writes are taken while anybody wants them. Thread-safe. */
final class SlowStacks {

  private final SlowWrites slow;
  private int wanted;

  SlowStacks(SlowWrites slow) {
    this.slow = slow;
  }

  /** One more wants them. */
  synchronized void want() {
    wanted++;
    slow.setStacks(true);
  }

  /** One who wanted them doesn't any more. */
  synchronized void leave() {
    wanted--;
    slow.setStacks(wanted > 0);
  }
}
