package io.unjam.runtime.variant;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a map variant: the mapping as a traversal met it, writing through to the map. Not
 * thread-safe, as the original's.
 */
final class VariantEntry<K, V> implements Map.Entry<K, V> {
  private final MapVariant<K, V> map;
  private final K key;
  private V value;

  VariantEntry(MapVariant<K, V> map, K key, V value) {
    this.map = map;
    this.key = key;
    this.value = value;
  }

  @Override
  public K getKey() {
    return key;
  }

  @Override
  public V getValue() {
    return value;
  }

  @Override
  public V setValue(V replacement) {
    MapVariant.requireNonNull(replacement);
    V old = value;
    value = replacement;
    map.put(key, replacement);
    return old;
  }

  @Override
  public int hashCode() {
    return key.hashCode() ^ value.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Map.Entry<?, ?> e && key.equals(e.getKey()) && value.equals(e.getValue());
  }

  @Override
  public String toString() {
    return key + "=" + value;
  }
}
