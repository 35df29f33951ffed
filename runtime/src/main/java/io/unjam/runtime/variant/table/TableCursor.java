package io.unjam.runtime.variant.table;

import org.jspecify.annotations.Nullable;

/**
 * A walk over the mappings of a {@link ShardedTable}, or over a part of them. Not thread-safe.
 *
 * <pre>{@code
 * while (cursor.advance()) {
 *   use(cursor.key(), cursor.value());
 * }
 * }</pre>
 */
public final class TableCursor<K, V> {
  private final Shard<K>[] shards;
  private int nextShard;
  private final int endShard;
  private Node<K>[] nodes;
  private int nextNode;
  private int endNode;
  private @Nullable K key;
  private @Nullable V value;

  TableCursor(Shard<K>[] shards) {
    this(shards, 0, shards.length);
  }

  private TableCursor(Shard<K>[] shards, int nextShard, int endShard) {
    this.shards = shards;
    this.nextShard = nextShard;
    this.endShard = endShard;
    this.nodes = Shard.newBins(0);
  }

  /** Goes on to the next mapping; false where there is none left. */
  @SuppressWarnings("unchecked")
  public boolean advance() {
    while (true) {
      while (nextNode < endNode) {
        Node<K> node = nodes[nextNode++];
        Object visible = node.visible();
        if (visible != null) {
          key = node.key;
          value = (V) visible;
          return true;
        }
      }
      if (nextShard == endShard) {
        return false;
      }
      Shard<K> shard = ShardedTable.laShard(shards, nextShard++);
      if (shard != null) {
        nodes = shard.snapshot();
        nextNode = 0;
        endNode = nodes.length;
      }
    }
  }

  /**
   * The key that the walk has come to.
   *
   * @throws IllegalStateException if it has come to none yet
   */
  public K key() {
    K met = key;
    if (met == null) {
      throw new IllegalStateException("advance has not been called");
    }
    return met;
  }

  /** The value of {@link #key} when the walk met it. */
  public V value() {
    V met = value;
    if (met == null) {
      throw new IllegalStateException("advance has not been called");
    }
    return met;
  }

  /** Hands a part of what is left to another walk; {@code null} where there is too little. */
  public @Nullable TableCursor<K, V> split() {
    int shardsLeft = endShard - nextShard;
    if (shardsLeft > 1 || (shardsLeft == 1 && nextNode < endNode)) {
      // The shard that this walk is in goes along with the first half of those it has not come to.
      int middle = nextShard + (shardsLeft >>> 1);
      TableCursor<K, V> first = new TableCursor<>(shards, nextShard, middle);
      first.take(nodes, nextNode, endNode);
      nextShard = middle;
      nextNode = endNode;
      return first;
    }
    if (shardsLeft == 1) {
      Shard<K> last = ShardedTable.laShard(shards, nextShard++);
      if (last != null) {
        take(last.snapshot());
      }
    }
    if (endNode - nextNode < 2) {
      return null;
    }
    int middle = (nextNode + endNode) >>> 1;
    TableCursor<K, V> first = new TableCursor<>(shards, endShard, endShard);
    first.take(nodes, nextNode, middle);
    nextNode = middle;
    return first;
  }

  private void take(Node<K>[] these) {
    take(these, 0, these.length);
  }

  private void take(Node<K>[] these, int from, int end) {
    nodes = these;
    nextNode = from;
    endNode = end;
  }
}
