package io.unjam.contract;

import io.unjam.runtime.variant.MapVariant;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** Where a suite gets the maps that it examines. */
public interface MapSource {

  /** A new, empty map. */
  <K, V> ConcurrentHashMap<K, V> empty();

  /** A new map with these mappings. */
  default <K, V> ConcurrentHashMap<K, V> of(Map<K, V> mappings) {
    ConcurrentHashMap<K, V> map = empty();
    map.putAll(mappings);
    return map;
  }

  /**
   * A map as users of its key set see it: a variant's key set is right only where the agent has
   * patched the JDK's, so that without an agent it is shown through the iterator that the patch
   * calls.
   */
  default <K, V> ConcurrentMap<K, V> withKeySet(ConcurrentHashMap<K, V> map) {
    return map instanceof MapVariant<K, V> variant ? new KeysThroughIterator<>(variant) : map;
  }

  /** The map's keys in its own order. */
  default <K> Iterator<K> keys(ConcurrentHashMap<K, ?> map) {
    return withKeySet(map).keySet().iterator();
  }
}
