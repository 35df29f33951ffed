package io.unjam.runtime.variant;

/** The bulk operations of a {@code ConcurrentHashMap}, and how results of parts are combined. */
enum BulkOperation {
  FOR_EACH(Combining.NOTHING),
  FOR_EACH_TRANSFORMED(Combining.NOTHING),
  SEARCH(Combining.FIRST),
  REDUCE_TRANSFORMED(Combining.OBJECTS),
  REDUCE_TO_DOUBLE(Combining.DOUBLES),
  REDUCE_TO_LONG(Combining.LONGS),
  REDUCE_TO_INT(Combining.INTS),
  FOR_EACH_KEY(Combining.NOTHING),
  FOR_EACH_KEY_TRANSFORMED(Combining.NOTHING),
  SEARCH_KEYS(Combining.FIRST),
  REDUCE_KEYS(Combining.OBJECTS),
  REDUCE_KEYS_TRANSFORMED(Combining.OBJECTS),
  REDUCE_KEYS_TO_DOUBLE(Combining.DOUBLES),
  REDUCE_KEYS_TO_LONG(Combining.LONGS),
  REDUCE_KEYS_TO_INT(Combining.INTS),
  FOR_EACH_VALUE(Combining.NOTHING),
  FOR_EACH_VALUE_TRANSFORMED(Combining.NOTHING),
  SEARCH_VALUES(Combining.FIRST),
  REDUCE_VALUES(Combining.OBJECTS),
  REDUCE_VALUES_TRANSFORMED(Combining.OBJECTS),
  REDUCE_VALUES_TO_DOUBLE(Combining.DOUBLES),
  REDUCE_VALUES_TO_LONG(Combining.LONGS),
  REDUCE_VALUES_TO_INT(Combining.INTS),
  FOR_EACH_ENTRY(Combining.NOTHING),
  FOR_EACH_ENTRY_TRANSFORMED(Combining.NOTHING),
  SEARCH_ENTRIES(Combining.FIRST),
  REDUCE_ENTRIES(Combining.OBJECTS),
  REDUCE_ENTRIES_TRANSFORMED(Combining.OBJECTS),
  REDUCE_ENTRIES_TO_DOUBLE(Combining.DOUBLES),
  REDUCE_ENTRIES_TO_LONG(Combining.LONGS),
  REDUCE_ENTRIES_TO_INT(Combining.INTS);

  enum Combining {
    NOTHING,
    FIRST,
    OBJECTS,
    DOUBLES,
    LONGS,
    INTS
  }

  final Combining combining;

  BulkOperation(Combining combining) {
    this.combining = combining;
  }
}
