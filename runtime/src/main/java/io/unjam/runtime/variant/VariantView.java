package io.unjam.runtime.variant;

import java.io.Serializable;
import java.util.AbstractCollection;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;

/**
 * A collection view of a map variant; as forgiving and as strict as the original's views.
 *
 * @param <E> the type of elements
 */
abstract class VariantView<K, V, E> extends AbstractCollection<E> implements Serializable {
  private static final long serialVersionUID = 1L;

  @SuppressWarnings("serial") // never written: the views replace themselves
  final MapVariant<K, V> map;

  VariantView(MapVariant<K, V> map) {
    this.map = map;
  }

  @Override
  public final int size() {
    return map.size();
  }

  @Override
  public final boolean isEmpty() {
    return map.isEmpty();
  }

  @Override
  public final void clear() {
    map.clear();
  }

  @Override
  public final boolean containsAll(Collection<?> c) {
    if (c != this) {
      for (Object e : c) {
        if (e == null || !contains(e)) {
          return false;
        }
      }
    }
    return true;
  }

  @Override
  public boolean removeAll(Collection<?> c) {
    boolean modified = false;
    // A large set is asked, a small collection is walked: the cheaper of the two.
    if (c instanceof Set && c.size() > map.mappingCount()) {
      Iterator<E> it = iterator();
      while (it.hasNext()) {
        if (c.contains(it.next())) {
          it.remove();
          modified = true;
        }
      }
    } else {
      for (Object e : c) {
        modified |= remove(e);
      }
    }
    return modified;
  }
}
