package io.unjam.runtime.variant;

import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A {@link ConcurrentHashMap} that keeps its mappings somewhere else than in the superclass's
 * table. What every such variant shares stands here: the views, {@code equals}, {@code hashCode},
 * {@code toString}, and the serial form, which is that of a plain {@code ConcurrentHashMap}.
 *
 * <p>{@link #keySet()} and {@link #keySet(Object)} hand out the JDK's own {@link
 * ConcurrentHashMap.KeySetView}, a final class that reads the superclass's table directly. They are
 * right only while the bodies of {@code KeySetView} and {@code CollectionView.removeAll} delegate
 * to {@code io.unjam.runtime.hook.KeySetHooks}. Without that patch {@code contains}, {@code
 * remove}, {@code size}, {@code isEmpty} and {@code clear} of a key set still work, while its
 * iterator, spliterator, {@code forEach} and {@code removeAll} see an empty table and {@code add}
 * would write into it. So whoever installs variants confirms the patch first.
 *
 * @param <K> the type of keys
 * @param <V> the type of mapped values
 */
public abstract class MapVariant<K, V> extends ConcurrentHashMap<K, V> {

  private static final long serialVersionUID = 1L;

  /*
   * The superclass's fields stay in the state that its empty constructor leaves: no table, no
   * counter cells. super(Map) is never called, for it calls the overridable putAll before the
   * fields of a subclass exist; the other constructors would only record a capacity nobody uses.
   *
   * The views are made per call instead of being cached in a field. They hold nothing but the map,
   * escape analysis removes most of them, and an empty map stays small.
   */

  /** Makes an empty map; the superclass allocates nothing for it. */
  protected MapVariant() {}

  /**
   * Returns a weakly consistent iterator over the keys, which supports {@code remove}.
   *
   * @return a new iterator, never null
   */
  public abstract Iterator<K> keyIterator();

  /**
   * Returns a spliterator over the keys: {@code CONCURRENT}, {@code DISTINCT}, {@code NONNULL}.
   *
   * @return a new spliterator, never null
   */
  public abstract Spliterator<K> keySpliterator();

  abstract Iterator<V> valueIterator();

  abstract Spliterator<V> valueSpliterator();

  abstract Iterator<Map.Entry<K, V>> entryIterator();

  abstract Spliterator<Map.Entry<K, V>> entrySpliterator();

  /** Removes the mappings that match, each only if it still has the value that was tested. */
  abstract boolean removeEntriesIf(Predicate<? super Map.Entry<K, V>> filter);

  /** Removes the mappings whose value matches and is still there on removal. */
  abstract boolean removeValuesIf(Predicate<? super V> filter);

  @Override
  public abstract void forEachValue(long parallelismThreshold, Consumer<? super V> action);

  @Override
  public abstract void forEachEntry(
      long parallelismThreshold, Consumer<? super Map.Entry<K, V>> action);

  @Override
  public final Collection<V> values() {
    return new ValuesOfVariant<>(this);
  }

  @Override
  public final Set<Map.Entry<K, V>> entrySet() {
    return new EntriesOfVariant<>(this);
  }

  @Override
  public int size() {
    return (int) Math.min(mappingCount(), Integer.MAX_VALUE);
  }

  @Override
  public abstract long mappingCount();

  @Override
  public boolean contains(Object value) {
    return containsValue(value);
  }

  @Override
  public Enumeration<K> keys() {
    return new EnumeratedIterator<>(keyIterator());
  }

  @Override
  public Enumeration<V> elements() {
    return new EnumeratedIterator<>(valueIterator());
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> m) {
    for (Map.Entry<? extends K, ? extends V> e : m.entrySet()) {
      put(e.getKey(), e.getValue());
    }
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    forEach(Long.MAX_VALUE, action);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    Iterator<Map.Entry<K, V>> entries = entryIterator();
    boolean first = true;
    while (entries.hasNext()) {
      if (!first) {
        text.append(", ");
      }
      first = false;
      Map.Entry<K, V> e = entries.next();
      Object k = e.getKey();
      Object v = e.getValue();
      text.append(k == this ? "(this Map)" : k);
      text.append('=');
      text.append(v == this ? "(this Map)" : v);
    }
    return text.append('}').toString();
  }

  @Override
  public int hashCode() {
    int sum = 0;
    Iterator<Map.Entry<K, V>> entries = entryIterator();
    while (entries.hasNext()) {
      Map.Entry<K, V> e = entries.next();
      sum += e.getKey().hashCode() ^ e.getValue().hashCode();
    }
    return sum;
  }

  @Override
  public boolean equals(Object o) {
    if (o == this) {
      return true;
    }
    if (!(o instanceof Map)) {
      return false;
    }
    Map<?, ?> other = (Map<?, ?>) o;
    Iterator<Map.Entry<K, V>> entries = entryIterator();
    while (entries.hasNext()) {
      Map.Entry<K, V> e = entries.next();
      if (!same(e.getValue(), other.get(e.getKey()))) {
        return false;
      }
    }
    for (Map.Entry<?, ?> e : other.entrySet()) {
      Object k = e.getKey();
      Object v = e.getValue();
      if (k == null || v == null || !same(v, get(k))) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(Object value, @org.jspecify.annotations.Nullable Object found) {
    return found != null && (value == found || value.equals(found));
  }

  /**
   * Puts a plain copy into the stream, so that a JVM that has never heard of this class can read
   * it. The stream remembers the replacement: two references to this map stay two references to one
   * map.
   *
   * @return a plain map with the mappings that a weakly consistent traversal finds
   */
  protected final Object writeReplace() {
    return new ConcurrentHashMap<>(this);
  }

  @SuppressWarnings("UnusedVariable") // the signature is Java serialization's
  private void readObject(ObjectInputStream stream) throws InvalidObjectException {
    throw new InvalidObjectException("a map variant is always written as a ConcurrentHashMap");
  }

  static void requireNonNull(@org.jspecify.annotations.Nullable Object o) {
    Objects.requireNonNull(o);
  }
}
