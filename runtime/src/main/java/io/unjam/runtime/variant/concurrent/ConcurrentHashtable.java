package io.unjam.runtime.variant.concurrent;

import io.unjam.runtime.key.TrustedKeys;
import io.unjam.runtime.variant.table.ShardedTable;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Hashtable;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The {@code concurrent} variant of a {@link Hashtable}: reads and writes of one key take no lock
 * of the whole table.
 *
 * <p>Thread-safe. Operations on one key are linearizable and give the original's answers, with the
 * memory effects described at {@link NullableTable}. What the original does to the whole table
 * under its monitor ({@code size}, {@code clear}, {@code putAll}, {@code equals}, {@code clone},
 * walks) is no snapshot here; iterators are weakly consistent and never throw {@code
 * ConcurrentModificationException}; functions of {@code compute} and its kin hold up writers of
 * their own key alone. Nobody is kept out by holding the table's monitor. {@code merge} refuses a
 * null value as {@link Map} documents, and {@code hashCode} of a table that holds itself inside
 * another collection overflows the stack. Written to a stream as a plain {@code Hashtable}.
 *
 * @param <K> the type of keys
 * @param <V> the type of mapped values
 */
@SuppressWarnings({
  "JdkObsolete", // it stands in for that class
  "UnsynchronizedOverridesSynchronized" // that is what it is for
})
public class ConcurrentHashtable<K, V> extends Hashtable<K, V> {
  private static final long serialVersionUID = 1L;

  /*
   * The superclass keeps the one-element table that its smallest constructor makes; every public method that looks at it is
   * overridden, which a test asks of the running JDK. The superclass's constructors that take a map are not called, for they call the
   * overridable putAll before the fields here exist. For what races see ShardedTable.
   */
  @SuppressWarnings("serial") // never written: the table replaces itself
  private final transient ShardedTable<Object, Object> table;

  private final transient boolean keysRunAlone;

  /**
   * Makes an empty table.
   *
   * @param shards the number of parts that grow on their own, rounded up to a power of two
   * @param keysRunAlone whether operations on keys with methods of the application's own hold the
   *     table's monitor
   */
  public ConcurrentHashtable(int shards, boolean keysRunAlone) {
    this(0, 0.75f, shards, keysRunAlone);
  }

  /** The same, for a number of mappings; negative ones are refused as by the original. */
  public ConcurrentHashtable(int initialCapacity, int shards, boolean keysRunAlone) {
    this(initialCapacity, 0.75f, shards, keysRunAlone);
  }

  /** The same; the load factor is checked as by the original and of no other consequence. */
  public ConcurrentHashtable(
      int initialCapacity, float loadFactor, int shards, boolean keysRunAlone) {
    super(Math.min(initialCapacity, 1), loadFactor);
    this.table = new ShardedTable<>(ShardCount.roundedUp(shards), initialCapacity >> 1);
    this.keysRunAlone = keysRunAlone;
  }

  /** Makes a table with the mappings of a map. */
  @SuppressWarnings("this-escape") // as in the original, this constructor puts through putAll
  public ConcurrentHashtable(
      Map<? extends K, ? extends V> mappings, int shards, boolean keysRunAlone) {
    this(mappings.size(), 0.75f, shards, keysRunAlone);
    putAll(mappings);
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
    Objects.requireNonNull(key);
    if (runsAlone(key)) {
      synchronized (this) {
        return (V) NullableTable.get(table, key);
      }
    }
    return (V) NullableTable.get(table, key);
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    Objects.requireNonNull(key);
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
    Objects.requireNonNull(key);
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
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
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
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
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
    Objects.requireNonNull(key);
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
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
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
    Objects.requireNonNull(key);
    Objects.requireNonNull(value);
    return NullableTable.removeIfEqual(table, key, value);
  }

  @Override
  public boolean replace(K key, V expected, V value) {
    Objects.requireNonNull(key);
    Objects.requireNonNull(expected);
    Objects.requireNonNull(value);
    return NullableTable.replaceIfEqual(table, key, expected, value);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null exactly where the function returns null
  public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
    Objects.requireNonNull(key);
    Objects.requireNonNull(function);
    return (V) NullableTable.computeIfAbsent(table, key, function);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends V> function) {
    Objects.requireNonNull(key);
    Objects.requireNonNull(function);
    return (V) NullableTable.computeIfPresent(table, key, function);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null exactly where the function returns null
  public V compute(K key, BiFunction<? super K, ? super @Nullable V, ? extends V> function) {
    Objects.requireNonNull(key);
    Objects.requireNonNull(function);
    return (V) NullableTable.compute(table, key, function);
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null exactly where the function returns null
  public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
    Objects.requireNonNull(key);
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
    Objects.requireNonNull(value);
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
    TableViews.replaceAll(table, function, false);
  }

  @Override
  public boolean contains(Object value) {
    return containsValue(value);
  }

  @Override
  public Enumeration<K> keys() {
    return Collections.enumeration(keySet());
  }

  @Override
  public Enumeration<V> elements() {
    return Collections.enumeration(values());
  }

  @Override
  protected void rehash() {
    // The table grows by itself.
  }

  /**
   * Copies the table, not its keys and values.
   *
   * @return a table of this class
   */
  @Override
  @SuppressWarnings("MethodDoesntCallSuperMethod") // its copy would have no mappings
  public Object clone() {
    return new ConcurrentHashtable<>(this, table.shardCount(), keysRunAlone);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (other == this) {
      return true;
    }
    if (!(other instanceof Map<?, ?> map) || map.size() != size()) {
      return false;
    }
    try {
      for (Map.Entry<K, V> entry : entrySet()) {
        if (!entry.getValue().equals(map.get(entry.getKey()))) {
          return false;
        }
      }
    } catch (ClassCastException | NullPointerException unlike) {
      // The other map refuses a key of this one, as a sorted one may: they differ.
      return false;
    }
    return true;
  }

  @Override
  public int hashCode() {
    int sum = 0;
    for (Map.Entry<K, V> entry : entrySet()) {
      Object key = entry.getKey();
      Object value = entry.getValue();
      // The original counts nothing for a table inside itself.
      sum += (key == this ? 0 : key.hashCode()) ^ (value == this ? 0 : value.hashCode());
    }
    return sum;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    for (Map.Entry<K, V> entry : entrySet()) {
      if (text.length() > 1) {
        text.append(", ");
      }
      Object key = entry.getKey();
      Object value = entry.getValue();
      text.append(key == this ? "(this Map)" : key);
      text.append('=');
      text.append(value == this ? "(this Map)" : value);
    }
    return text.append('}').toString();
  }

  /**
   * Puts a plain copy into the stream, so that a JVM that has never heard of this class can read
   * it.
   *
   * @return a plain table with the mappings that a weakly consistent walk finds
   */
  protected final Object writeReplace() {
    return new Hashtable<>(this);
  }

  @SuppressWarnings("UnusedVariable") // the signature is Java serialization's
  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("a concurrent table is always written as a Hashtable");
  }
}
