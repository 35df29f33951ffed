package io.unjam.runtime.variant;

import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Splits between shards while it has several, then as the one shard's own spliterator does. */
final class ShardedSpliterator<T> implements Spliterator<T> {
  private final ShardedConcurrentHashMap<?, ?> map;
  private final ShardElements elements;
  private @Nullable Spliterator<T> current;
  private int next;
  private final int end;
  private long estimate;

  ShardedSpliterator(
      ShardedConcurrentHashMap<?, ?> map,
      ShardElements elements,
      int from,
      int end,
      long estimate) {
    this.map = map;
    this.elements = elements;
    this.next = from;
    this.end = end;
    this.estimate = estimate;
  }

  private @Nullable Spliterator<T> advance() {
    while (next < end) {
      ConcurrentHashMap<?, ?> shard = map.lvShard(next++);
      if (shard != null) {
        current = elements.spliterator(shard);
        return current;
      }
    }
    current = null;
    return null;
  }

  @Override
  public boolean tryAdvance(Consumer<? super T> action) {
    if (action == null) {
      throw new NullPointerException();
    }
    Spliterator<T> it = current == null ? advance() : current;
    while (it != null) {
      if (it.tryAdvance(action)) {
        return true;
      }
      it = advance();
    }
    return false;
  }

  @Override
  public void forEachRemaining(Consumer<? super T> action) {
    if (action == null) {
      throw new NullPointerException();
    }
    for (Spliterator<T> it = current == null ? advance() : current; it != null; it = advance()) {
      it.forEachRemaining(action);
    }
  }

  @Override
  public @Nullable Spliterator<T> trySplit() {
    if (current != null) {
      // Begun: what is left of this shard is the prefix, the shards not yet opened remain.
      if (next == end) {
        Spliterator<T> half = current.trySplit();
        if (half != null) {
          estimate >>>= 1;
        }
        return half;
      }
      Spliterator<T> prefix = current;
      current = null;
      return prefix;
    }
    if (end - next >= 2) {
      int middle = (next + end) >>> 1;
      estimate >>>= 1;
      ShardedSpliterator<T> prefix =
          new ShardedSpliterator<>(map, elements, next, middle, estimate);
      next = middle;
      return prefix;
    }
    Spliterator<T> last = advance();
    if (last == null) {
      return null;
    }
    estimate >>>= 1;
    return last.trySplit();
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
