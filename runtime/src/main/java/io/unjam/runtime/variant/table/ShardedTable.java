package io.unjam.runtime.variant.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A concurrent hash table in shards, for map variants: exchanging the value of a key that is there
 * takes no lock, growth stalls one shard at a time, and functions of the application run under no
 * lock but their own key's.
 *
 * <p>Thread-safe. Single-key operations are linearizable. Actions before a write happen before
 * actions after a read that sees it. Keys and values are not null; every method throws {@link
 * NullPointerException} for a null. What {@code hashCode}, {@code equals} and functions throw
 * surfaces at the caller and leaves the table as it was. Keys whose hashes are equal are searched
 * one by one.
 *
 * <p>Sources: lock-free reads beside locked insertion as in Lea's segments (util.concurrent,
 * 2003-2013); values exchanged by compare-and-set as in Click's NonBlockingHashMap (2007), which
 * has no atomic {@code compute} and never shrinks; the sequence counter over moves as in Lameter's
 * seqlocks (2005).
 */
public final class ShardedTable<K, V> {
  /*
   * Three kinds of word are raced for.
   *
   * node.value: V -> V by writers of a present key; V -> Computation -> V by compute and its kin, other writers waiting in between;
   * V -> DEAD by remove. DEAD is final: a key that comes back gets a new node. Every transition is a compare-and-set but those out of
   * a Computation, which is its owner's alone. The linearization point of each operation on a present key is its transition (or
   * its read of value), of an insertion the store of the node into its bin.
   *
   * bins and next: written under the shard's monitor. A linked node's next is linked, always, because unlinking finds the true
   * predecessor from the bin. So a reader that meets a dead node met it linked at some moment of its own call; the key is absent
   * from the node's death until a new node is linked, and that comes after the unlinking; hence there is a moment within the call
   * at which the key was absent, and "absent" is a right answer.
   *
   * moves: while nodes are linked into another table, a reader that walks may be carried from its chain into another. It never
   * walks in circles (a node linked anew points to nodes linked anew before it) and what it finds it has found; only "not found" is
   * to be doubted, and is believed only when moves was even before the walk and has not changed after it. Otherwise the reader
   * takes the monitor, for as long as one shard's rebuilding lasts.
   *
   * Functions of the application run with no monitor held; their key's node holds a Computation. Two functions that write each other's
   * key can wait for each other, as in the JDK's map; functions that write other keys cannot, while there they may, when bins collide.
   */

  private static final VarHandle SHARD = MethodHandles.arrayElementVarHandle(Shard[].class);

  private final Shard<K>[] shards;
  private final int shift;
  private final int expectedPerShard;

  /**
   * Allocates next to nothing: shards are made as keys come.
   *
   * @param shards a power of two, 1 to 65,536
   * @param expected mappings that the table is to take without growing
   */
  public ShardedTable(int shards, int expected) {
    if (shards < 1 || shards > 1 << 16 || Integer.bitCount(shards) != 1) {
      throw new IllegalArgumentException("shards: a power of two from 1 to 65536, not " + shards);
    }
    this.shards = newShards(shards);
    this.shift = Integer.numberOfLeadingZeros(shards) + 1;
    this.expectedPerShard = expected / shards;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <K> Shard<K>[] newShards(int count) {
    return new Shard[count];
  }

  /**
   * Mixes so that the upper bits choose the shard and the lower ones the bin (the finalizer of
   * MurmurHash3, Appleby, 2008).
   */
  private static int hash(Object key) {
    int h = key.hashCode();
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  @SuppressWarnings("unchecked")
  private @Nullable Shard<K> lvShard(int hash) {
    return (Shard<K>) SHARD.getVolatile(shards, index(hash));
  }

  private int index(int hash) {
    // One shard: a shift by 32 would be a shift by 0.
    return shards.length == 1 ? 0 : hash >>> shift;
  }

  private Shard<K> shard(int hash) {
    Shard<K> shard = lvShard(hash);
    if (shard != null) {
      return shard;
    }
    Shard<K> fresh = new Shard<>(expectedPerShard);
    if (SHARD.compareAndSet(shards, index(hash), null, fresh)) {
      return fresh;
    }
    Shard<K> other = lvShard(hash);
    if (other == null) {
      throw new AssertionError("a shard vanished");
    }
    return other;
  }

  private @Nullable Node<K> find(int hash, Object key) {
    Shard<K> shard = lvShard(hash);
    return shard == null ? null : shard.find(hash, key);
  }

  private static void requireNonNull(@Nullable Object given) {
    if (given == null) {
      throw new NullPointerException();
    }
  }

  /** The value of a key. */
  @SuppressWarnings("unchecked")
  public @Nullable V get(Object key) {
    Node<K> node = find(hash(key), key);
    return node == null ? null : (V) node.visible();
  }

  /** Maps a key to a value and returns the one that it had. */
  public @Nullable V put(K key, V value) {
    return put(key, value, false);
  }

  /** Maps a key to a value if it has none, and returns the one that it has. */
  public @Nullable V putIfAbsent(K key, V value) {
    return put(key, value, true);
  }

  @SuppressWarnings("unchecked")
  private @Nullable V put(K key, V value, boolean onlyIfAbsent) {
    requireNonNull(value);
    int hash = hash(key);
    Shard<K> shard = shard(hash);
    Node<K> node = shard.find(hash, key);
    while (true) {
      if (node == null) {
        node = shard.insert(new Node<>(hash, key, value), false);
        if (node == null) {
          return null;
        }
      }
      Object now = node.lvValue();
      if (now instanceof Computation computation) {
        if (now == Computation.DEAD) {
          shard.unlink(node);
          node = null;
        } else if (onlyIfAbsent && computation.before() != null) {
          return (V) computation.before();
        } else if (computation.isOwn()) {
          return (V) computation.overwrite(value);
        } else {
          computation.awaitEnd(node);
        }
      } else if (onlyIfAbsent || node.casValue(now, value)) {
        return (V) now;
      }
    }
  }

  /** Removes a key and returns its value. */
  public @Nullable V remove(Object key) {
    return remove(key, null);
  }

  /** Removes a key if its value equals {@code value}. */
  public boolean removeIfEqual(Object key, @Nullable Object value) {
    requireNonNull(key);
    return value != null && remove(key, value) != null;
  }

  @SuppressWarnings("unchecked")
  private @Nullable V remove(Object key, @Nullable Object expected) {
    int hash = hash(key);
    Shard<K> shard = lvShard(hash);
    Node<K> node = shard == null ? null : shard.find(hash, key);
    if (shard == null || node == null) {
      return null;
    }
    while (true) {
      Object now = node.lvValue();
      if (now == Computation.DEAD) {
        return null;
      }
      if (now instanceof Computation computation) {
        computation.awaitEnd(node);
      } else if (expected != null && now != expected && !expected.equals(now)) {
        return null;
      } else if (node.casValue(now, Computation.DEAD)) {
        shard.unlink(node);
        return (V) now;
      }
    }
  }

  /** Replaces the value of a key that has one, and returns the old one. */
  public @Nullable V replace(K key, V value) {
    requireNonNull(value);
    return replace(key, null, value);
  }

  /** Replaces the value of a key if it equals {@code expected}. */
  public boolean replaceIfEqual(K key, V expected, V value) {
    requireNonNull(expected);
    requireNonNull(value);
    return replace(key, expected, value) != null;
  }

  @SuppressWarnings("unchecked")
  private @Nullable V replace(K key, @Nullable V expected, V value) {
    Node<K> node = find(hash(key), key);
    if (node == null) {
      return null;
    }
    while (true) {
      Object now = node.lvValue();
      if (now == Computation.DEAD) {
        return null;
      }
      if (now instanceof Computation computation) {
        if (!computation.isOwn()) {
          computation.awaitEnd(node);
          continue;
        }
        Object before = computation.before();
        if (expected != null && !expected.equals(before)) {
          return null;
        }
        return (V) computation.overwrite(value);
      }
      if (expected != null && now != expected && !expected.equals(now)) {
        return null;
      }
      if (node.casValue(now, value)) {
        return (V) now;
      }
    }
  }

  /**
   * Like {@link java.util.concurrent.ConcurrentMap#computeIfAbsent}; a key that is there costs a
   * lookup.
   */
  @SuppressWarnings("unchecked")
  public @Nullable V computeIfAbsent(K key, Function<? super K, ? extends @Nullable V> function) {
    requireNonNull(function);
    int hash = hash(key);
    Shard<K> shard = shard(hash);
    Node<K> node = shard.find(hash, key);
    while (true) {
      if (node == null) {
        Computation computation = new Computation(Thread.currentThread(), null);
        Node<K> reserved = new Node<>(hash, key, computation);
        node = shard.insert(reserved, true);
        if (node == null) {
          return first(shard, reserved, computation, key, function, null);
        }
      }
      Object visible = node.visible();
      if (visible != null) {
        return (V) visible;
      }
      node = past(shard, node);
    }
  }

  /** Like {@link java.util.concurrent.ConcurrentMap#computeIfPresent}. */
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    requireNonNull(function);
    int hash = hash(key);
    Shard<K> shard = lvShard(hash);
    Node<K> node = shard == null ? null : shard.find(hash, key);
    if (shard == null) {
      return null;
    }
    while (node != null) {
      Object now = node.lvValue();
      if (now == Computation.DEAD) {
        return null;
      }
      if (now instanceof Computation computation) {
        computation.awaitEnd(node);
      } else {
        Computation computation = new Computation(Thread.currentThread(), now);
        if (node.casValue(now, computation)) {
          return next(shard, node, computation, now, key, function);
        }
      }
    }
    return null;
  }

  /** Like {@link java.util.concurrent.ConcurrentMap#compute}. */
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    requireNonNull(function);
    int hash = hash(key);
    Shard<K> shard = shard(hash);
    Node<K> node = shard.find(hash, key);
    while (true) {
      if (node == null) {
        Computation computation = new Computation(Thread.currentThread(), null);
        Node<K> reserved = new Node<>(hash, key, computation);
        node = shard.insert(reserved, true);
        if (node == null) {
          return first(shard, reserved, computation, key, null, function);
        }
      }
      Object now = node.lvValue();
      if (now instanceof Computation) {
        node = past(shard, node);
      } else {
        Computation computation = new Computation(Thread.currentThread(), now);
        if (node.casValue(now, computation)) {
          return next(shard, node, computation, now, key, function);
        }
      }
    }
  }

  /** Like {@link java.util.concurrent.ConcurrentMap#merge}. */
  @SuppressWarnings("unchecked")
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends @Nullable V> function) {
    requireNonNull(value);
    requireNonNull(function);
    int hash = hash(key);
    Shard<K> shard = shard(hash);
    Node<K> node = shard.find(hash, key);
    while (true) {
      if (node == null) {
        node = shard.insert(new Node<>(hash, key, value), false);
        if (node == null) {
          return value;
        }
      }
      Object now = node.lvValue();
      if (now instanceof Computation) {
        node = past(shard, node);
        continue;
      }
      Computation computation = new Computation(Thread.currentThread(), now);
      if (node.casValue(now, computation)) {
        V result = null;
        boolean returned = false;
        try {
          result = function.apply((V) now, value);
          returned = true;
        } finally {
          settle(shard, node, computation, returned ? result : computation.before());
        }
        return result;
      }
    }
  }

  /** Waits for another's computation or clears a dead node away; returns the node to go on with. */
  private @Nullable Node<K> past(Shard<K> shard, Node<K> node) {
    Object now = node.lvValue();
    if (now == Computation.DEAD) {
      shard.unlink(node);
      return null;
    }
    if (now instanceof Computation computation) {
      computation.awaitEnd(node);
    }
    return node;
  }

  private @Nullable V first(
      Shard<K> shard,
      Node<K> node,
      Computation computation,
      K key,
      @Nullable Function<? super K, ? extends @Nullable V> ofKey,
      @Nullable BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> ofBoth) {
    V result = null;
    try {
      if (ofKey != null) {
        result = ofKey.apply(key);
      } else if (ofBoth != null) {
        result = ofBoth.apply(key, null);
      }
    } finally {
      settle(shard, node, computation, result);
      shard.endReservation();
    }
    return result;
  }

  @SuppressWarnings("unchecked")
  private @Nullable V next(
      Shard<K> shard,
      Node<K> node,
      Computation computation,
      Object now,
      K key,
      BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    V result = null;
    boolean returned = false;
    try {
      result = function.apply(key, (V) now);
      returned = true;
    } finally {
      settle(shard, node, computation, returned ? result : computation.before());
    }
    return result;
  }

  private void settle(
      Shard<K> shard, Node<K> node, Computation computation, @Nullable Object result) {
    node.svValue(result == null ? Computation.DEAD : result);
    computation.end();
    if (result == null) {
      shard.unlink(node);
    }
  }

  /** How many mappings there are; exact where nobody writes. */
  @SuppressWarnings("unchecked")
  public long size() {
    long size = 0;
    for (int i = 0; i < shards.length; i++) {
      Shard<K> shard = (Shard<K>) SHARD.getVolatile(shards, i);
      if (shard != null) {
        size += shard.size();
      }
    }
    return size;
  }

  /** Removes what is there, key by key. */
  @SuppressWarnings("unchecked")
  public void clear() {
    for (int i = 0; i < shards.length; i++) {
      Shard<K> shard = (Shard<K>) SHARD.getVolatile(shards, i);
      if (shard == null) {
        continue;
      }
      for (Node<K> node : shard.snapshot()) {
        Object now = node.lvValue();
        while (now != Computation.DEAD) {
          if (now instanceof Computation computation) {
            computation.awaitEnd(node);
          } else if (node.casValue(now, Computation.DEAD)) {
            shard.unlink(node);
          }
          now = node.lvValue();
        }
      }
    }
  }

  /**
   * A weakly consistent walk: every mapping that is there throughout is met once; of what comes and
   * goes meanwhile each is met at most once. Each shard's nodes are noted when the walk comes to
   * it.
   */
  public Cursor<K, V> cursor() {
    return new Cursor<>(shards);
  }

  /** A walk over mappings. Not thread-safe. */
  public static final class Cursor<K, V> implements Iterator<K> {
    private final Shard<K>[] shards;
    private int nextShard;
    private Node<K>[] nodes = Nothing.nodes();
    private int nextNode;
    private @Nullable Node<K> ahead;
    private @Nullable V valueAhead;
    private @Nullable V value;

    private Cursor(Shard<K>[] shards) {
      this.shards = shards;
      advance();
    }

    @SuppressWarnings("unchecked")
    private void advance() {
      while (true) {
        while (nextNode < nodes.length) {
          Node<K> node = nodes[nextNode++];
          V visible = (V) node.visible();
          if (visible != null) {
            ahead = node;
            valueAhead = visible;
            return;
          }
        }
        if (nextShard == shards.length) {
          ahead = null;
          return;
        }
        Shard<K> shard = (Shard<K>) SHARD.getVolatile(shards, nextShard++);
        nodes = shard == null ? Nothing.nodes() : shard.snapshot();
        nextNode = 0;
      }
    }

    @Override
    public boolean hasNext() {
      return ahead != null;
    }

    /** The next key; its value is {@link #value} until the walk goes on. */
    @Override
    public K next() {
      Node<K> node = ahead;
      if (node == null) {
        throw new NoSuchElementException();
      }
      value = valueAhead;
      advance();
      return node.key;
    }

    /** The value that the last key returned had when the walk met it. */
    public V value() {
      V met = value;
      if (met == null) {
        throw new IllegalStateException("next has not been called");
      }
      return met;
    }
  }

  /** One empty array for every type of key. */
  private static final class Nothing {
    private static final Node<?>[] NONE = Shard.newBins(0);

    private Nothing() {}

    @SuppressWarnings("unchecked")
    static <K> Node<K>[] nodes() {
      return (Node<K>[]) NONE;
    }
  }
}
