package io.unjam.runtime.hook;

import io.unjam.runtime.variant.MapVariant;
import java.util.Collection;
import java.util.Iterator;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What the patched bodies of {@code ConcurrentHashMap.KeySetView} do when the set's map is a {@link
 * MapVariant}: the same as the original bodies, without reading the superclass's table. The patch
 * calls these only after its own {@code instanceof MapVariant}.
 *
 * <p>None of them uses a {@code ConcurrentHashMap} of its own, so the patch can't call itself.
 */
public final class KeySetHooks {
  private KeySetHooks() {}

  /** The body of {@code KeySetView.iterator()}. */
  public static Iterator<?> iterator(ConcurrentHashMap<?, ?> map) {
    return ((MapVariant<?, ?>) map).keyIterator();
  }

  /** The body of {@code KeySetView.spliterator()}. */
  public static Spliterator<?> spliterator(ConcurrentHashMap<?, ?> map) {
    return ((MapVariant<?, ?>) map).keySpliterator();
  }

  /** The body of {@code KeySetView.forEach(Consumer)}. */
  @SuppressWarnings("unchecked") // the set's element type is the map's key type
  public static void forEach(ConcurrentHashMap<?, ?> map, Consumer<?> action) {
    ((ConcurrentHashMap<Object, Object>) map).forEachKey(Long.MAX_VALUE, (Consumer<Object>) action);
  }

  /**
   * The body of {@code KeySetView.add(Object)}.
   *
   * @param mappedValue the value that the set maps new keys to, null if it has none
   */
  @SuppressWarnings("unchecked") // the set's element type is the map's key type
  public static boolean add(ConcurrentHashMap<?, ?> map, @Nullable Object mappedValue, Object e) {
    if (mappedValue == null) {
      throw new UnsupportedOperationException();
    }
    return ((ConcurrentHashMap<Object, Object>) map).putIfAbsent(e, mappedValue) == null;
  }

  /** The body of {@code KeySetView.addAll(Collection)}; see {@link #add}. */
  public static boolean addAll(
      ConcurrentHashMap<?, ?> map, @Nullable Object mappedValue, Collection<?> c) {
    if (mappedValue == null) {
      throw new UnsupportedOperationException();
    }
    boolean added = false;
    for (Object e : c) {
      added |= add(map, mappedValue, e);
    }
    return added;
  }

  /** The body of {@code CollectionView.removeAll(Collection)} for a key set of a variant. */
  public static boolean removeAll(
      ConcurrentHashMap<?, ?> map, Collection<?> view, Collection<?> c) {
    boolean modified = false;
    // A large set is asked, a small collection is walked: the cheaper of the two.
    if (c instanceof Set && c.size() > map.mappingCount()) {
      Iterator<?> it = view.iterator();
      while (it.hasNext()) {
        if (c.contains(it.next())) {
          it.remove();
          modified = true;
        }
      }
    } else {
      for (Object e : c) {
        modified |= view.remove(e);
      }
    }
    return modified;
  }
}
