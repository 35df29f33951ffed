package io.unjam.runtime.variant.concurrent;

import io.unjam.runtime.variant.table.ShardedTable;

/** The number of shards that a rule asks for, as a table takes it. */
final class ShardCount {
  private ShardCount() {}

  /**
   * The least power of two that is no less.
   *
   * @throws IllegalArgumentException if there is none, or no table takes it
   */
  static int roundedUp(int shards) {
    if (shards < 1 || shards > ShardedTable.MAX_SHARDS) {
      throw new IllegalArgumentException("shards: " + shards);
    }
    return shards == 1 ? 1 : Integer.highestOneBit(shards - 1) << 1;
  }
}
