package io.unjam.runtime.variant.striped;

import java.io.ObjectStreamException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HashSet} in stripes: the set of the {@code striped} lock variant. It is to a {@link
 * StripedHashMap} what a {@code HashSet} is to a {@code HashMap}, and as thread-safe as that one.
 * Written as a plain set when serialized or cloned.
 */
public class StripedHashSet<E extends @Nullable Object> extends HashSet<E> implements StripedTable {
  private static final long serialVersionUID = 1L;

  /*
   * The inherited map stays empty: every method that would read it is overridden (a test asks each JDK for new ones). Calls that touch
   * more than one element hold all stripes from their first to their last.
   */
  private final transient StripedHashMap<E, Boolean> map;
  private final transient Set<E> keys;

  /** An empty set of so many stripes, rounded up to a power of two. */
  public StripedHashSet(int stripes) {
    this(16, 0.75f, stripes);
  }

  /** Takes what {@link HashSet#HashSet(int)} takes, and the number of stripes last. */
  public StripedHashSet(int initialCapacity, int stripes) {
    this(initialCapacity, 0.75f, stripes);
  }

  /** Takes what {@link HashSet#HashSet(int, float)} takes, and the number of stripes last. */
  public StripedHashSet(int initialCapacity, float loadFactor, int stripes) {
    super(initialCapacity, loadFactor);
    map = new StripedHashMap<>(initialCapacity, loadFactor, stripes);
    keys = map.keySet();
  }

  @Override
  public final void guardBy(StripeGuard lock) {
    map.guardBy(lock);
  }

  @Override
  public final int stripes() {
    return map.stripes();
  }

  @Override
  public final @Nullable StripeGuard guard() {
    return map.guard();
  }

  @Override
  public boolean add(E element) {
    return map.put(element, Boolean.TRUE) == null;
  }

  @Override
  public boolean contains(@Nullable Object element) {
    return map.containsKey(element);
  }

  @Override
  public boolean remove(@Nullable Object element) {
    return map.remove(element) != null;
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
  public Iterator<E> iterator() {
    return keys.iterator();
  }

  @Override
  public Spliterator<E> spliterator() {
    return keys.spliterator();
  }

  @Override
  public Stream<E> stream() {
    return StreamSupport.stream(spliterator(), false);
  }

  @Override
  public Stream<E> parallelStream() {
    return StreamSupport.stream(spliterator(), true);
  }

  @Override
  public void forEach(Consumer<? super E> action) {
    keys.forEach(action);
  }

  @Override
  public boolean addAll(Collection<? extends E> elements) {
    boolean entered = map.enterAll();
    try {
      return super.addAll(elements);
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public boolean containsAll(Collection<?> elements) {
    boolean entered = map.enterAll();
    try {
      return super.containsAll(elements);
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public boolean removeAll(Collection<?> elements) {
    boolean entered = map.enterAll();
    try {
      return super.removeAll(elements);
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public boolean retainAll(Collection<?> elements) {
    boolean entered = map.enterAll();
    try {
      return super.retainAll(elements);
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public boolean removeIf(Predicate<? super E> filter) {
    boolean entered = map.enterAll();
    try {
      return super.removeIf(filter);
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public @Nullable Object[] toArray() {
    boolean entered = map.enterAll();
    try {
      return keys.toArray();
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public <T extends @Nullable Object> T[] toArray(T[] array) {
    boolean entered = map.enterAll();
    try {
      return keys.toArray(array);
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public <T extends @Nullable Object> T[] toArray(IntFunction<T[]> generator) {
    return toArray(generator.apply(0));
  }

  @Override
  public boolean equals(@Nullable Object other) {
    boolean entered = map.enterAll();
    try {
      return super.equals(other);
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public int hashCode() {
    boolean entered = map.enterAll();
    try {
      return super.hashCode();
    } finally {
      map.leave(entered);
    }
  }

  @Override
  public String toString() {
    boolean entered = map.enterAll();
    try {
      return super.toString();
    } finally {
      map.leave(entered);
    }
  }

  /** A plain set of the same elements: a copy is nobody's stripe. */
  @Override
  public Object clone() {
    boolean entered = map.enterAll();
    try {
      return new HashSet<>(this);
    } finally {
      map.leave(entered);
    }
  }

  /** Serialized forms outlive the agent: what is written is the JDK's own class. */
  protected Object writeReplace() throws ObjectStreamException {
    return clone();
  }
}
