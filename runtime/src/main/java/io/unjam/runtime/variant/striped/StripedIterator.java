package io.unjam.runtime.variant.striped;

import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/**
 * Walks over all tables of a striped map, one after the other. Fail-fast as the iterators of {@code
 * HashMap} are, and like them it knows its next element when it hands out one: a change after the
 * last element goes unnoticed in both.
 */
abstract class StripedIterator<K extends @Nullable Object, V extends @Nullable Object, T>
    implements Iterator<T> {
  private final StripedHashMap<K, V> map;
  private int table;
  private int expected;
  private Iterator<T> current;
  private @Nullable Iterator<T> last;

  StripedIterator(StripedHashMap<K, V> map) {
    this.map = map;
    boolean entered = map.enterAll();
    try {
      expected = map.changes;
      current = over(map.tables[0]);
      settle();
    } finally {
      map.leave(entered);
    }
  }

  /** The same kind of walk over one table. */
  abstract Iterator<T> over(Map<K, V> one);

  private void settle() {
    while (!current.hasNext() && table + 1 < map.tables.length) {
      table++;
      current = over(map.tables[table]);
    }
  }

  @Override
  public boolean hasNext() {
    return current.hasNext();
  }

  @Override
  public T next() {
    boolean entered = map.enterAll();
    try {
      map.failIfChanged(expected);
      if (!current.hasNext()) {
        throw new NoSuchElementException();
      }
      last = current;
      T element = current.next();
      settle();
      return element;
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public void remove() {
    Iterator<T> from = last;
    if (from == null) {
      throw new IllegalStateException();
    }
    boolean entered = map.enterAll();
    try {
      map.failIfChanged(expected);
      last = null;
      from.remove();
      map.removedByIterator();
      expected = map.changes;
    } finally {
      map.leave(entered);
    }
  }
}
