package io.unjam.runtime.variant;

import java.util.Collection;
import java.util.Iterator;
import java.util.Objects;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The values of a map variant. */
final class ValuesOfVariant<K, V> extends VariantView<K, V, V> {
  private static final long serialVersionUID = 1L;

  ValuesOfVariant(MapVariant<K, V> map) {
    super(map);
  }

  @Override
  public Iterator<V> iterator() {
    return map.valueIterator();
  }

  @Override
  public Spliterator<V> spliterator() {
    return map.valueSpliterator();
  }

  @Override
  @SuppressWarnings("NullAway") // the original throws NullPointerException on null, and so it does
  public boolean contains(@Nullable Object o) {
    return map.containsValue(o);
  }

  @Override
  public boolean remove(@Nullable Object o) {
    if (o != null) {
      Iterator<V> it = iterator();
      while (it.hasNext()) {
        if (o.equals(it.next())) {
          it.remove();
          return true;
        }
      }
    }
    return false;
  }

  @Override
  public boolean removeAll(Collection<?> c) {
    Objects.requireNonNull(c);
    boolean modified = false;
    Iterator<V> it = iterator();
    while (it.hasNext()) {
      if (c.contains(it.next())) {
        it.remove();
        modified = true;
      }
    }
    return modified;
  }

  @Override
  public boolean addAll(Collection<? extends V> c) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean removeIf(Predicate<? super V> filter) {
    return map.removeValuesIf(filter);
  }

  @Override
  public void forEach(Consumer<? super V> action) {
    map.forEachValue(Long.MAX_VALUE, action);
  }

  private Object writeReplace() {
    return new ConcurrentHashMap<>(map).values();
  }
}
