package io.unjam.runtime.variant;

import io.unjam.runtime.variant.table.TableCursor;
import java.util.Spliterator;

/** What a traversal of a table hands out. */
enum TableElements {
  KEYS,
  VALUES,
  ENTRIES;

  /** The element that a walk has come to; the caller chose the constant, and with it the type. */
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  <K, V, T> T at(TableCursor<K, V> cursor, MapVariant<K, V> map) {
    Object element =
        this == KEYS
            ? cursor.key()
            : this == VALUES
                ? cursor.value()
                : new VariantEntry<>(map, cursor.key(), cursor.value());
    return (T) element;
  }

  int characteristics() {
    int all = Spliterator.CONCURRENT | Spliterator.NONNULL;
    return this == VALUES ? all : all | Spliterator.DISTINCT;
  }
}
