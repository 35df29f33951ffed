package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Types;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What edited code links to, by name: none of it is ever loaded where edits are made. */
final class RuntimeNames {
  static final String SHARDED_MAP = "io/unjam/runtime/variant/ShardedConcurrentHashMap";
  static final String HOT_KEY_MAP = "io/unjam/runtime/variant/HotKeyConcurrentHashMap";
  static final String CONCURRENT_TABLE = "io/unjam/runtime/variant/concurrent/ConcurrentHashtable";
  static final String CONCURRENT_MAP_HOOKS = "io/unjam/runtime/hook/ConcurrentMapHooks";
  static final String COLLECTOR_HOOKS = "io/unjam/runtime/hook/CollectorHooks";
  static final String READER_SHARDED_LOCK = "io/unjam/runtime/variant/ReaderShardedReadWriteLock";
  static final String BARGING_LOCK = "io/unjam/runtime/variant/BargingReentrantLock";
  static final String BARGING_SEMAPHORE = "io/unjam/runtime/variant/BargingSemaphore";
  static final String COMBINING_LOCK = "io/unjam/runtime/variant/combining/CombiningReentrantLock";
  static final String STRIPED_LOCK = "io/unjam/runtime/variant/striped/StripedReentrantLock";
  static final String STRIPED_READ_WRITE_LOCK =
      "io/unjam/runtime/variant/striped/StripedReadWriteLock";
  static final String STRIPED_MAP = "io/unjam/runtime/variant/striped/StripedHashMap";
  static final String STRIPED_LINKED_MAP = "io/unjam/runtime/variant/striped/StripedLinkedHashMap";
  static final String STRIPED_SET = "io/unjam/runtime/variant/striped/StripedHashSet";
  static final String STRIPE_HOOKS = "io/unjam/runtime/hook/StripeHooks";
  static final String COMBINE_HOOKS = "io/unjam/runtime/hook/CombineHooks";
  static final String MAP_HOOKS = "io/unjam/runtime/hook/MapHooks";
  static final String HOT_KEY_HOOKS = "io/unjam/runtime/hook/HotKeyHooks";
  static final String GET_FIRST_HOOKS = "io/unjam/runtime/hook/GetFirstHooks";
  static final String TIME_HOOKS = "io/unjam/runtime/hook/TimeHooks";
  static final String GC_HOOKS = "io/unjam/runtime/hook/GcHooks";
  static final String LOCK_HOOKS = "io/unjam/runtime/hook/LockHooks";
  static final String YIELD_HOOKS = "io/unjam/runtime/hook/YieldHooks";
  static final String PIN_HOOKS = "io/unjam/runtime/hook/PinHooks";
  static final String TIMED_REFERENCES = "io/unjam/runtime/hook/TimedMapReferences";

  /** What each class of ours that edited code allocates is a subclass of. */
  private static final Map<String, String> ORIGINALS =
      Map.ofEntries(
          Map.entry(SHARDED_MAP, Types.CONCURRENT_HASH_MAP),
          Map.entry(HOT_KEY_MAP, Types.CONCURRENT_HASH_MAP),
          Map.entry(CONCURRENT_TABLE, Types.HASHTABLE),
          Map.entry(READER_SHARDED_LOCK, Types.READ_WRITE_LOCK),
          Map.entry(BARGING_LOCK, Types.REENTRANT_LOCK),
          Map.entry(STRIPED_LOCK, Types.REENTRANT_LOCK),
          Map.entry(STRIPED_READ_WRITE_LOCK, Types.READ_WRITE_LOCK),
          Map.entry(STRIPED_MAP, "java/util/HashMap"),
          Map.entry(STRIPED_LINKED_MAP, "java/util/LinkedHashMap"),
          Map.entry(STRIPED_SET, "java/util/HashSet"),
          Map.entry(BARGING_SEMAPHORE, Types.SEMAPHORE),
          Map.entry(COMBINING_LOCK, Types.REENTRANT_LOCK));

  private RuntimeNames() {}

  /**
   * The class that a class of ours stands in for; {@code null} where the name is not one of ours.
   */
  static @Nullable String originalOf(String internalName) {
    return ORIGINALS.get(internalName);
  }
}
