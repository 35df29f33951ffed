package io.unjam.runtime.variant.striped;

import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The keys of a striped map, as live and as guarded as the map itself. */
final class StripedKeys<K extends @Nullable Object, V extends @Nullable Object>
    extends AbstractSet<K> {
  private final StripedHashMap<K, V> map;

  StripedKeys(StripedHashMap<K, V> map) {
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
    return map.containsKey(element);
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return map.removeKey(element);
  }

  @Override
  public void forEach(Consumer<? super K> action) {
    if (action == null) {
      throw new NullPointerException();
    }
    boolean entered = map.enterAll();
    boolean foreign = map.beginForeign();
    try {
      int expected = map.changes;
      for (int i = 0; i < map.tables.length; i++) {
        map.tables[i].keySet().forEach(action);
        map.failIfChanged(expected);
      }
    } finally {
      map.endForeign(foreign);
      map.leave(entered);
    }
  }

  @Override
  public Iterator<K> iterator() {
    return new Walk<>(map);
  }

  private static final class Walk<K extends @Nullable Object, V extends @Nullable Object>
      extends StripedIterator<K, V, K> {
    Walk(StripedHashMap<K, V> map) {
      super(map);
    }

    @Override
    Iterator<K> over(Map<K, V> one) {
      return one.keySet().iterator();
    }
  }
}
