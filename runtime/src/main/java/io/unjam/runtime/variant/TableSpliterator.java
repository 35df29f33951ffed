package io.unjam.runtime.variant;

import io.unjam.runtime.variant.table.TableCursor;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Splits a walk over a table by shards first, then inside a shard. */
final class TableSpliterator<K, V, T> implements Spliterator<T> {
  private final MapVariant<K, V> map;
  private final TableCursor<K, V> cursor;
  private final TableElements elements;
  private long estimate;

  TableSpliterator(
      MapVariant<K, V> map, TableCursor<K, V> cursor, TableElements elements, long estimate) {
    this.map = map;
    this.cursor = cursor;
    this.elements = elements;
    this.estimate = estimate;
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    MapVariant.requireNonNull(action);
    if (!cursor.advance()) {
      return false;
    }
    action.accept(elements.at(cursor, map));
    return true;
  }

  @Override
  public void forEachRemaining(Consumer<? super T> action) {
    MapVariant.requireNonNull(action);
    while (cursor.advance()) {
      action.accept(elements.at(cursor, map));
    }
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    TableCursor<K, V> part = cursor.split();
    if (part == null) {
      return null;
    }
    estimate >>>= 1;
    return new TableSpliterator<>(map, part, elements, estimate);
  }

  @Override
  public long estimateSize() {
    return estimate;
  }

  @Override
  public int characteristics() {
    return elements.characteristics();
  }
}
