package io.unjam.runtime.variant.striped;

import java.util.AbstractCollection;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The values of a striped map, as live and as guarded as the map itself. */
final class StripedValues<K extends @Nullable Object, V extends @Nullable Object>
    extends AbstractCollection<V> {
  private final StripedHashMap<K, V> map;

  StripedValues(StripedHashMap<K, V> map) {
    this.map = map;
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
  public void clear() {
    map.clear();
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return map.containsValue(element);
  }

  @Override
  public void forEach(Consumer<? super V> action) {
    if (action == null) {
      throw new NullPointerException();
    }
    boolean entered = map.enterAll();
    boolean foreign = map.beginForeign();
    try {
      int expected = map.changes;
      for (int i = 0; i < map.tables.length; i++) {
        map.tables[i].values().forEach(action);
        map.failIfChanged(expected);
      }
    } finally {
      map.endForeign(foreign);
      map.leave(entered);
    }
  }

  @Override
  public Iterator<V> iterator() {
    return new Walk<>(map);
  }

  private static final class Walk<K extends @Nullable Object, V extends @Nullable Object>
      extends StripedIterator<K, V, V> {
    Walk(StripedHashMap<K, V> map) {
      super(map);
    }

    @Override
    Iterator<V> over(Map<K, V> one) {
      return one.values().iterator();
    }
  }
}
