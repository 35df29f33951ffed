package io.unjam.runtime.variant;

import java.util.Collection;
import java.util.Iterator;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;

/** Which of a shard's three views a traversal walks. */
enum ShardElements {
  KEYS,
  VALUES,
  ENTRIES;

  // The caller chose the constant, and with it the type.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private <T> Collection<T> view(ConcurrentHashMap<?, ?> shard) {
    if (this == KEYS) {
      return (Collection<T>) shard.keySet();
    }
    return (Collection<T>) (this == VALUES ? shard.values() : shard.entrySet());
  }

  <T> Iterator<T> iterator(ConcurrentHashMap<?, ?> shard) {
    return this.<T>view(shard).iterator();
  }

  <T> Spliterator<T> spliterator(ConcurrentHashMap<?, ?> shard) {
    return this.<T>view(shard).spliterator();
  }

  int characteristics() {
    int all = Spliterator.CONCURRENT | Spliterator.NONNULL;
    return this == VALUES ? all : all | Spliterator.DISTINCT;
  }
}
