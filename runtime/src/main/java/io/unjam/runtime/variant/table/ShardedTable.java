package io.unjam.runtime.variant.table;

import io.unjam.runtime.key.KeyHash;
import io.unjam.runtime.record.Growing;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Map;
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
   * node.value: V -> V by writers of a present key; V -> BUSY -> V by compute and its kin, other writers waiting in between; V -> DEAD
   * by remove. BUSY and DEAD are two objects of ours, known by identity. DEAD is final: a key that comes back gets a new node. Every
   * transition is a compare-and-set but the one out of BUSY, which is its computation's alone. The linearization point of each
   * operation on a present key is its transition (or its read of value), of an insertion the store of the node into its bin.
   *
   * node.computation: null -> C by compare-and-set, C -> null by C's thread. C notes the value and makes the node busy while it holds
   * the claim, and gives the claim up after it has stored the result; so a node is busy only while it is claimed. A reader that
   * finds the node busy takes the value from before out of the claim, and believes it if the claim is the same before and
   * after: it was this claim that made the node busy, and the noted value was the key's at that moment. Where puts of one key
   * contend, a put that loses waits a little: the cache line then serves a burst of one thread instead of going round.
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
   * A function may exhaust the stack. Its claim ends all the same: the two stores that end it are assignments in the frame that
   * called the function, and call nothing. What may fail then is the notification, which those who wait do without after a moment,
   * the unlinking of a dead node, which the next writer of the key makes up for, and the end of a reservation: size() is then one less
   * than it should be, as that of the JDK's map can be. Nor may a call come between a claim, or the link of a reserved node, and the range that
   * ends it: such a node would be waited for for ever. A shard makes sure of its stack before it links anew.
   *
   * putAll and clear change a shard at one go. putAll fills bins that nobody knows, which a shard without nodes takes for its own, by a
   * store between two steps of moves, so that a reader that has just missed in the old bins looks again. clear makes nodes dead and
   * unlinks them in one walk under the monitor; those that a function computes it leaves to be waited for outside.
   *
   * Functions of the application run with no monitor held; their key's node is claimed. Two functions that write each other's
   * key can wait for each other, as in the JDK's map; functions that write other keys cannot, while there they may, when bins collide.
   */

  private static final VarHandle SHARD = MethodHandles.arrayElementVarHandle(Shard[].class);
  private static final VarHandle SHARDS;

  static {
    try {
      SHARDS = MethodHandles.lookup().findVarHandle(ShardedTable.class, "shards", Shard[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What a computation returns that has not begun; no value of the application. */
  private static final Object CLAIMED_BY_ANOTHER = new Object();

  /** Powers of two of spins. */
  private static final int LONGEST_BACK_OFF = 6;

  /** Fewer mappings than this are put one by one. */
  private static final int FEW = 64;

  /** The largest number of shards. */
  public static final int MAX_SHARDS = 1 << 16;

  /** Made with the first key: an empty table is this object alone. */
  @SuppressWarnings("UnusedVariable") // written by its handle
  private Shard<K> @Nullable [] shards;

  private final int shift;
  private final int expectedPerShard;

  /**
   * Allocates nothing but itself: shards are made as keys come.
   *
   * @param shards a power of two, 1 to {@link #MAX_SHARDS}
   * @param expected mappings that the table is to take without growing
   */
  public ShardedTable(int shards, int expected) {
    if (shards < 1 || shards > MAX_SHARDS || Integer.bitCount(shards) != 1) {
      throw new IllegalArgumentException(
          "shards: a power of two from 1 to " + MAX_SHARDS + ", not " + shards);
    }
    this.shift = Integer.numberOfLeadingZeros(shards) + 1;
    this.expectedPerShard = expected / shards;
  }

  /** How many shards there may be; a power of two. */
  public int shardCount() {
    return 1 << (32 - shift);
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
    return mixed(KeyHash.of(key));
  }

  private static int mixed(int hashCode) {
    int h = hashCode;
    h = (h ^ (h >>> 16)) * 0x85ebca6b;
    h = (h ^ (h >>> 13)) * 0xc2b2ae35;
    return h ^ (h >>> 16);
  }

  @SuppressWarnings("unchecked")
  private Shard<K> @Nullable [] laShards() {
    return (Shard<K>[]) SHARDS.getAcquire(this);
  }

  @SuppressWarnings("unchecked")
  static <K> @Nullable Shard<K> laShard(Shard<K>[] shards, int index) {
    return (Shard<K>) SHARD.getAcquire(shards, index);
  }

  private @Nullable Shard<K> laShard(int hash) {
    Shard<K>[] all = laShards();
    return all == null ? null : laShard(all, index(hash, all.length));
  }

  /** The part that keys of a hash code go to; null where none has come yet. */
  public @Nullable Growing partOf(int hashCode) {
    return laShard(mixed(hashCode));
  }

  private int index(int hash, int length) {
    // A shift by 32, for a single shard, is one by 0: the mask makes up for it.
    return (hash >>> shift) & (length - 1);
  }

  /** None of them where no key has come yet. */
  private Shard<K>[] knownShards() {
    Shard<K>[] all = laShards();
    return all == null ? newShards(0) : all;
  }

  private Shard<K> shard(int hash) {
    Shard<K> shard = laShard(hash);
    return shard != null ? shard : newShard(hash);
  }

  @SuppressWarnings("unchecked")
  private Shard<K> newShard(int hash) {
    Shard<K>[] all = laShards();
    if (all == null) {
      Shard<K>[] fresh = newShards(shardCount());
      Shard<K>[] met = (Shard<K>[]) SHARDS.compareAndExchange(this, (Shard<K>[]) null, fresh);
      all = met == null ? fresh : met;
    }
    Shard<K> fresh = new Shard<>(expectedPerShard);
    Shard<K> met =
        (Shard<K>) SHARD.compareAndExchange(all, index(hash, all.length), (Shard<K>) null, fresh);
    return met == null ? fresh : met;
  }

  private @Nullable Node<K> find(int hash, Object key) {
    Shard<K> shard = laShard(hash);
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
    int lost = 0;
    while (true) {
      if (node == null) {
        node = shard.insert(new Node<>(hash, key, value), false);
        if (node == null) {
          return null;
        }
      }
      Object now = node.lvValue();
      if (now == Node.DEAD) {
        shard.unlink(node);
        node = null;
      } else if (now == Node.BUSY) {
        Computation computation = node.lvComputation();
        if (onlyIfAbsent) {
          Object visible = node.visible();
          if (visible != null) {
            return (V) visible;
          }
        } else if (computation != null && computation.isOwn()) {
          return (V) computation.overwrite(value);
        }
        await(node);
      } else if (onlyIfAbsent || node.casValue(now, value)) {
        return (V) now;
      } else {
        lost = backOff(lost);
      }
    }
  }

  /** Waits for whoever computes the node's value, if anybody does. */
  private static void await(Node<?> node) {
    Computation computation = node.lvComputation();
    if (computation != null) {
      computation.awaitEnd(node);
    }
  }

  /** Lets the winner go on undisturbed for a moment; returns the next {@code lost}. */
  private static int backOff(int lost) {
    for (int i = 1 << lost; i > 0; i--) {
      Thread.onSpinWait();
    }
    return Math.min(lost + 1, LONGEST_BACK_OFF);
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
    Shard<K> shard = laShard(hash);
    Node<K> node = shard == null ? null : shard.find(hash, key);
    if (shard == null || node == null) {
      return null;
    }
    while (true) {
      Object now = node.lvValue();
      if (now == Node.DEAD) {
        return null;
      }
      if (now == Node.BUSY) {
        await(node);
      } else if (expected != null && now != expected && !expected.equals(now)) {
        return null;
      } else if (node.casValue(now, Node.DEAD)) {
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
    int lost = 0;
    while (true) {
      Object now = node.lvValue();
      if (now == Node.DEAD) {
        return null;
      }
      if (now == Node.BUSY) {
        Computation computation = node.lvComputation();
        if (computation != null && computation.isOwn()) {
          Object before = computation.before();
          return expected != null && before != null && !expected.equals(before)
              ? null
              : (V) computation.overwrite(value);
        }
        await(node);
      } else if (expected != null && now != expected && !expected.equals(now)) {
        return null;
      } else if (node.casValue(now, value)) {
        return (V) now;
      } else {
        lost = backOff(lost);
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
        Object met = first(shard, hash, key, function, null);
        if (!(met instanceof Node)) {
          return (V) met;
        }
        node = (Node<K>) met;
      }
      Object visible = node.visible();
      if (visible != null) {
        return (V) visible;
      }
      node = past(shard, node);
    }
  }

  /** Like {@link java.util.concurrent.ConcurrentMap#computeIfPresent}. */
  @SuppressWarnings("unchecked")
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    requireNonNull(function);
    int hash = hash(key);
    Shard<K> shard = laShard(hash);
    Node<K> node = shard == null ? null : shard.find(hash, key);
    if (shard == null) {
      return null;
    }
    while (node != null && node.lvValue() != Node.DEAD) {
      Object result = next(shard, node, key, function);
      if (result != CLAIMED_BY_ANOTHER) {
        return (V) result;
      }
      await(node);
    }
    return null;
  }

  /** Like {@link java.util.concurrent.ConcurrentMap#compute}. */
  @SuppressWarnings("unchecked")
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> function) {
    requireNonNull(function);
    int hash = hash(key);
    Shard<K> shard = shard(hash);
    Node<K> node = shard.find(hash, key);
    while (true) {
      if (node == null) {
        Object met = first(shard, hash, key, null, function);
        if (!(met instanceof Node)) {
          return (V) met;
        }
        node = (Node<K>) met;
      }
      Object result = next(shard, node, key, function);
      if (result != CLAIMED_BY_ANOTHER) {
        return (V) result;
      }
      node = past(shard, node);
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
      Computation computation = new Computation();
      Object now = computation.claim(node);
      if (now == null) {
        node = past(shard, node);
      } else {
        V result = null;
        boolean returned = false;
        try {
          result = function.apply((V) now, value);
          returned = true;
        } finally {
          Object settled = returned ? result : computation.before;
          node.value = settled == null ? Node.DEAD : settled;
          node.computation = null;
          afterEnd(shard, node, computation);
        }
        return result;
      }
    }
  }

  /** Waits for another's computation or clears a dead node away; returns the node to go on with. */
  private static <K> @Nullable Node<K> past(Shard<K> shard, Node<K> node) {
    if (node.lvValue() == Node.DEAD) {
      shard.unlink(node);
      return null;
    }
    await(node);
    return node;
  }

  /**
   * Inserts a key and computes its first value, in one method: a call in between could fail, and
   * leave a node that nobody computes.
   *
   * @return the value; or the {@link Node} that is there already, which no value can be
   */
  private @Nullable Object first(
      Shard<K> shard,
      int hash,
      K key,
      @Nullable Function<? super K, ? extends @Nullable V> ofKey,
      @Nullable BiFunction<? super K, ? super @Nullable V, ? extends @Nullable V> ofBoth) {
    Computation computation = new Computation();
    Node<K> node = new Node<>(hash, key, computation);
    V result = null;
    Node<K> present = shard.insert(node, true);
    if (present != null) {
      return present;
    }
    try {
      if (ofKey != null) {
        result = ofKey.apply(key);
      } else if (ofBoth != null) {
        result = ofBoth.apply(key, null);
      }
    } finally {
      node.value = result == null ? Node.DEAD : result;
      node.computation = null;
      shard.endReservation();
      afterEnd(shard, node, computation);
    }
    return result;
  }

  /**
   * Claims a node and computes its next value, in one method as {@link #first} is.
   *
   * @return the value; {@link #CLAIMED_BY_ANOTHER} where the node is, or is dead
   */
  @SuppressWarnings("unchecked")
  private @Nullable Object next(
      Shard<K> shard,
      Node<K> node,
      K key,
      BiFunction<? super K, ? super V, ? extends @Nullable V> function) {
    Computation computation = new Computation();
    V result = null;
    boolean returned = false;
    Object now = computation.claim(node);
    if (now == null) {
      return CLAIMED_BY_ANOTHER;
    }
    try {
      result = function.apply(key, (V) now);
      returned = true;
    } finally {
      Object settled = returned ? result : computation.before;
      node.value = settled == null ? Node.DEAD : settled;
      node.computation = null;
      afterEnd(shard, node, computation);
    }
    return result;
  }

  private static <K> void afterEnd(Shard<K> shard, Node<K> node, Computation computation) {
    computation.end();
    if (node.lvValue() == Node.DEAD) {
      shard.unlink(node);
    }
  }

  /** How many mappings there are; exact where nobody writes. */
  public long size() {
    long size = 0;
    Shard<K>[] all = knownShards();
    for (int i = 0; i < all.length; i++) {
      Shard<K> shard = laShard(all, i);
      if (shard != null) {
        size += shard.size();
      }
    }
    return size;
  }

  /**
   * Removes what is there, key by key. A key whose value the calling thread is just computing is
   * left to its result.
   */
  public void clear() {
    Shard<K>[] all = knownShards();
    for (int i = 0; i < all.length; i++) {
      Shard<K> shard = laShard(all, i);
      if (shard != null) {
        if (shard.clear()) {
          for (Node<K> node : shard.snapshot()) {
            kill(shard, node);
          }
        }
      }
    }
  }

  private static <K> void kill(Shard<K> shard, Node<K> node) {
    while (!node.die()) {
      Computation computation = node.lvComputation();
      if (computation != null && computation.isOwn()) {
        return;
      }
      await(node);
    }
    shard.unlink(node);
  }

  /**
   * Puts all mappings of a map. Where they are many, those of a shard that is empty come into sight
   * at one moment; and what a null, {@code hashCode} or {@code equals} throws comes out before
   * anything has changed.
   */
  public void putAll(Map<? extends K, ? extends V> mappings) {
    int size = mappings.size();
    if (size < FEW || size() > size >>> 1) {
      for (Map.Entry<? extends K, ? extends V> entry : mappings.entrySet()) {
        put(entry.getKey(), entry.getValue());
      }
      return;
    }
    Filling<K, V> filling = new Filling<>(this, size);
    for (Map.Entry<? extends K, ? extends V> entry : mappings.entrySet()) {
      K key = entry.getKey();
      V value = entry.getValue();
      requireNonNull(value);
      filling.add(hash(key), key, value);
    }
    filling.publish();
  }

  /** Mappings on their way into a table, in bins that nobody else knows. Not thread-safe. */
  private static final class Filling<K, V> {
    private final ShardedTable<K, V> table;
    private final Node<K>[][] apart;
    private final int[] counts;
    private final int expected;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Filling(ShardedTable<K, V> table, int size) {
      this.table = table;
      this.apart = new Node[table.shardCount()][];
      this.counts = new int[apart.length];
      this.expected = size / apart.length;
    }

    void add(int hash, K key, V value) {
      int index = table.index(hash, apart.length);
      Node<K>[] bins = apart[index];
      if (bins == null) {
        bins = table.shard(hash).binsFor(expected);
        apart[index] = bins;
      }
      Node<K> equal = Shard.link(bins, new Node<>(hash, key, value));
      if (equal == null) {
        counts[index]++;
      } else {
        // Of two equal keys, in a source that tells keys apart by other means, the later one wins.
        equal.value = value;
      }
    }

    @SuppressWarnings("unchecked")
    void publish() {
      for (int i = 0; i < apart.length; i++) {
        Node<K>[] bins = apart[i];
        if (bins != null && !adopted(bins, counts[i])) {
          for (Node<K> first : bins) {
            for (Node<K> node = first; node != null; node = node.lvNext()) {
              table.put(node.key, (V) node.lvValue());
            }
          }
        }
      }
    }

    private boolean adopted(Node<K>[] bins, int count) {
      for (Node<K> first : bins) {
        if (first != null) {
          return table.shard(first.hash).adopt(bins, count);
        }
      }
      return true;
    }
  }

  /**
   * A weakly consistent walk: every mapping that is there throughout is met once; of what comes and
   * goes meanwhile each is met at most once. Each shard's nodes are noted when the walk comes to
   * it.
   */
  public TableCursor<K, V> cursor() {
    return new TableCursor<>(knownShards());
  }
}
