package io.unjam.runtime.variant.concurrent;

import io.unjam.runtime.variant.table.ShardedTable;
import io.unjam.runtime.variant.table.TableCursor;
import java.util.AbstractCollection;
import java.util.AbstractSet;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Views and walks of a map over a table: weakly consistent, supporting removal, no addition. */
final class TableViews {
  private TableViews() {}

  static <K> Set<K> keys(Map<K, ?> map, ShardedTable<Object, Object> table) {
    return new Keys<>(map, table);
  }

  static <V> Collection<V> values(Map<?, V> map, ShardedTable<Object, Object> table) {
    return new Values<>(map, table);
  }

  static <K, V> Set<Map.Entry<K, V>> entries(Map<K, V> map, ShardedTable<Object, Object> table) {
    return new Entries<>(map, table);
  }

  static int size(ShardedTable<Object, Object> table) {
    return (int) Math.min(table.size(), Integer.MAX_VALUE);
  }

  static boolean containsValue(ShardedTable<Object, Object> table, @Nullable Object value) {
    Object kept = NullableTable.masked(value);
    TableCursor<Object, Object> cursor = table.cursor();
    while (cursor.advance()) {
      if (cursor.value() == kept || kept.equals(cursor.value())) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings({"unchecked", "NullAway"}) // null where the map takes nulls
  static <K, V> void forEach(
      ShardedTable<Object, Object> table, BiConsumer<? super K, ? super V> action) {
    TableCursor<Object, Object> cursor = table.cursor();
    while (cursor.advance()) {
      action.accept(
          (K) NullableTable.unmasked(cursor.key()), (V) NullableTable.unmasked(cursor.value()));
    }
  }

  /**
   * Replaces each value by what the function makes of it, one mapping at a time.
   *
   * @param nulls whether the function may return them
   */
  @SuppressWarnings({"unchecked", "NullAway"}) // null where the map takes nulls
  static <K, V> void replaceAll(
      ShardedTable<Object, Object> table,
      BiFunction<? super K, ? super V, ? extends V> function,
      boolean nulls) {
    TableCursor<Object, Object> cursor = table.cursor();
    while (cursor.advance()) {
      Object key = cursor.key();
      Object now = cursor.value();
      while (now != null) {
        V result = function.apply((K) NullableTable.unmasked(key), (V) NullableTable.unmasked(now));
        if (result == null && !nulls) {
          throw new NullPointerException();
        }
        now = table.replaceIfEqual(key, now, NullableTable.masked(result)) ? null : table.get(key);
      }
    }
  }

  private static final class Keys<K> extends AbstractSet<K> {
    private final Map<K, ?> map;
    private final ShardedTable<Object, Object> table;

    Keys(Map<K, ?> map, ShardedTable<Object, Object> table) {
      this.map = map;
      this.table = table;
    }

    @Override
    public Iterator<K> iterator() {
      return new TableWalk<>(map, table, TableWalk.Elements.KEYS);
    }

    @Override
    public Spliterator<K> spliterator() {
      return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.DISTINCT);
    }

    @Override
    public int size() {
      return map.size();
    }

    @Override
    @SuppressWarnings("NullAway") // as the map takes it
    public boolean contains(@Nullable Object o) {
      return map.containsKey(o);
    }

    @Override
    public boolean remove(@Nullable Object o) {
      // A map that refuses nulls refuses them here too.
      return contains(o) && NullableTable.removeMapping(table, o) != null;
    }

    @Override
    public void clear() {
      map.clear();
    }
  }

  private static final class Values<V> extends AbstractCollection<V> {
    private final Map<?, V> map;
    private final ShardedTable<Object, Object> table;

    Values(Map<?, V> map, ShardedTable<Object, Object> table) {
      this.map = map;
      this.table = table;
    }

    @Override
    public Iterator<V> iterator() {
      return new TableWalk<>(map, table, TableWalk.Elements.VALUES);
    }

    @Override
    public Spliterator<V> spliterator() {
      return Spliterators.spliteratorUnknownSize(iterator(), 0);
    }

    @Override
    public int size() {
      return map.size();
    }

    @Override
    @SuppressWarnings("NullAway") // as the map takes it
    public boolean contains(@Nullable Object o) {
      return map.containsValue(o);
    }

    @Override
    public void clear() {
      map.clear();
    }
  }

  private static final class Entries<K, V> extends AbstractSet<Map.Entry<K, V>> {
    private final Map<K, V> map;
    private final ShardedTable<Object, Object> table;

    Entries(Map<K, V> map, ShardedTable<Object, Object> table) {
      this.map = map;
      this.table = table;
    }

    @Override
    public Iterator<Map.Entry<K, V>> iterator() {
      return new TableWalk<>(map, table, TableWalk.Elements.ENTRIES);
    }

    @Override
    public Spliterator<Map.Entry<K, V>> spliterator() {
      return Spliterators.spliteratorUnknownSize(iterator(), Spliterator.DISTINCT);
    }

    @Override
    public int size() {
      return map.size();
    }

    @Override
    public boolean contains(@Nullable Object o) {
      if (!(o instanceof Map.Entry<?, ?> entry)) {
        return false;
      }
      Object kept = table.get(NullableTable.masked(entry.getKey()));
      return kept != null && NullableTable.masked(entry.getValue()).equals(kept);
    }

    @Override
    public boolean remove(@Nullable Object o) {
      return o instanceof Map.Entry<?, ?> entry
          && NullableTable.removeIfEqual(table, entry.getKey(), entry.getValue());
    }

    @Override
    public void clear() {
      map.clear();
    }
  }
}
