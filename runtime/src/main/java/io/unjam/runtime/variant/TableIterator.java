package io.unjam.runtime.variant;

import io.unjam.runtime.variant.table.TableCursor;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Walks a table, one element ahead: what {@code hasNext} promises {@code next} hands out. */
final class TableIterator<K, V, T> implements Iterator<T> {
  private final MapVariant<K, V> map;
  private final TableCursor<K, V> cursor;
  private final TableElements elements;
  private @Nullable T ahead;
  private @Nullable K keyAhead;
  private @Nullable K removable;

  TableIterator(MapVariant<K, V> map, TableCursor<K, V> cursor, TableElements elements) {
    this.map = map;
    this.cursor = cursor;
    this.elements = elements;
    lookAhead();
  }

  private void lookAhead() {
    if (cursor.advance()) {
      keyAhead = cursor.key();
      ahead = elements.at(cursor, map);
    } else {
      keyAhead = null;
      ahead = null;
    }
  }

  @Override
  public boolean hasNext() {
    return ahead != null;
  }

  @Override
  public T next() {
    T next = ahead;
    if (next == null) {
      throw new NoSuchElementException();
    }
    removable = keyAhead;
    lookAhead();
    return next;
  }

  @Override
  public void remove() {
    K key = removable;
    if (key == null) {
      throw new IllegalStateException();
    }
    removable = null;
    map.remove(key);
  }
}
