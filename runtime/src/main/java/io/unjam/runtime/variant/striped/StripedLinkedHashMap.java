package io.unjam.runtime.variant.striped;

import java.io.ObjectStreamException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link LinkedHashMap} in stripes, for whoever doesn't rely on its order: a {@link
 * StripedHashMap} by another type, and as thread-safe as that one. It is in no particular order.
 * Written as a plain map when serialized or cloned.
 */
public class StripedLinkedHashMap<K extends @Nullable Object, V extends @Nullable Object>
    extends LinkedHashMap<K, V> implements StripedTable {
  private static final long serialVersionUID = 1L;

  /*
   * The inherited table and list stay empty: every method that would read them is overridden, but for those of JDK 21 whose result has
   * a type that JDK 17 doesn't know (reversed and the sequenced views). The proof refuses a class that calls one of them; who reaches the
   * map by reflection sees an empty one through them.
   */
  private final transient StripedHashMap<K, V> map;

  /** An empty map of so many stripes, rounded up to a power of two. */
  public StripedLinkedHashMap(int stripes) {
    this(16, 0.75f, stripes);
  }

  /** Takes what {@link LinkedHashMap#LinkedHashMap(int)} takes, and the number of stripes last. */
  public StripedLinkedHashMap(int initialCapacity, int stripes) {
    this(initialCapacity, 0.75f, stripes);
  }

  /**
   * Takes what {@link LinkedHashMap#LinkedHashMap(int, float)} takes, and the number of stripes
   * last.
   */
  public StripedLinkedHashMap(int initialCapacity, float loadFactor, int stripes) {
    super(initialCapacity, loadFactor);
    map = new StripedHashMap<>(initialCapacity, loadFactor, stripes);
  }

  @Override
  public final void guardBy(StripeGuard lock) {
    map.guardBy(lock);
  }

  @Override
  public final int stripes() {
    return map.stripes();
  }

  @Override
  public final @Nullable StripeGuard guard() {
    return map.guard();
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    return map.get(key);
  }

  @Override
  public V getOrDefault(@Nullable Object key, V defaultValue) {
    return map.getOrDefault(key, defaultValue);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return map.containsKey(key);
  }

  @Override
  public V put(K key, V value) {
    return map.put(key, value);
  }

  @Override
  public V putIfAbsent(K key, V value) {
    return map.putIfAbsent(key, value);
  }

  @Override
  public @Nullable V remove(@Nullable Object key) {
    return map.remove(key);
  }

  @Override
  public boolean remove(@Nullable Object key, @Nullable Object value) {
    return map.remove(key, value);
  }

  @Override
  public V replace(K key, V value) {
    return map.replace(key, value);
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    return map.replace(key, oldValue, newValue);
  }

  @Override
  public V computeIfAbsent(K key, Function<? super K, ? extends V> mappingFunction) {
    return map.computeIfAbsent(key, mappingFunction);
  }

  @Override
  public V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends V> remappingFunction) {
    return map.computeIfPresent(key, remappingFunction);
  }

  @Override
  public V compute(K key, BiFunction<? super K, ? super V, ? extends V> remappingFunction) {
    return map.compute(key, remappingFunction);
  }

  @Override
  public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> remappingFunction) {
    return map.merge(key, value, remappingFunction);
  }

  @Override
  public int size() {
    return map.size();
  }

  @Override
  public boolean isEmpty() {
    return map.isEmpty();
  }

  @Override
  public boolean containsValue(@Nullable Object value) {
    return map.containsValue(value);
  }

  @Override
  public void clear() {
    map.clear();
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> m) {
    map.putAll(m);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    map.forEach(action);
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    map.replaceAll(function);
  }

  @Override
  public Set<K> keySet() {
    return map.keySet();
  }

  @Override
  public Collection<V> values() {
    return map.values();
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return map.entrySet();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this || map.equals(other);
  }

  @Override
  public int hashCode() {
    return map.hashCode();
  }

  @Override
  public String toString() {
    return map.toString();
  }

  /** A plain map of the same entries: a copy is nobody's stripe. */
  @Override
  public Object clone() {
    boolean entered = map.enterAll();
    try {
      return new LinkedHashMap<>(map);
    } finally {
      map.leave(entered);
    }
  }

  /** Serialized forms outlive the agent: what is written is the JDK's own class. */
  protected Object writeReplace() throws ObjectStreamException {
    return clone();
  }
}
