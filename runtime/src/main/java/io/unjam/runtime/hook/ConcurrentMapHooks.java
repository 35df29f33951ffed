package io.unjam.runtime.hook;

import io.unjam.runtime.variant.concurrent.ConcurrentHashtable;
import io.unjam.runtime.variant.concurrent.ConcurrentNullableMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.Hashtable;
import java.util.Map;

/**
 * Makes the {@code concurrent} variant where rewritten code refers to a way of making a {@code
 * Hashtable}, or makes a synchronized map. Thread-safe; all of them throw what the originals throw.
 */
@SuppressWarnings("JdkObsolete") // the signatures of what it stands in for
public final class ConcurrentMapHooks {
  private ConcurrentMapHooks() {}

  /**
   * For {@code Collections.synchronizedMap} of a map that nobody else holds. One that is no plain
   * {@code HashMap} after all is wrapped as it was.
   *
   * @param shards as in {@link ConcurrentNullableMap}
   * @param keysRunAlone likewise
   */
  public static <K, V> Map<K, V> synchronizedMap(Map<K, V> map, int shards, boolean keysRunAlone) {
    return map.getClass() == HashMap.class
        ? new ConcurrentNullableMap<>(map, shards, keysRunAlone)
        : Collections.synchronizedMap(map);
  }

  /** For {@code Hashtable::new} without arguments. */
  public static <K, V> Hashtable<K, V> newTable(int shards, boolean keysRunAlone) {
    return new ConcurrentHashtable<>(shards, keysRunAlone);
  }

  /** For {@code Hashtable::new} with a capacity. */
  public static <K, V> Hashtable<K, V> newTable(
      int shards, boolean keysRunAlone, int initialCapacity) {
    return new ConcurrentHashtable<>(initialCapacity, shards, keysRunAlone);
  }

  /** For {@code Hashtable::new} with a capacity and a load factor. */
  public static <K, V> Hashtable<K, V> newTable(
      int shards, boolean keysRunAlone, int initialCapacity, float loadFactor) {
    return new ConcurrentHashtable<>(initialCapacity, loadFactor, shards, keysRunAlone);
  }

  /** For {@code Hashtable::new} with a map to copy. */
  public static <K, V> Hashtable<K, V> newTable(
      int shards, boolean keysRunAlone, Map<? extends K, ? extends V> mappings) {
    return new ConcurrentHashtable<>(mappings, shards, keysRunAlone);
  }
}
