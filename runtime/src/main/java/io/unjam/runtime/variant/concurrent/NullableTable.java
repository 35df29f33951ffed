package io.unjam.runtime.variant.concurrent;

import io.unjam.runtime.variant.table.ShardedTable;
import java.lang.invoke.VarHandle;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The operations of {@link java.util.Map} on a table in which an object of ours stands for a null
 * key or value, each with the answers of {@link java.util.HashMap}. Thread-safe; an operation on
 * one key is linearizable, a function runs once, holds up writers of its own key alone, and may
 * write other keys.
 *
 * <p>What the calls of these methods leave in order is more than a table's own: whatever a thread
 * did before a call happens before whatever another does after a call that this one can be told to
 * precede, be it only because it did <em>not</em> find the other's mapping.
 */
final class NullableTable {
  /*
   * The monitor that is gone ordered every call after every earlier one. A program can only tell that order by what calls return.
   * That a call found a value orders it after the value's writer, by the table. That it did not find one orders it before the writer
   * to come, which no acquire and release gives: the read of the table could overtake its thread's own earlier stores, and
   * the writer's later reads its own store. Hence a full fence before every read that may decide, and one after every write. As with
   * any fence of Java, this holds on the processors and compilers there are and is no theorem of the memory model.
   */

  /** Stands for null, in keys and values. */
  private static final Object NULL =
      new Object() {
        @Override
        public int hashCode() {
          return 0;
        }

        @Override
        public boolean equals(@Nullable Object other) {
          return this == other;
        }
      };

  private NullableTable() {}

  static Object masked(@Nullable Object given) {
    return given == null ? NULL : given;
  }

  /** The object itself; {@code null} for what stands for it and for {@code null}. */
  static @Nullable Object unmasked(@Nullable Object kept) {
    return kept == NULL ? null : kept;
  }

  static @Nullable Object get(ShardedTable<Object, Object> table, @Nullable Object key) {
    VarHandle.fullFence();
    return unmasked(table.get(masked(key)));
  }

  static boolean containsKey(ShardedTable<Object, Object> table, @Nullable Object key) {
    VarHandle.fullFence();
    return table.get(masked(key)) != null;
  }

  static @Nullable Object getOrDefault(
      ShardedTable<Object, Object> table, @Nullable Object key, @Nullable Object otherwise) {
    VarHandle.fullFence();
    Object kept = table.get(masked(key));
    return kept == null ? otherwise : unmasked(kept);
  }

  static @Nullable Object put(
      ShardedTable<Object, Object> table, @Nullable Object key, @Nullable Object value) {
    Object old = table.put(masked(key), masked(value));
    VarHandle.fullFence();
    return unmasked(old);
  }

  static @Nullable Object putIfAbsent(
      ShardedTable<Object, Object> table, @Nullable Object key, @Nullable Object value) {
    VarHandle.fullFence();
    Object kept = table.putIfAbsent(masked(key), masked(value));
    while (kept == NULL) {
      // Mapped to null counts as absent.
      if (table.replaceIfEqual(masked(key), NULL, masked(value))) {
        kept = null;
      } else {
        kept = table.putIfAbsent(masked(key), masked(value));
      }
    }
    VarHandle.fullFence();
    return kept;
  }

  static @Nullable Object remove(ShardedTable<Object, Object> table, @Nullable Object key) {
    return unmasked(removeMapping(table, key));
  }

  /**
   * Returns what the key was mapped to as the table keeps it: {@code null} for no mapping alone.
   */
  static @Nullable Object removeMapping(ShardedTable<Object, Object> table, @Nullable Object key) {
    VarHandle.fullFence();
    Object old = table.remove(masked(key));
    VarHandle.fullFence();
    return old;
  }

  static boolean removeIfEqual(
      ShardedTable<Object, Object> table, @Nullable Object key, @Nullable Object value) {
    VarHandle.fullFence();
    boolean removed = table.removeIfEqual(masked(key), masked(value));
    VarHandle.fullFence();
    return removed;
  }

  static @Nullable Object replace(
      ShardedTable<Object, Object> table, @Nullable Object key, @Nullable Object value) {
    VarHandle.fullFence();
    Object old = table.replace(masked(key), masked(value));
    VarHandle.fullFence();
    return unmasked(old);
  }

  static boolean replaceIfEqual(
      ShardedTable<Object, Object> table,
      @Nullable Object key,
      @Nullable Object expected,
      @Nullable Object value) {
    VarHandle.fullFence();
    boolean replaced = table.replaceIfEqual(masked(key), masked(expected), masked(value));
    VarHandle.fullFence();
    return replaced;
  }

  static <K, V> @Nullable Object computeIfAbsent(
      ShardedTable<Object, Object> table,
      @Nullable K key,
      Function<? super K, ? extends @Nullable V> function) {
    Object there = get(table, key);
    return there != null ? there : computed(table, key, new Computing<>(key, function, null, null));
  }

  static <K, V> @Nullable Object computeIfPresent(
      ShardedTable<Object, Object> table,
      @Nullable K key,
      BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    VarHandle.fullFence();
    Object result = table.computeIfPresent(masked(key), new Computing<>(key, null, function, null));
    VarHandle.fullFence();
    return unmasked(result);
  }

  static <K, V> @Nullable Object compute(
      ShardedTable<Object, Object> table,
      @Nullable K key,
      BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    return computed(table, key, new Computing<>(key, null, null, function));
  }

  static <K, V> @Nullable Object merge(
      ShardedTable<Object, Object> table,
      @Nullable K key,
      V value,
      BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    return computed(table, key, new Merging<>(value, function));
  }

  private static @Nullable Object computed(
      ShardedTable<Object, Object> table,
      @Nullable Object key,
      BiFunction<Object, @Nullable Object, @Nullable Object> function) {
    VarHandle.fullFence();
    Object result = table.compute(masked(key), function);
    VarHandle.fullFence();
    return unmasked(result);
  }

  /** A function of the application between masked values; one of the three is not null. */
  private record Computing<K, V>(
      @Nullable K key,
      @Nullable Function<? super K, ? extends @Nullable V> ifAbsent,
      @Nullable BiFunction<? super K, ? super V, ? extends @Nullable V> ifPresent,
      @Nullable BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> always)
      implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a null key where the map takes one
    public @Nullable Object apply(Object kept, @Nullable Object old) {
      boolean absent = old == null || old == NULL;
      if (ifAbsent != null) {
        Object result = absent ? ifAbsent.apply(key) : null;
        return result != null ? result : old;
      }
      if (ifPresent != null) {
        return absent ? old : ifPresent.apply(key, (V) old);
      }
      return always == null ? old : always.apply(key, (V) unmasked(old));
    }
  }

  /** What {@code merge} makes of a masked value. */
  private record Merging<V>(
      V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function)
      implements BiFunction<Object, @Nullable Object, @Nullable Object> {

    @Override
    @SuppressWarnings("unchecked")
    public @Nullable Object apply(Object kept, @Nullable Object old) {
      return old == null || old == NULL ? value : function.apply((V) old, value);
    }
  }
}
