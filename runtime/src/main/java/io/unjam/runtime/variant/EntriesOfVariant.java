package io.unjam.runtime.variant;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a map variant. Like the original's it supports {@code add}, although the
 * documentation of {@link ConcurrentHashMap#entrySet()} promises that it doesn't: programs run
 * against the implementation.
 */
final class EntriesOfVariant<K, V> extends VariantView<K, V, Map.Entry<K, V>>
    implements Set<Map.Entry<K, V>> {
  private static final long serialVersionUID = 1L;

  EntriesOfVariant(MapVariant<K, V> map) {
    super(map);
  }

  @Override
  public Iterator<Map.Entry<K, V>> iterator() {
    return map.entryIterator();
  }

  @Override
  public Spliterator<Map.Entry<K, V>> spliterator() {
    return map.entrySpliterator();
  }

  @Override
  public boolean contains(@Nullable Object o) {
    if (!(o instanceof Map.Entry)) {
      return false;
    }
    Map.Entry<?, ?> e = (Map.Entry<?, ?>) o;
    Object k = e.getKey();
    Object found = k == null ? null : map.get(k);
    if (found == null) {
      return false;
    }
    Object v = e.getValue();
    return v != null && (v == found || v.equals(found));
  }

  @Override
  public boolean remove(@Nullable Object o) {
    if (!(o instanceof Map.Entry)) {
      return false;
    }
    Map.Entry<?, ?> e = (Map.Entry<?, ?>) o;
    Object k = e.getKey();
    Object v = e.getValue();
    return k != null && v != null && map.remove(k, v);
  }

  @Override
  public boolean add(Map.Entry<K, V> e) {
    return map.put(e.getKey(), e.getValue()) == null;
  }

  @Override
  public boolean addAll(Collection<? extends Map.Entry<K, V>> c) {
    boolean added = false;
    for (Map.Entry<K, V> e : c) {
      added |= add(e);
    }
    return added;
  }

  @Override
  public boolean removeIf(Predicate<? super Map.Entry<K, V>> filter) {
    return map.removeEntriesIf(filter);
  }

  @Override
  public void forEach(Consumer<? super Map.Entry<K, V>> action) {
    // Not forEachEntry: the entries it hands out refuse setValue, in the original too.
    map.entrySpliterator().forEachRemaining(action);
  }

  @Override
  public int hashCode() {
    return map.hashCode();
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o == this
        || (o instanceof Set && containsAll((Set<?>) o) && ((Set<?>) o).containsAll(this));
  }

  private Object writeReplace() {
    return new ConcurrentHashMap<>(map).entrySet();
  }
}
