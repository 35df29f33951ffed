package io.unjam.runtime.variant.striped;

import io.unjam.runtime.key.TrustedKeys;
import java.io.ObjectStreamException;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A {@link HashMap} in stripes, each touched only by threads that hold it: the map of the {@code
 * striped} lock variant.
 *
 * <p>Until it is {@linkplain #guardBy guarded} it is a map for one thread, like the original. From
 * then on a call that touches one key needs that key's stripe, every other call needs all of them;
 * a thread that has not taken what it needs takes all stripes for the duration of the call. A walk
 * by such a thread takes them step by step, and is as defined as one over a {@code HashMap} that
 * others change: fail-fast at best. Iteration is in no particular order, as in the original, but
 * not in the original's. Written as a plain map when serialized or cloned.
 */
public class StripedHashMap<K extends @Nullable Object, V extends @Nullable Object>
    extends HashMap<K, V> implements StripedTable {
  private static final long serialVersionUID = 1L;

  /*
   * The inherited table is never made: every method that would read it is overridden (a test asks each JDK for new ones).
   *
   * A stripe's table is a HashMap of its own. Both the lookup here and that HashMap look for keys of equal hash alone, so that it
   * makes no difference to any key, however odd its equals, that others are elsewhere.
   *
   * `changes` is what modCount is to a HashMap, for walks over several tables: each table sees to its own. Only threads that hold all
   * stripes walk, so only changes made by such threads can fall into a walk, and only they count: `changes` is guarded by all stripes.
   */
  final transient HashMap<K, V>[] tables;
  private final transient int shift;
  transient int changes;
  private transient @Nullable StripeGuard guard;
  private transient boolean holdsUntrusted;

  /**
   * An empty map.
   *
   * @param stripes how many tables; rounded up to a power of two
   */
  public StripedHashMap(int stripes) {
    this(16, 0.75f, stripes);
  }

  /** Takes what {@link HashMap#HashMap(int)} takes, and the number of stripes last. */
  public StripedHashMap(int initialCapacity, int stripes) {
    this(initialCapacity, 0.75f, stripes);
  }

  /** Takes what {@link HashMap#HashMap(int, float)} takes, and the number of stripes last. */
  public StripedHashMap(int initialCapacity, float loadFactor, int stripes) {
    super(initialCapacity, loadFactor);
    int count = StripeOfKey.count(stripes);
    shift = StripeOfKey.shift(count);
    tables = newTables(count);
    for (int i = 0; i < count; i++) {
      tables[i] = new HashMap<>(Math.max(1, initialCapacity / count), loadFactor);
    }
  }

  @SuppressWarnings({
    "unchecked",
    "rawtypes"
  }) // an array of a generic class can't be made otherwise
  private HashMap<K, V>[] newTables(int count) {
    return new HashMap[count];
  }

  @Override
  public final void guardBy(StripeGuard lock) {
    if (lock.stripes() != tables.length) {
      throw new IllegalArgumentException(lock.stripes() + " stripes for " + tables.length);
    }
    if (holdsUntrusted) {
      lock.keepWhole();
    }
    guard = lock;
  }

  @Override
  public final int stripes() {
    return tables.length;
  }

  @Override
  public final @Nullable StripeGuard guard() {
    return guard;
  }

  private int stripeOf(@Nullable Object key) {
    return StripeOfKey.of(key, shift);
  }

  /** Whether the running thread did not hold the stripe, holds all of them now, and must leave. */
  private boolean enter(@Nullable Object key, int stripe) {
    StripeGuard lock = guard;
    return lock != null && !lock.holds(stripe, key) && takeAll(lock);
  }

  private static boolean takeAll(StripeGuard lock) {
    lock.lockAll();
    return true;
  }

  /** As {@link #enter}, for all stripes. */
  boolean enterAll() {
    StripeGuard lock = guard;
    if (lock == null || lock.holdsAll()) {
      return false;
    }
    lock.lockAll();
    return true;
  }

  void leave(boolean entered) {
    StripeGuard lock = guard;
    if (entered && lock != null) {
      lock.unlockAll();
    }
  }

  /** Before code of the application is run; whether {@link #endForeign} has to be called. */
  boolean beginForeign() {
    StripeGuard lock = guard;
    return lock != null && lock.beginForeign();
  }

  void endForeign(boolean begun) {
    StripeGuard lock = guard;
    if (begun && lock != null) {
      lock.endForeign();
    }
  }

  /** As {@link #enter}, for a call that may store the key. */
  private boolean enterToStore(@Nullable Object key, int stripe) {
    if (key == null || TrustedKeys.contain(key)) {
      StripeGuard lock = guard;
      return lock != null && !lock.holds(stripe) && takeAll(lock);
    }
    boolean entered = enterAll();
    holdsUntrusted = true;
    StripeGuard lock = guard;
    if (lock != null) {
      lock.keepWhole();
    }
    return entered;
  }

  private void changed(Map<K, V> table, int sizeBefore) {
    if (table.size() != sizeBefore) {
      countChange();
    }
  }

  private void countChange() {
    StripeGuard lock = guard;
    if (lock == null || lock.holdsAll()) {
      changes++;
    }
  }

  void failIfChanged(int expected) {
    if (changes != expected) {
      throw new ConcurrentModificationException();
    }
  }

  @Override
  public @Nullable V get(@Nullable Object key) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    try {
      return tables[stripe].get(key);
    } finally {
      leave(entered);
    }
  }

  @Override
  public V getOrDefault(@Nullable Object key, V defaultValue) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    try {
      return tables[stripe].getOrDefault(key, defaultValue);
    } finally {
      leave(entered);
    }
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    try {
      return tables[stripe].containsKey(key);
    } finally {
      leave(entered);
    }
  }

  @Override
  public V put(K key, V value) {
    int stripe = stripeOf(key);
    boolean entered = enterToStore(key, stripe);
    try {
      HashMap<K, V> table = tables[stripe];
      int before = table.size();
      V previous = table.put(key, value);
      changed(table, before);
      return previous;
    } finally {
      leave(entered);
    }
  }

  @Override
  public V putIfAbsent(K key, V value) {
    int stripe = stripeOf(key);
    boolean entered = enterToStore(key, stripe);
    try {
      HashMap<K, V> table = tables[stripe];
      int before = table.size();
      V previous = table.putIfAbsent(key, value);
      changed(table, before);
      return previous;
    } finally {
      leave(entered);
    }
  }

  @Override
  public @Nullable V remove(@Nullable Object key) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    try {
      HashMap<K, V> table = tables[stripe];
      int before = table.size();
      V previous = table.remove(key);
      changed(table, before);
      return previous;
    } finally {
      leave(entered);
    }
  }

  @Override
  public boolean remove(@Nullable Object key, @Nullable Object value) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    boolean foreign = beginForeign();
    try {
      HashMap<K, V> table = tables[stripe];
      int before = table.size();
      boolean removed = table.remove(key, value);
      changed(table, before);
      return removed;
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public V replace(K key, V value) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    try {
      return tables[stripe].replace(key, value);
    } finally {
      leave(entered);
    }
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    boolean foreign = beginForeign();
    try {
      return tables[stripe].replace(key, oldValue, newValue);
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public V computeIfAbsent(K key, Function<? super K, ? extends V> mappingFunction) {
    int stripe = stripeOf(key);
    boolean entered = enterToStore(key, stripe);
    boolean foreign = beginForeign();
    try {
      HashMap<K, V> table = tables[stripe];
      int before = table.size();
      V value = table.computeIfAbsent(key, mappingFunction);
      changed(table, before);
      return value;
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends V> remappingFunction) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    boolean foreign = beginForeign();
    try {
      HashMap<K, V> table = tables[stripe];
      int before = table.size();
      V value = table.computeIfPresent(key, remappingFunction);
      changed(table, before);
      return value;
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public V compute(K key, BiFunction<? super K, ? super V, ? extends V> remappingFunction) {
    int stripe = stripeOf(key);
    boolean entered = enterToStore(key, stripe);
    boolean foreign = beginForeign();
    try {
      HashMap<K, V> table = tables[stripe];
      int before = table.size();
      V value = table.compute(key, remappingFunction);
      changed(table, before);
      return value;
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public V merge(K key, V value, BiFunction<? super V, ? super V, ? extends V> remappingFunction) {
    int stripe = stripeOf(key);
    boolean entered = enterToStore(key, stripe);
    boolean foreign = beginForeign();
    try {
      HashMap<K, V> table = tables[stripe];
      int before = table.size();
      V merged = table.merge(key, value, remappingFunction);
      changed(table, before);
      return merged;
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public int size() {
    boolean entered = enterAll();
    try {
      int size = 0;
      for (int i = 0; i < tables.length; i++) {
        size += tables[i].size();
      }
      return size;
    } finally {
      leave(entered);
    }
  }

  @Override
  public boolean isEmpty() {
    boolean entered = enterAll();
    try {
      for (int i = 0; i < tables.length; i++) {
        if (!tables[i].isEmpty()) {
          return false;
        }
      }
      return true;
    } finally {
      leave(entered);
    }
  }

  @Override
  public boolean containsValue(@Nullable Object value) {
    boolean entered = enterAll();
    boolean foreign = beginForeign();
    try {
      for (int i = 0; i < tables.length; i++) {
        if (tables[i].containsValue(value)) {
          return true;
        }
      }
      return false;
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public void clear() {
    boolean entered = enterAll();
    try {
      for (int i = 0; i < tables.length; i++) {
        tables[i].clear();
      }
      countChange();
    } finally {
      leave(entered);
    }
  }

  @Override
  public void putAll(Map<? extends K, ? extends V> m) {
    boolean entered = enterAll();
    try {
      for (Map.Entry<? extends K, ? extends V> entry : m.entrySet()) {
        put(entry.getKey(), entry.getValue());
      }
    } finally {
      leave(entered);
    }
  }

  @Override
  public void forEach(BiConsumer<? super K, ? super V> action) {
    if (action == null) {
      throw new NullPointerException();
    }
    boolean entered = enterAll();
    boolean foreign = beginForeign();
    try {
      int expected = changes;
      for (int i = 0; i < tables.length; i++) {
        tables[i].forEach(action);
        failIfChanged(expected);
      }
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    if (function == null) {
      throw new NullPointerException();
    }
    boolean entered = enterAll();
    boolean foreign = beginForeign();
    try {
      int expected = changes;
      for (int i = 0; i < tables.length; i++) {
        tables[i].replaceAll(function);
        failIfChanged(expected);
      }
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  @Override
  public Set<K> keySet() {
    return new StripedKeys<>(this);
  }

  @Override
  public Collection<V> values() {
    return new StripedValues<>(this);
  }

  @Override
  public Set<Map.Entry<K, V>> entrySet() {
    return new StripedEntries<>(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    boolean entered = enterAll();
    try {
      return super.equals(other);
    } finally {
      leave(entered);
    }
  }

  @Override
  public int hashCode() {
    boolean entered = enterAll();
    try {
      return super.hashCode();
    } finally {
      leave(entered);
    }
  }

  @Override
  public String toString() {
    boolean entered = enterAll();
    try {
      return super.toString();
    } finally {
      leave(entered);
    }
  }

  /** A plain map of the same entries: a copy is nobody's stripe. */
  @Override
  public Object clone() {
    boolean entered = enterAll();
    try {
      return new HashMap<>(this);
    } finally {
      leave(entered);
    }
  }

  /** Serialized forms outlive the agent: what is written is the JDK's own class. */
  protected Object writeReplace() throws ObjectStreamException {
    return clone();
  }

  // What the views do with one element of theirs.

  boolean removeKey(@Nullable Object key) {
    int stripe = stripeOf(key);
    boolean entered = enter(key, stripe);
    try {
      boolean removed = tables[stripe].keySet().remove(key);
      if (removed) {
        countChange();
      }
      return removed;
    } finally {
      leave(entered);
    }
  }

  boolean containsEntry(@Nullable Object candidate) {
    if (!(candidate instanceof Map.Entry<?, ?> entry)) {
      return false;
    }
    int stripe = stripeOf(entry.getKey());
    boolean entered = enter(entry.getKey(), stripe);
    boolean foreign = beginForeign();
    try {
      return tables[stripe].entrySet().contains(candidate);
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  boolean removeEntry(@Nullable Object candidate) {
    if (!(candidate instanceof Map.Entry<?, ?> entry)) {
      return false;
    }
    int stripe = stripeOf(entry.getKey());
    boolean entered = enter(entry.getKey(), stripe);
    boolean foreign = beginForeign();
    try {
      boolean removed = tables[stripe].entrySet().remove(candidate);
      if (removed) {
        countChange();
      }
      return removed;
    } finally {
      endForeign(foreign);
      leave(entered);
    }
  }

  /** An element was removed through an iterator of a table. */
  void removedByIterator() {
    countChange();
  }
}
