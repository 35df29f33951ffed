package io.unjam.runtime.variant;

import io.unjam.runtime.variant.table.TableCursor;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Map;
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
 * One bulk operation over a part of a table. Sequentially it folds mapping after mapping, starting
 * from the basis; in parallel it hands parts of its walk to others, each of which starts from the
 * basis as the original's tasks do. A search that has found something looks at no further mapping.
 */
final class TableBulkTask<K, V> extends RecursiveTask<@Nullable Object> {
  private static final long serialVersionUID = 1L;

  private final transient TableCursor<K, V> cursor;
  private final BulkOperation operation;
  private final transient @Nullable Object f;
  private final transient @Nullable Object g;
  private final transient @Nullable Object basis;
  private final transient AtomicReference<@Nullable Object> found;
  private final int parts;

  TableBulkTask(
      TableCursor<K, V> cursor,
      BulkOperation operation,
      @Nullable Object f,
      @Nullable Object g,
      @Nullable Object basis,
      int parts) {
    this(cursor, operation, f, g, basis, new AtomicReference<>(), parts);
  }

  private TableBulkTask(
      TableCursor<K, V> cursor,
      BulkOperation operation,
      @Nullable Object f,
      @Nullable Object g,
      @Nullable Object basis,
      AtomicReference<@Nullable Object> found,
      int parts) {
    this.cursor = cursor;
    this.operation = operation;
    this.f = f;
    this.g = g;
    this.basis = basis;
    this.found = found;
    this.parts = parts;
  }

  @Override
  protected @Nullable Object compute() {
    TableCursor<K, V> half = parts <= 1 ? null : cursor.split();
    if (half == null) {
      return sequential();
    }
    TableBulkTask<K, V> left =
        new TableBulkTask<>(half, operation, f, g, basis, found, parts >>> 1);
    TableBulkTask<K, V> right =
        new TableBulkTask<>(cursor, operation, f, g, basis, found, parts - (parts >>> 1));
    left.fork();
    Object ofRight = right.compute();
    Object ofLeft = left.join();
    return combine(ofLeft, ofRight);
  }

  @Nullable Object sequential() {
    return switch (operation.combining) {
      case NOTHING -> forEach();
      case FIRST -> search();
      case OBJECTS -> reduce();
      case DOUBLES -> reduceToDouble();
      case LONGS -> reduceToLong();
      case INTS -> reduceToInt();
    };
  }

  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private @Nullable Object combine(@Nullable Object a, @Nullable Object b) {
    return switch (operation.combining) {
      case NOTHING -> null;
      case FIRST -> a == null ? b : a;
      case OBJECTS ->
          a == null || b == null
              ? (a == null ? b : a)
              : ((BiFunction<Object, Object, Object>) given(g)).apply(a, b);
      case DOUBLES ->
          ((DoubleBinaryOperator) given(g)).applyAsDouble((Double) given(a), (Double) given(b));
      case LONGS -> ((LongBinaryOperator) given(g)).applyAsLong((Long) given(a), (Long) given(b));
      case INTS ->
          ((IntBinaryOperator) given(g)).applyAsInt((Integer) given(a), (Integer) given(b));
    };
  }

  private static Object given(@Nullable Object function) {
    if (function == null) {
      throw new NullPointerException();
    }
    return function;
  }

  /** As the original's bulk operations hand out: an entry that refuses {@code setValue}. */
  private Map.Entry<K, V> entry() {
    return new SimpleImmutableEntry<>(cursor.key(), cursor.value());
  }

  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private @Nullable Object forEach() {
    Consumer<Object> action = g == null ? null : (Consumer<Object>) g;
    while (cursor.advance()) {
      if (action != null) {
        Object transformed = transformed();
        if (transformed != null) {
          action.accept(transformed);
        }
      } else {
        switch (operation) {
          case FOR_EACH -> ((BiConsumer<K, V>) given(f)).accept(cursor.key(), cursor.value());
          case FOR_EACH_KEY -> ((Consumer<K>) given(f)).accept(cursor.key());
          case FOR_EACH_VALUE -> ((Consumer<V>) given(f)).accept(cursor.value());
          case FOR_EACH_ENTRY -> ((Consumer<Map.Entry<K, V>>) given(f)).accept(entry());
          default -> throw new AssertionError(operation);
        }
      }
    }
    return null;
  }

  private @Nullable Object search() {
    while (found.get() == null && cursor.advance()) {
      Object result = transformed();
      if (result != null) {
        found.compareAndSet(null, result);
      }
    }
    return found.get();
  }

  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private @Nullable Object reduce() {
    BiFunction<Object, Object, Object> reducer = (BiFunction<Object, Object, Object>) given(g);
    Object result = null;
    while (cursor.advance()) {
      Object next = transformed();
      if (next != null) {
        result = result == null ? next : reducer.apply(result, next);
      }
    }
    return result;
  }

  /** What the function makes of the mapping; the mapping's own part where there is no function. */
  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private @Nullable Object transformed() {
    return switch (operation) {
      case FOR_EACH_TRANSFORMED, SEARCH, REDUCE_TRANSFORMED ->
          ((BiFunction<K, V, Object>) given(f)).apply(cursor.key(), cursor.value());
      case FOR_EACH_KEY_TRANSFORMED, SEARCH_KEYS, REDUCE_KEYS_TRANSFORMED ->
          ((Function<K, Object>) given(f)).apply(cursor.key());
      case FOR_EACH_VALUE_TRANSFORMED, SEARCH_VALUES, REDUCE_VALUES_TRANSFORMED ->
          ((Function<V, Object>) given(f)).apply(cursor.value());
      case FOR_EACH_ENTRY_TRANSFORMED, SEARCH_ENTRIES, REDUCE_ENTRIES_TRANSFORMED ->
          ((Function<Map.Entry<K, V>, Object>) given(f)).apply(entry());
      case REDUCE_KEYS -> cursor.key();
      case REDUCE_VALUES -> cursor.value();
      case REDUCE_ENTRIES -> entry();
      default -> throw new AssertionError(operation);
    };
  }

  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private Object reduceToDouble() {
    DoubleBinaryOperator reducer = (DoubleBinaryOperator) given(g);
    double result = (Double) given(basis);
    while (cursor.advance()) {
      double next =
          switch (operation) {
            case REDUCE_TO_DOUBLE ->
                ((ToDoubleBiFunction<K, V>) given(f)).applyAsDouble(cursor.key(), cursor.value());
            case REDUCE_KEYS_TO_DOUBLE ->
                ((ToDoubleFunction<K>) given(f)).applyAsDouble(cursor.key());
            case REDUCE_VALUES_TO_DOUBLE ->
                ((ToDoubleFunction<V>) given(f)).applyAsDouble(cursor.value());
            case REDUCE_ENTRIES_TO_DOUBLE ->
                ((ToDoubleFunction<Map.Entry<K, V>>) given(f)).applyAsDouble(entry());
            default -> throw new AssertionError(operation);
          };
      result = reducer.applyAsDouble(result, next);
    }
    return result;
  }

  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private Object reduceToLong() {
    LongBinaryOperator reducer = (LongBinaryOperator) given(g);
    long result = (Long) given(basis);
    while (cursor.advance()) {
      long next =
          switch (operation) {
            case REDUCE_TO_LONG ->
                ((ToLongBiFunction<K, V>) given(f)).applyAsLong(cursor.key(), cursor.value());
            case REDUCE_KEYS_TO_LONG -> ((ToLongFunction<K>) given(f)).applyAsLong(cursor.key());
            case REDUCE_VALUES_TO_LONG ->
                ((ToLongFunction<V>) given(f)).applyAsLong(cursor.value());
            case REDUCE_ENTRIES_TO_LONG ->
                ((ToLongFunction<Map.Entry<K, V>>) given(f)).applyAsLong(entry());
            default -> throw new AssertionError(operation);
          };
      result = reducer.applyAsLong(result, next);
    }
    return result;
  }

  @SuppressWarnings("unchecked") // the operation says which types its functions have
  private Object reduceToInt() {
    IntBinaryOperator reducer = (IntBinaryOperator) given(g);
    int result = (Integer) given(basis);
    while (cursor.advance()) {
      int next =
          switch (operation) {
            case REDUCE_TO_INT ->
                ((ToIntBiFunction<K, V>) given(f)).applyAsInt(cursor.key(), cursor.value());
            case REDUCE_KEYS_TO_INT -> ((ToIntFunction<K>) given(f)).applyAsInt(cursor.key());
            case REDUCE_VALUES_TO_INT -> ((ToIntFunction<V>) given(f)).applyAsInt(cursor.value());
            case REDUCE_ENTRIES_TO_INT ->
                ((ToIntFunction<Map.Entry<K, V>>) given(f)).applyAsInt(entry());
            default -> throw new AssertionError(operation);
          };
      result = reducer.applyAsInt(result, next);
    }
    return result;
  }
}
