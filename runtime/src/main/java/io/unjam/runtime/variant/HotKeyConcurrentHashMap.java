package io.unjam.runtime.variant;

import io.unjam.runtime.record.Parted;
import io.unjam.runtime.variant.table.ShardedTable;
import io.unjam.runtime.variant.table.TableCursor;
import java.util.Iterator;
import java.util.Map;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The {@code hot-key} variant: a {@link ConcurrentHashMap} in which writes of a key that is there
 * exchange its value without a lock, however many threads want that key. {@code compute} and its
 * kin stay atomic; the map grows and shrinks.
 *
 * <p>It keeps the documented contract of every public method. What differs is what that contract
 * leaves open: the order of iteration; a function passed to {@code compute} and its kin holds up
 * writers of its own key alone, and may write other keys; an attempt to write its own key in a way
 * that could not end well throws {@link IllegalStateException} where the original sometimes goes
 * on. Keys with equal hashes are searched one by one, comparable or not. Nulls throw {@link
 * NullPointerException} as in the original; the constructors throw {@link IllegalArgumentException}
 * for whatever the original's refuse, and for a shard count outside 1..{@value #MAX_SHARDS}.
 *
 * <p>Thread-safe, all single-key operations linearizable, with the original's memory effects:
 * actions before a put happen-before actions after the access of that value. Key sets need the
 * patch described at {@link MapVariant}. Written to a stream as a plain {@code ConcurrentHashMap}.
 *
 * @param <K> the type of keys
 * @param <V> the type of mapped values
 */
public class HotKeyConcurrentHashMap<K, V> extends BulkMapVariant<K, V> implements Parted {

  private static final long serialVersionUID = 1L;

  /** The largest number of shards. */
  public static final int MAX_SHARDS = 4096;

  /*
   * The table does the work; see ShardedTable for what races there. This class is the rest of a ConcurrentHashMap: views, traversals
   * and bulk operations, each of which walks the table once and is therefore weakly consistent as the original's are. It has no state
   * of its own but the table, so nothing here can race.
   */
  @SuppressWarnings("serial") // never written: the map replaces itself
  private final transient ShardedTable<K, V> table;

  /**
   * Makes an empty map.
   *
   * @param shards the number of parts that grow on their own, 1..{@value #MAX_SHARDS}, rounded up
   *     to a power of two
   */
  public HotKeyConcurrentHashMap(int shards) {
    this.table = new ShardedTable<>(checkedShards(shards), 0);
  }

  /**
   * Makes an empty map that holds {@code initialCapacity} mappings, spread evenly, without growth.
   *
   * @param initialCapacity the expected number of mappings of the whole map, not negative
   * @param shards as in {@link #HotKeyConcurrentHashMap(int)}
   */
  public HotKeyConcurrentHashMap(int initialCapacity, int shards) {
    this(initialCapacity, 0.75f, 1, shards);
  }

  /**
   * Makes an empty map with a capacity.
   *
   * @param initialCapacity the expected number of mappings of the whole map, not negative
   * @param loadFactor positive, and of no other consequence: the table keeps its own
   * @param shards as in {@link #HotKeyConcurrentHashMap(int)}
   */
  public HotKeyConcurrentHashMap(int initialCapacity, float loadFactor, int shards) {
    this(initialCapacity, loadFactor, 1, shards);
  }

  /**
   * Makes an empty map with a capacity and the original's hint of concurrency.
   *
   * @param initialCapacity the expected number of mappings of the whole map, not negative
   * @param loadFactor positive, and of no other consequence: the table keeps its own
   * @param concurrencyLevel a lower bound of the capacity as in the original, positive
   * @param shards as in {@link #HotKeyConcurrentHashMap(int)}
   */
  public HotKeyConcurrentHashMap(
      int initialCapacity, float loadFactor, int concurrencyLevel, int shards) {
    if (!(loadFactor > 0.0f) || initialCapacity < 0 || concurrencyLevel <= 0) {
      throw new IllegalArgumentException();
    }
    this.table =
        new ShardedTable<>(checkedShards(shards), Math.max(initialCapacity, concurrencyLevel));
  }

  /**
   * Makes a map with the mappings of another.
   *
   * @param m the mappings, neither null nor containing nulls
   * @param shards as in {@link #HotKeyConcurrentHashMap(int)}
   */
  @SuppressWarnings("this-escape") // as in the original, this constructor puts through putAll
  public HotKeyConcurrentHashMap(Map<? extends K, ? extends V> m, int shards) {
    this.table = new ShardedTable<>(checkedShards(shards), m.size());
    putAll(m);
  }

  @Override
  public @Nullable Object partOf(int hash) {
    return table.partOf(hash);
  }

  private static int checkedShards(int shards) {
    if (shards < 1 || shards > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "the number of shards must be between 1 and " + MAX_SHARDS + ", not " + shards);
    }
    return shards == 1 ? 1 : Integer.highestOneBit(shards - 1) << 1;
  }

  /**
   * Returns the number of shards, whether in use or not.
   *
   * @return a power of two
   */
  public final int shardCount() {
    return table.shardCount();
  }

  // Single keys.

  @Override
  public @Nullable V get(Object key) {
    return table.get(key);
  }

  @Override
  public V getOrDefault(Object key, V defaultValue) {
    V v = table.get(key);
    return v == null ? defaultValue : v;
  }

  @Override
  public boolean containsKey(Object key) {
    return table.get(key) != null;
  }

  @Override
  public @Nullable V put(K key, V value) {
    return table.put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    return table.putIfAbsent(key, value);
  }

  @Override
  public @Nullable V remove(Object key) {
    return table.remove(key);
  }

  @Override
  public boolean remove(Object key, @Nullable Object value) {
    return table.removeIfEqual(key, value);
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    return table.replaceIfEqual(key, oldValue, newValue);
  }

  @Override
  public @Nullable V replace(K key, V value) {
    return table.replace(key, value);
  }

  @Override
  @SuppressWarnings("NullAway") // null exactly where the function returns null
  public V computeIfAbsent(K key, Function<? super K, ? extends V> mappingFunction) {
    return table.computeIfAbsent(key, mappingFunction);
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends V> remappingFunction) {
    return table.computeIfPresent(key, remappingFunction);
  }

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends V> remappingFunction) {
    return table.compute(key, remappingFunction);
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends V> remappingFunction) {
    return table.merge(key, value, remappingFunction);
  }

  // The whole map.

  @Override
  public boolean isEmpty() {
    return table.size() == 0;
  }

  @Override
  public long mappingCount() {
    return table.size();
  }

  @Override
  public boolean containsValue(Object value) {
    requireNonNull(value);
    TableCursor<K, V> cursor = table.cursor();
    while (cursor.advance()) {
      V v = cursor.value();
      if (v == value || value.equals(v)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> m) {
    table.putAll(m);
  }

  @Override
  public void clear() {
    table.clear();
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    requireNonNull(function);
    TableCursor<K, V> cursor = table.cursor();
    while (cursor.advance()) {
      K key = cursor.key();
      V now = cursor.value();
      while (now != null) {
        V replacement = function.apply(key, now);
        requireNonNull(replacement);
        now = table.replaceIfEqual(key, now, replacement) ? null : table.get(key);
      }
    }
  }

  @Override
  final boolean removeEntriesIf(Predicate<? super Map.Entry<K, V>> filter) {
    requireNonNull(filter);
    boolean removed = false;
    TableCursor<K, V> cursor = table.cursor();
    while (cursor.advance()) {
      K key = cursor.key();
      V value = cursor.value();
      removed |= filter.test(Map.entry(key, value)) && table.removeIfEqual(key, value);
    }
    return removed;
  }

  @Override
  final boolean removeValuesIf(Predicate<? super V> filter) {
    requireNonNull(filter);
    boolean removed = false;
    TableCursor<K, V> cursor = table.cursor();
    while (cursor.advance()) {
      V value = cursor.value();
      removed |= filter.test(value) && table.removeIfEqual(cursor.key(), value);
    }
    return removed;
  }

  @Override
  public final Iterator<K> keyIterator() {
    return new TableIterator<>(this, table.cursor(), TableElements.KEYS);
  }

  @Override
  final Iterator<V> valueIterator() {
    return new TableIterator<>(this, table.cursor(), TableElements.VALUES);
  }

  @Override
  final Iterator<Map.Entry<K, V>> entryIterator() {
    return new TableIterator<>(this, table.cursor(), TableElements.ENTRIES);
  }

  @Override
  public final Spliterator<K> keySpliterator() {
    return new TableSpliterator<>(this, table.cursor(), TableElements.KEYS, table.size());
  }

  @Override
  final Spliterator<V> valueSpliterator() {
    return new TableSpliterator<>(this, table.cursor(), TableElements.VALUES, table.size());
  }

  @Override
  final Spliterator<Map.Entry<K, V>> entrySpliterator() {
    return new TableSpliterator<>(this, table.cursor(), TableElements.ENTRIES, table.size());
  }

  // null exactly where the original returns null; the overriding methods say which those are
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  final <R> R bulk(
      BulkOperation operation,
      long threshold,
      @Nullable Object function,
      @Nullable Object reducer,
      @Nullable Object basis) {
    int parts = parallelParts(threshold);
    TableBulkTask<K, V> task =
        new TableBulkTask<>(table.cursor(), operation, function, reducer, basis, parts);
    return (R) (parts > 1 ? task.invoke() : task.sequential());
  }
}
