package io.unjam.runtime.variant.concurrent;

import io.unjam.runtime.variant.table.ShardedTable;
import io.unjam.runtime.variant.table.TableCursor;
import java.util.AbstractMap;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * A weakly consistent walk over a table, one element ahead: what {@code hasNext} promises {@code
 * next} hands out. Not thread-safe.
 */
final class TableWalk<T> implements Iterator<T> {
  /** What a walk hands out. */
  enum Elements {
    KEYS,
    VALUES,
    ENTRIES
  }

  private final Map<?, ?> map;
  private final ShardedTable<Object, Object> table;
  private final TableCursor<Object, Object> cursor;
  private final Elements elements;
  private boolean more;
  private @Nullable Object keyMet;

  TableWalk(Map<?, ?> map, ShardedTable<Object, Object> table, Elements elements) {
    this.map = map;
    this.table = table;
    this.cursor = table.cursor();
    this.elements = elements;
    this.more = cursor.advance();
  }

  @Override
  public boolean hasNext() {
    return more;
  }

  @Override
  @SuppressWarnings({"unchecked", "NullAway"}) // null where the map takes nulls
  public T next() {
    if (!more) {
      throw new NoSuchElementException();
    }
    keyMet = cursor.key();
    Object key = NullableTable.unmasked(cursor.key());
    Object value = NullableTable.unmasked(cursor.value());
    more = cursor.advance();
    return (T)
        switch (elements) {
          case KEYS -> key;
          case VALUES -> value;
          case ENTRIES -> new WrittenThrough<>((Map<Object, Object>) map, key, value);
        };
  }

  @Override
  public void remove() {
    Object key = keyMet;
    if (key == null) {
      throw new IllegalStateException();
    }
    keyMet = null;
    NullableTable.remove(table, key);
  }

  /** A mapping as the walk met it. */
  private static final class WrittenThrough<K, V> extends AbstractMap.SimpleEntry<K, V> {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // written with its map, if at all
    private final Map<K, V> map;

    WrittenThrough(Map<K, V> map, @Nullable K key, @Nullable V value) {
      super(key, value);
      this.map = map;
    }

    @Override
    public @Nullable V setValue(@Nullable V replacement) {
      // A mapping that has gone stays gone.
      map.replace(getKey(), replacement);
      return super.setValue(replacement);
    }
  }
}
