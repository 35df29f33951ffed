package io.unjam.runtime.variant;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.atomic.AtomicReference;
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
 * One bulk operation over a range of shards. Sequentially it folds shard after shard, a primitive
 * reduction handing its result on as the basis of the next, so that even a basis that is no
 * identity counts once, as in the original. In parallel it halves the range, and inside the last
 * shard leaves the rest to that shard's own parallel operation. A search that has found something
 * begins no further shard.
 */
final class ShardedBulkTask<K, V> extends RecursiveTask<@Nullable Object> {
  private static final long serialVersionUID = 1L;

  private final transient ShardedConcurrentHashMap<K, V> map;
  private final BulkOperation operation;
  private final long threshold;
  private final transient @Nullable Object f;
  private final transient @Nullable Object g;
  private final transient @Nullable Object basis;
  private final transient AtomicReference<@Nullable Object> found;
  private final int from;
  private final int end;
  private final int parts;

  ShardedBulkTask(
      ShardedConcurrentHashMap<K, V> map,
      BulkOperation operation,
      long threshold,
      @Nullable Object f,
      @Nullable Object g,
      @Nullable Object basis,
      int from,
      int end,
      int parts) {
    this.map = map;
    this.operation = operation;
    this.threshold = threshold;
    this.f = f;
    this.g = g;
    this.basis = basis;
    this.found = new AtomicReference<>();
    this.from = from;
    this.end = end;
    this.parts = parts;
  }

  private ShardedBulkTask(ShardedBulkTask<K, V> parent, int from, int end) {
    this.map = parent.map;
    this.operation = parent.operation;
    this.threshold = parent.threshold;
    this.f = parent.f;
    this.g = parent.g;
    this.basis = parent.basis;
    this.found = parent.found;
    this.from = from;
    this.end = end;
    this.parts = parent.parts >>> 1;
  }

  @Override
  protected @Nullable Object compute() {
    if (parts <= 1 || end - from == 1) {
      return fold(parts <= 1 ? Long.MAX_VALUE : threshold);
    }
    int middle = (from + end) >>> 1;
    ShardedBulkTask<K, V> left = new ShardedBulkTask<>(this, from, middle);
    ShardedBulkTask<K, V> right = new ShardedBulkTask<>(this, middle, end);
    left.fork();
    Object ofRight = right.compute();
    Object ofLeft = left.join();
    return combine(ofLeft, ofRight);
  }

  @Nullable Object sequential() {
    return fold(Long.MAX_VALUE);
  }

  private @Nullable Object fold(long shardThreshold) {
    boolean primitive = basis != null;
    Object result = basis;
    for (int i = from; i < end; i++) {
      if (found.get() != null) {
        return found.get();
      }
      ConcurrentHashMap<K, V> shard = map.lvShard(i);
      if (shard != null) {
        Object ofShard = apply(shard, shardThreshold, result);
        result = primitive ? ofShard : combine(result, ofShard);
      }
    }
    return result;
  }

  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private @Nullable Object combine(@Nullable Object a, @Nullable Object b) {
    return switch (operation.combining) {
      case NOTHING -> null;
      case FIRST -> {
        Object first = a == null ? b : a;
        if (first != null) {
          found.compareAndSet(null, first);
        }
        yield first;
      }
      case OBJECTS -> {
        if (a == null || b == null) {
          yield a == null ? b : a;
        }
        yield ((BiFunction<Object, Object, Object>) function(g)).apply(a, b);
      }
      case DOUBLES ->
          ((DoubleBinaryOperator) function(g))
              .applyAsDouble((Double) function(a), (Double) function(b));
      case LONGS ->
          ((LongBinaryOperator) function(g)).applyAsLong((Long) function(a), (Long) function(b));
      case INTS ->
          ((IntBinaryOperator) function(g))
              .applyAsInt((Integer) function(a), (Integer) function(b));
    };
  }

  private static Object function(@Nullable Object given) {
    if (given == null) {
      throw new NullPointerException();
    }
    return given;
  }

  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private @Nullable Object apply(
      ConcurrentHashMap<K, V> shard, long threshold, @Nullable Object initial) {
    return switch (operation) {
      case FOR_EACH -> {
        shard.forEach(threshold, (BiConsumer<? super K, ? super V>) function(f));
        yield null;
      }
      case FOR_EACH_TRANSFORMED -> {
        shard.forEach(
            threshold,
            (BiFunction<? super K, ? super V, ?>) function(f),
            (Consumer<Object>) function(g));
        yield null;
      }
      case SEARCH -> shard.search(threshold, (BiFunction<? super K, ? super V, ?>) function(f));
      case REDUCE_TRANSFORMED ->
          shard.reduce(
              threshold,
              (BiFunction<? super K, ? super V, ?>) function(f),
              (BiFunction<Object, Object, Object>) function(g));
      case REDUCE_TO_DOUBLE ->
          shard.reduceToDouble(
              threshold,
              (ToDoubleBiFunction<? super K, ? super V>) function(f),
              (Double) function(initial),
              (DoubleBinaryOperator) function(g));
      case REDUCE_TO_LONG ->
          shard.reduceToLong(
              threshold,
              (ToLongBiFunction<? super K, ? super V>) function(f),
              (Long) function(initial),
              (LongBinaryOperator) function(g));
      case REDUCE_TO_INT ->
          shard.reduceToInt(
              threshold,
              (ToIntBiFunction<? super K, ? super V>) function(f),
              (Integer) function(initial),
              (IntBinaryOperator) function(g));
      case FOR_EACH_KEY -> {
        shard.forEachKey(threshold, (Consumer<? super K>) function(f));
        yield null;
      }
      case FOR_EACH_KEY_TRANSFORMED -> {
        shard.forEachKey(
            threshold, (Function<? super K, ?>) function(f), (Consumer<Object>) function(g));
        yield null;
      }
      case SEARCH_KEYS -> shard.searchKeys(threshold, (Function<? super K, ?>) function(f));
      case REDUCE_KEYS -> shard.reduceKeys(threshold, (BiFunction<K, K, ? extends K>) function(g));
      case REDUCE_KEYS_TRANSFORMED ->
          shard.reduceKeys(
              threshold,
              (Function<? super K, ?>) function(f),
              (BiFunction<Object, Object, Object>) function(g));
      case REDUCE_KEYS_TO_DOUBLE ->
          shard.reduceKeysToDouble(
              threshold,
              (ToDoubleFunction<? super K>) function(f),
              (Double) function(initial),
              (DoubleBinaryOperator) function(g));
      case REDUCE_KEYS_TO_LONG ->
          shard.reduceKeysToLong(
              threshold,
              (ToLongFunction<? super K>) function(f),
              (Long) function(initial),
              (LongBinaryOperator) function(g));
      case REDUCE_KEYS_TO_INT ->
          shard.reduceKeysToInt(
              threshold,
              (ToIntFunction<? super K>) function(f),
              (Integer) function(initial),
              (IntBinaryOperator) function(g));
      case FOR_EACH_VALUE -> {
        shard.forEachValue(threshold, (Consumer<? super V>) function(f));
        yield null;
      }
      case FOR_EACH_VALUE_TRANSFORMED -> {
        shard.forEachValue(
            threshold, (Function<? super V, ?>) function(f), (Consumer<Object>) function(g));
        yield null;
      }
      case SEARCH_VALUES -> shard.searchValues(threshold, (Function<? super V, ?>) function(f));
      case REDUCE_VALUES ->
          shard.reduceValues(threshold, (BiFunction<V, V, ? extends V>) function(g));
      case REDUCE_VALUES_TRANSFORMED ->
          shard.reduceValues(
              threshold,
              (Function<? super V, ?>) function(f),
              (BiFunction<Object, Object, Object>) function(g));
      case REDUCE_VALUES_TO_DOUBLE ->
          shard.reduceValuesToDouble(
              threshold,
              (ToDoubleFunction<? super V>) function(f),
              (Double) function(initial),
              (DoubleBinaryOperator) function(g));
      case REDUCE_VALUES_TO_LONG ->
          shard.reduceValuesToLong(
              threshold,
              (ToLongFunction<? super V>) function(f),
              (Long) function(initial),
              (LongBinaryOperator) function(g));
      case REDUCE_VALUES_TO_INT ->
          shard.reduceValuesToInt(
              threshold,
              (ToIntFunction<? super V>) function(f),
              (Integer) function(initial),
              (IntBinaryOperator) function(g));
      case FOR_EACH_ENTRY -> {
        shard.forEachEntry(threshold, (Consumer<? super Map.Entry<K, V>>) function(f));
        yield null;
      }
      case FOR_EACH_ENTRY_TRANSFORMED -> {
        shard.forEachEntry(
            threshold, (Function<Map.Entry<K, V>, ?>) function(f), (Consumer<Object>) function(g));
        yield null;
      }
      case SEARCH_ENTRIES ->
          shard.searchEntries(threshold, (Function<Map.Entry<K, V>, ?>) function(f));
      case REDUCE_ENTRIES ->
          shard.reduceEntries(
              threshold,
              (BiFunction<Map.Entry<K, V>, Map.Entry<K, V>, ? extends Map.Entry<K, V>>)
                  function(g));
      case REDUCE_ENTRIES_TRANSFORMED ->
          shard.reduceEntries(
              threshold,
              (Function<Map.Entry<K, V>, ?>) function(f),
              (BiFunction<Object, Object, Object>) function(g));
      case REDUCE_ENTRIES_TO_DOUBLE ->
          shard.reduceEntriesToDouble(
              threshold,
              (ToDoubleFunction<Map.Entry<K, V>>) function(f),
              (Double) function(initial),
              (DoubleBinaryOperator) function(g));
      case REDUCE_ENTRIES_TO_LONG ->
          shard.reduceEntriesToLong(
              threshold,
              (ToLongFunction<Map.Entry<K, V>>) function(f),
              (Long) function(initial),
              (LongBinaryOperator) function(g));
      case REDUCE_ENTRIES_TO_INT ->
          shard.reduceEntriesToInt(
              threshold,
              (ToIntFunction<Map.Entry<K, V>>) function(f),
              (Integer) function(initial),
              (IntBinaryOperator) function(g));
    };
  }
}
