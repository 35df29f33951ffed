package io.unjam.runtime.hook;

import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentHashMap.KeySetView;

/**
 * Makes hot-key maps where rewritten code refers to a way of making a {@code ConcurrentHashMap}; as
 * {@link MapHooks} does for sharded ones. Thread-safe; all of them throw what the constructor of
 * {@link HotKeyConcurrentHashMap} throws.
 */
public final class HotKeyHooks {
  private HotKeyHooks() {}

  /** For {@code ConcurrentHashMap::new} without arguments. */
  public static <K, V> ConcurrentHashMap<K, V> newMap(int shards) {
    return new HotKeyConcurrentHashMap<>(shards);
  }

  /** For {@code ConcurrentHashMap::new} with a capacity. */
  public static <K, V> ConcurrentHashMap<K, V> newMap(int shards, int initialCapacity) {
    return new HotKeyConcurrentHashMap<>(initialCapacity, shards);
  }

  /** For {@code ConcurrentHashMap::new} with a capacity and a load factor. */
  public static <K, V> ConcurrentHashMap<K, V> newMap(
      int shards, int initialCapacity, float loadFactor) {
    return new HotKeyConcurrentHashMap<>(initialCapacity, loadFactor, shards);
  }

  /** For {@code ConcurrentHashMap::new} with a capacity, a load factor and a concurrency level. */
  public static <K, V> ConcurrentHashMap<K, V> newMap(
      int shards, int initialCapacity, float loadFactor, int concurrencyLevel) {
    return new HotKeyConcurrentHashMap<>(initialCapacity, loadFactor, concurrencyLevel, shards);
  }

  /** For {@code ConcurrentHashMap::new} with a map to copy. */
  public static <K, V> ConcurrentHashMap<K, V> newMap(int shards, Map<? extends K, ? extends V> m) {
    return new HotKeyConcurrentHashMap<>(m, shards);
  }

  /** For calls of, and references to, {@code ConcurrentHashMap.newKeySet()}. */
  public static <K> KeySetView<K, Boolean> newKeySet(int shards) {
    return new HotKeyConcurrentHashMap<K, Boolean>(shards).keySet(Boolean.TRUE);
  }

  /** For calls of {@code ConcurrentHashMap.newKeySet(int)}: the shard count is pushed last. */
  public static <K> KeySetView<K, Boolean> newKeySetOfCapacity(int initialCapacity, int shards) {
    return new HotKeyConcurrentHashMap<K, Boolean>(initialCapacity, shards).keySet(Boolean.TRUE);
  }

  /** For references to {@code ConcurrentHashMap.newKeySet(int)}: the shard count comes first. */
  public static <K> KeySetView<K, Boolean> keySetReference(int shards, int initialCapacity) {
    return newKeySetOfCapacity(initialCapacity, shards);
  }
}
