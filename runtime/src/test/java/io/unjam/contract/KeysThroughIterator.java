package io.unjam.contract;

import com.google.common.collect.ForwardingConcurrentMap;
import io.unjam.runtime.variant.MapVariant;
import java.io.Serializable;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A map variant as it is seen once the JDK's key set view is patched: every call goes to the
 * variant, and the key set takes its iterator and spliterator from the variant, which is where the
 * patch sends them. Without this view the suite would need an agent to run.
 */
final class KeysThroughIterator<K, V> extends ForwardingConcurrentMap<K, V>
    implements Serializable {

  private static final long serialVersionUID = 1L;

  private final MapVariant<K, V> variant;

  KeysThroughIterator(MapVariant<K, V> variant) {
    this.variant = variant;
  }

  @Override
  protected ConcurrentMap<K, V> delegate() {
    return variant;
  }

  private Object writeReplace() {
    return variant;
  }

  @Override
  public Set<K> keySet() {
    return new AbstractSet<>() {
      @Override
      public Iterator<K> iterator() {
        return variant.keyIterator();
      }

      @Override
      public Spliterator<K> spliterator() {
        return variant.keySpliterator();
      }

      @Override
      public int size() {
        return variant.keySet().size();
      }

      @Override
      public boolean contains(Object o) {
        return variant.keySet().contains(o);
      }

      @Override
      public boolean remove(Object o) {
        return variant.keySet().remove(o);
      }

      @Override
      public void clear() {
        variant.keySet().clear();
      }
    };
  }

  // A forwarding map leaves the interface's default methods alone: these reach the variant's own.

  @Override
  public V getOrDefault(Object key, V defaultValue) {
    return variant.getOrDefault(key, defaultValue);
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    variant.forEach(action);
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    variant.replaceAll(function);
  }

  @Override
  public V computeIfAbsent(K key, Function<? super K, ? extends V> function) {
    return variant.computeIfAbsent(key, function);
  }

  @Override
  public V computeIfPresent(K key, BiFunction<? super K, ? super V, ? extends V> function) {
    return variant.computeIfPresent(key, function);
  }

  @Override
  public V compute(K key, BiFunction<? super K, ? super V, ? extends V> function) {
    return variant.compute(key, function);
  }

  @Override
  public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> function) {
    return variant.merge(key, value, function);
  }
}
