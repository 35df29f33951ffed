package io.unjam.runtime.variant.concurrent;

import io.unjam.runtime.key.TrustedKeys;
import io.unjam.runtime.variant.table.ShardedTable;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.lang.invoke.VarHandle;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@code concurrent} variant of {@code Collections.synchronizedMap(new HashMap())}: reads and
 * writes of one key take no lock of the whole map. Null keys and values are taken as there.
 *
 * <p>Thread-safe. Operations on one key are linearizable and give the original's answers, with the
 * memory effects described at {@link NullableTable}. What differs for operations on the whole map,
 * functions and the monitor is said at {@link ConcurrentHashtable}. Written to a stream as a plain
 * synchronized {@code HashMap}.
 *
 * @param <K> the type of keys
 * @param <V> the type of mapped values
 */
public final class ConcurrentNullableMap<K, V> extends AbstractMap<K, V> implements Serializable {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never written: the map replaces itself
  private final transient ShardedTable<Object, Object> table;

  private final transient boolean keysRunAlone;

  /**
   * Makes a map with the mappings of another.
   *
   * @param shards the number of parts that grow on their own, rounded up to a power of two
   * @param keysRunAlone as at {@link ConcurrentHashtable}
   */
  public ConcurrentNullableMap(
      Map<? extends K, ? extends V> mappings, int shards, boolean keysRunAlone) {
    this.table = new ShardedTable<>(ShardCount.roundedUp(shards), mappings.size());
    this.keysRunAlone = keysRunAlone;
    for (Map.Entry<? extends K, ? extends V> entry : mappings.entrySet()) {
      NullableTable.put(table, entry.getKey(), entry.getValue());
    }
  }

  /**
   * Whether the operation holds this map's monitor: a key's own methods, which the original calls
   * by one thread at a time, then run as they did.
   */
  private boolean runsAlone(@Nullable Object key) {
    return keysRunAlone && !TrustedKeys.contain(key);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V get(@Nullable Object key) {
    if (runsAlone(key)) {
      synchronized (this) {
        return (V) NullableTable.get(table, key);
      }
    }
    return (V) NullableTable.get(table, key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    if (runsAlone(key)) {
      synchronized (this) {
        return NullableTable.containsKey(table, key);
      }
    }
    return NullableTable.containsKey(table, key);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null as the original returns it
  public V getOrDefault(@Nullable Object key, V otherwise) {
    if (runsAlone(key)) {
      synchronized (this) {
        return (V) NullableTable.getOrDefault(table, key, otherwise);
      }
    }
    return (V) NullableTable.getOrDefault(table, key, otherwise);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V put(K key, V value) {
    if (runsAlone(key)) {
      synchronized (this) {
        return (V) NullableTable.put(table, key, value);
      }
    }
    return (V) NullableTable.put(table, key, value);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V putIfAbsent(K key, V value) {
    if (runsAlone(key)) {
      synchronized (this) {
        return (V) NullableTable.putIfAbsent(table, key, value);
      }
    }
    return (V) NullableTable.putIfAbsent(table, key, value);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V remove(@Nullable Object key) {
    if (runsAlone(key)) {
      synchronized (this) {
        return (V) NullableTable.remove(table, key);
      }
    }
    return (V) NullableTable.remove(table, key);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V replace(K key, V value) {
    if (runsAlone(key)) {
      synchronized (this) {
        return (V) NullableTable.replace(table, key, value);
      }
    }
    return (V) NullableTable.replace(table, key, value);
  }

  // Operations that compare values, run functions or concern the whole map.

  @Override
  public boolean remove(@Nullable Object key, @Nullable Object value) {
    return NullableTable.removeIfEqual(table, key, value);
  }

  @Override
  public boolean replace(K key, V expected, V value) {
    return NullableTable.replaceIfEqual(table, key, expected, value);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null exactly where the function returns null
  public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
    Objects.requireNonNull(function);
    return (V) NullableTable.computeIfAbsent(table, key, function);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends V> function) {
    Objects.requireNonNull(function);
    return (V) NullableTable.computeIfPresent(table, key, function);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null exactly where the function returns null
  public V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends V> function) {
    Objects.requireNonNull(function);
    return (V) NullableTable.compute(table, key, function);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null exactly where the function returns null
  public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
    Objects.requireNonNull(function);
    Objects.requireNonNull(value);
    return (V) NullableTable.merge(table, key, value, function);
  }

  @Override
  public int size() {
    VarHandle.fullFence();
    return TableViews.size(table);
  }

  @Override
  public boolean isEmpty() {
    return size() == 0;
  }

  @Override
  public boolean containsValue(@Nullable Object value) {
    return TableViews.containsValue(table, value);
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> mappings) {
    for (Map.Entry<? extends K, ? extends V> entry : mappings.entrySet()) {
      put(entry.getKey(), entry.getValue());
    }
  }

  @Override
  public void clear() {
    table.clear();
  }

  @Override
  public Set<K> keySet() {
    return TableViews.keys(this, table);
  }

  @Override
  public Collection<V> values() {
    return TableViews.values(this, table);
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return TableViews.entries(this, table);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    Objects.requireNonNull(action);
    TableViews.forEach(table, action);
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    Objects.requireNonNull(function);
    TableViews.replaceAll(table, function, true);
  }

  /**
   * Puts a plain copy into the stream, so that a JVM that has never heard of this class can read
   * it.
   */
  private Object writeReplace() {
    return Collections.synchronizedMap(new HashMap<>(this));
  }

  @SuppressWarnings("UnusedVariable") // the signature is Java serialization's
  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("a concurrent map is always written as a synchronized one");
  }
}
