package io.unjam.runtime.variant;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ForkJoinPool;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.DoubleBinaryOperator;
import java.util.function.Function;
import java.util.function.IntBinaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.ToDoubleBiFunction;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntBiFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongBiFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A map variant whose bulk operations are all carried out by one method: here stand the signatures
 * and the null checks of the 31 that a {@link ConcurrentHashMap} has.
 */
abstract class BulkMapVariant<K, V> extends MapVariant<K, V> {
  private static final long serialVersionUID = 1L;

  /**
   * Carries out a bulk operation.
   *
   * @param threshold the number of mappings from which on it is to run in parallel
   * @param function the function that each mapping, key, value or entry is given to
   * @param reducer what combines results, or takes transformed elements
   * @param basis of a reduction to a primitive, boxed
   * @return what the original's operation returns, boxed
   */
  @SuppressWarnings("TypeParameterUnusedInFormals")
  abstract <R> R bulk(
      BulkOperation operation,
      long threshold,
      @Nullable Object function,
      @Nullable Object reducer,
      @Nullable Object basis);

  /**
   * Into how many parts a bulk operation is to be split; 1 or less means sequentially. The
   * original's rule: about four tasks per worker, none smaller than the threshold.
   */
  final int parallelParts(long threshold) {
    long n = threshold == Long.MAX_VALUE ? 0 : mappingCount();
    if (n <= 1 || n < threshold) {
      return 0;
    }
    long most = (long) ForkJoinPool.getCommonPoolParallelism() << 2;
    return (int) (threshold <= 0 ? most : Math.min(most, n / threshold));
  }

  @Override
  public void forEach(long parallelismThreshold, BiConsumer<? super K, ? super V> action) {
    requireNonNull(action);
    bulk(BulkOperation.FOR_EACH, parallelismThreshold, action, null, null);
  }

  @Override
  public <U> void forEach(
      long parallelismThreshold,
      BiFunction<? super K, ? super V, ? extends U> transformer,
      Consumer<? super U> action) {
    requireNonNull(transformer);
    requireNonNull(action);
    bulk(BulkOperation.FOR_EACH_TRANSFORMED, parallelismThreshold, transformer, action, null);
  }

  @Override
  public <U> @Nullable U search(
      long parallelismThreshold, BiFunction<? super K, ? super V, ? extends U> searchFunction) {
    requireNonNull(searchFunction);
    return bulk(BulkOperation.SEARCH, parallelismThreshold, searchFunction, null, null);
  }

  @Override
  public <U> @Nullable U reduce(
      long parallelismThreshold,
      BiFunction<? super K, ? super V, ? extends U> transformer,
      BiFunction<? super U, ? super U, ? extends U> reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return bulk(BulkOperation.REDUCE_TRANSFORMED, parallelismThreshold, transformer, reducer, null);
  }

  @Override
  public double reduceToDouble(
      long parallelismThreshold,
      ToDoubleBiFunction<? super K, ? super V> transformer,
      double basis,
      DoubleBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Double>bulk(
        BulkOperation.REDUCE_TO_DOUBLE, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public long reduceToLong(
      long parallelismThreshold,
      ToLongBiFunction<? super K, ? super V> transformer,
      long basis,
      LongBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Long>bulk(
        BulkOperation.REDUCE_TO_LONG, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public int reduceToInt(
      long parallelismThreshold,
      ToIntBiFunction<? super K, ? super V> transformer,
      int basis,
      IntBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Integer>bulk(
        BulkOperation.REDUCE_TO_INT, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public void forEachKey(long parallelismThreshold, Consumer<? super K> action) {
    requireNonNull(action);
    bulk(BulkOperation.FOR_EACH_KEY, parallelismThreshold, action, null, null);
  }

  @Override
  public <U> void forEachKey(
      long parallelismThreshold,
      Function<? super K, ? extends U> transformer,
      Consumer<? super U> action) {
    requireNonNull(transformer);
    requireNonNull(action);
    bulk(BulkOperation.FOR_EACH_KEY_TRANSFORMED, parallelismThreshold, transformer, action, null);
  }

  @Override
  public <U> @Nullable U searchKeys(
      long parallelismThreshold, Function<? super K, ? extends U> searchFunction) {
    requireNonNull(searchFunction);
    return bulk(BulkOperation.SEARCH_KEYS, parallelismThreshold, searchFunction, null, null);
  }

  @Override
  public @Nullable K reduceKeys(
      long parallelismThreshold, BiFunction<? super K, ? super K, ? extends K> reducer) {
    requireNonNull(reducer);
    return bulk(BulkOperation.REDUCE_KEYS, parallelismThreshold, null, reducer, null);
  }

  @Override
  public <U> @Nullable U reduceKeys(
      long parallelismThreshold,
      Function<? super K, ? extends U> transformer,
      BiFunction<? super U, ? super U, ? extends U> reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return bulk(
        BulkOperation.REDUCE_KEYS_TRANSFORMED, parallelismThreshold, transformer, reducer, null);
  }

  @Override
  public double reduceKeysToDouble(
      long parallelismThreshold,
      ToDoubleFunction<? super K> transformer,
      double basis,
      DoubleBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Double>bulk(
        BulkOperation.REDUCE_KEYS_TO_DOUBLE, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public long reduceKeysToLong(
      long parallelismThreshold,
      ToLongFunction<? super K> transformer,
      long basis,
      LongBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Long>bulk(
        BulkOperation.REDUCE_KEYS_TO_LONG, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public int reduceKeysToInt(
      long parallelismThreshold,
      ToIntFunction<? super K> transformer,
      int basis,
      IntBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Integer>bulk(
        BulkOperation.REDUCE_KEYS_TO_INT, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public void forEachValue(long parallelismThreshold, Consumer<? super V> action) {
    requireNonNull(action);
    bulk(BulkOperation.FOR_EACH_VALUE, parallelismThreshold, action, null, null);
  }

  @Override
  public <U> void forEachValue(
      long parallelismThreshold,
      Function<? super V, ? extends U> transformer,
      Consumer<? super U> action) {
    requireNonNull(transformer);
    requireNonNull(action);
    bulk(BulkOperation.FOR_EACH_VALUE_TRANSFORMED, parallelismThreshold, transformer, action, null);
  }

  @Override
  public <U> @Nullable U searchValues(
      long parallelismThreshold, Function<? super V, ? extends U> searchFunction) {
    requireNonNull(searchFunction);
    return bulk(BulkOperation.SEARCH_VALUES, parallelismThreshold, searchFunction, null, null);
  }

  @Override
  public @Nullable V reduceValues(
      long parallelismThreshold, BiFunction<? super V, ? super V, ? extends V> reducer) {
    requireNonNull(reducer);
    return bulk(BulkOperation.REDUCE_VALUES, parallelismThreshold, null, reducer, null);
  }

  @Override
  public <U> @Nullable U reduceValues(
      long parallelismThreshold,
      Function<? super V, ? extends U> transformer,
      BiFunction<? super U, ? super U, ? extends U> reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return bulk(
        BulkOperation.REDUCE_VALUES_TRANSFORMED, parallelismThreshold, transformer, reducer, null);
  }

  @Override
  public double reduceValuesToDouble(
      long parallelismThreshold,
      ToDoubleFunction<? super V> transformer,
      double basis,
      DoubleBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Double>bulk(
        BulkOperation.REDUCE_VALUES_TO_DOUBLE, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public long reduceValuesToLong(
      long parallelismThreshold,
      ToLongFunction<? super V> transformer,
      long basis,
      LongBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Long>bulk(
        BulkOperation.REDUCE_VALUES_TO_LONG, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public int reduceValuesToInt(
      long parallelismThreshold,
      ToIntFunction<? super V> transformer,
      int basis,
      IntBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Integer>bulk(
        BulkOperation.REDUCE_VALUES_TO_INT, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public void forEachEntry(long parallelismThreshold, Consumer<? super Map.Entry<K, V>> action) {
    requireNonNull(action);
    bulk(BulkOperation.FOR_EACH_ENTRY, parallelismThreshold, action, null, null);
  }

  @Override
  public <U> void forEachEntry(
      long parallelismThreshold,
      Function<Map.Entry<K, V>, ? extends U> transformer,
      Consumer<? super U> action) {
    requireNonNull(transformer);
    requireNonNull(action);
    bulk(BulkOperation.FOR_EACH_ENTRY_TRANSFORMED, parallelismThreshold, transformer, action, null);
  }

  @Override
  public <U> @Nullable U searchEntries(
      long parallelismThreshold, Function<Map.Entry<K, V>, ? extends U> searchFunction) {
    requireNonNull(searchFunction);
    return bulk(BulkOperation.SEARCH_ENTRIES, parallelismThreshold, searchFunction, null, null);
  }

  @Override
  public Map.@Nullable Entry<K, V> reduceEntries(
      long parallelismThreshold,
      BiFunction<Map.Entry<K, V>, Map.Entry<K, V>, ? extends Map.Entry<K, V>> reducer) {
    requireNonNull(reducer);
    return bulk(BulkOperation.REDUCE_ENTRIES, parallelismThreshold, null, reducer, null);
  }

  @Override
  public <U> @Nullable U reduceEntries(
      long parallelismThreshold,
      Function<Map.Entry<K, V>, ? extends U> transformer,
      BiFunction<? super U, ? super U, ? extends U> reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return bulk(
        BulkOperation.REDUCE_ENTRIES_TRANSFORMED, parallelismThreshold, transformer, reducer, null);
  }

  @Override
  public double reduceEntriesToDouble(
      long parallelismThreshold,
      ToDoubleFunction<Map.Entry<K, V>> transformer,
      double basis,
      DoubleBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Double>bulk(
        BulkOperation.REDUCE_ENTRIES_TO_DOUBLE, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public long reduceEntriesToLong(
      long parallelismThreshold,
      ToLongFunction<Map.Entry<K, V>> transformer,
      long basis,
      LongBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Long>bulk(
        BulkOperation.REDUCE_ENTRIES_TO_LONG, parallelismThreshold, transformer, reducer, basis);
  }

  @Override
  public int reduceEntriesToInt(
      long parallelismThreshold,
      ToIntFunction<Map.Entry<K, V>> transformer,
      int basis,
      IntBinaryOperator reducer) {
    requireNonNull(transformer);
    requireNonNull(reducer);
    return this.<Integer>bulk(
        BulkOperation.REDUCE_ENTRIES_TO_INT, parallelismThreshold, transformer, reducer, basis);
  }
}
