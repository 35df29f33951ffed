package io.unjam.runtime.variant;

import java.util.Collections;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Walks the shards one after another, each by its own weakly consistent iterator, which it opens
 * only on arrival: what it then finds was there "at some point since" the walk began.
 */
final class ShardedIterator<T> implements Iterator<T> {
  private final ShardedConcurrentHashMap<?, ?> map;
  private final ShardElements elements;
  private Iterator<T> current = Collections.emptyIterator();
  // hasNext() may move on to another shard; remove() still belongs to the one that answered last.
  private Iterator<T> answered = current;
  private int next;

  ShardedIterator(ShardedConcurrentHashMap<?, ?> map, ShardElements elements) {
    this.map = map;
    this.elements = elements;
  }

  @Override
  public boolean hasNext() {
    while (!current.hasNext()) {
      if (next == map.shardCount()) {
        return false;
      }
      ConcurrentHashMap<?, ?> shard = map.lvShard(next++);
      if (shard != null) {
        current = elements.iterator(shard);
      }
    }
    return true;
  }

  @Override
  public T next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    answered = current;
    return answered.next();
  }

  @Override
  public void remove() {
    answered.remove(); // the empty iterator refuses with IllegalStateException, as it must
  }
}
