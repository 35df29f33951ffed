package io.unjam.runtime.hook;

import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentHashMap.KeySetView;

/**
 * Makes maps where rewritten code made a {@code ConcurrentHashMap}.
 *
 * <p>Method references ({@code ConcurrentHashMap::new}) are rewritten to the factories that take
 * the shard count first, for a reference captures it before it is given its arguments. Calls push
 * it last, on top of the original's arguments. All of them are thread-safe and throw what the
 * constructor of {@link ShardedConcurrentHashMap} throws.
 */
public final class MapHooks {
  private MapHooks() {}

  /** For {@code ConcurrentHashMap::new} without arguments. */
  public static <K, V> ConcurrentHashMap<K, V> newSharded(int shards) {
    return new ShardedConcurrentHashMap<>(shards);
  }

  /** For {@code ConcurrentHashMap::new} with a capacity. */
  public static <K, V> ConcurrentHashMap<K, V> newSharded(int shards, int initialCapacity) {
    return new ShardedConcurrentHashMap<>(initialCapacity, shards);
  }

  /** For {@code ConcurrentHashMap::new} with a capacity and a load factor. */
  public static <K, V> ConcurrentHashMap<K, V> newSharded(
      int shards, int initialCapacity, float loadFactor) {
    return new ShardedConcurrentHashMap<>(initialCapacity, loadFactor, shards);
  }

  /** For {@code ConcurrentHashMap::new} with a capacity, a load factor and a concurrency level. */
  public static <K, V> ConcurrentHashMap<K, V> newSharded(
      int shards, int initialCapacity, float loadFactor, int concurrencyLevel) {
    return new ShardedConcurrentHashMap<>(initialCapacity, loadFactor, concurrencyLevel, shards);
  }

  /** For {@code ConcurrentHashMap::new} with a map to copy. */
  public static <K, V> ConcurrentHashMap<K, V> newSharded(
      int shards, Map<? extends K, ? extends V> m) {
    return new ShardedConcurrentHashMap<>(m, shards);
  }

  /** For calls of, and references to, {@code ConcurrentHashMap.newKeySet()}. */
  public static <K> KeySetView<K, Boolean> newShardedKeySet(int shards) {
    return new ShardedConcurrentHashMap<K, Boolean>(shards).keySet(Boolean.TRUE);
  }

  /** For calls of {@code ConcurrentHashMap.newKeySet(int)}: the shard count is pushed last. */
  public static <K> KeySetView<K, Boolean> newShardedKeySetOfCapacity(
      int initialCapacity, int shards) {
    return new ShardedConcurrentHashMap<K, Boolean>(initialCapacity, shards).keySet(Boolean.TRUE);
  }

  /** For references to {@code ConcurrentHashMap.newKeySet(int)}: the shard count comes first. */
  public static <K> KeySetView<K, Boolean> shardedKeySetReference(int shards, int initialCapacity) {
    return newShardedKeySetOfCapacity(initialCapacity, shards);
  }

  /**
   * The capacity to hand to the original's constructor.
   *
   * @param asked what the application asks for; what its constructor refuses is handed on to it
   * @param capacity what the rule asks for
   */
  public static int roomFor(int asked, int capacity) {
    return asked < 0 ? asked : Math.max(asked, capacity);
  }

  /** The concurrency level that makes a constructor take that capacity; see {@link #roomFor}. */
  public static int levelFor(int asked, int capacity) {
    return asked <= 0 ? asked : Math.max(asked, capacity);
  }

  /** For {@code ConcurrentHashMap::new} without arguments. */
  public static <K, V> ConcurrentHashMap<K, V> newPresized(int capacity) {
    return new ConcurrentHashMap<>(capacity);
  }

  /** For {@code ConcurrentHashMap::new} with a capacity. */
  public static <K, V> ConcurrentHashMap<K, V> newPresized(int capacity, int initialCapacity) {
    return new ConcurrentHashMap<>(roomFor(initialCapacity, capacity));
  }

  /** For {@code ConcurrentHashMap::new} with a capacity and a load factor. */
  public static <K, V> ConcurrentHashMap<K, V> newPresized(
      int capacity, int initialCapacity, float loadFactor) {
    return new ConcurrentHashMap<>(roomFor(initialCapacity, capacity), loadFactor);
  }

  /** For {@code ConcurrentHashMap::new} with a capacity, a load factor and a concurrency level. */
  public static <K, V> ConcurrentHashMap<K, V> newPresized(
      int capacity, int initialCapacity, float loadFactor, int concurrencyLevel) {
    return new ConcurrentHashMap<>(
        initialCapacity, loadFactor, levelFor(concurrencyLevel, capacity));
  }

  /** For references to {@code ConcurrentHashMap.newKeySet()}. */
  public static <K> KeySetView<K, Boolean> newPresizedKeySet(int capacity) {
    return ConcurrentHashMap.newKeySet(capacity);
  }

  /** For references to {@code ConcurrentHashMap.newKeySet(int)}. */
  public static <K> KeySetView<K, Boolean> newPresizedKeySet(int capacity, int initialCapacity) {
    return ConcurrentHashMap.newKeySet(roomFor(initialCapacity, capacity));
  }
}
