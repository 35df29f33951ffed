package io.unjam.runtime.variant;

import io.unjam.runtime.key.KeyHash;
import io.unjam.runtime.record.Parted;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.AbstractMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The {@code sharded} variant: a {@link ConcurrentHashMap} over independently growing tables. A
 * write waits at most for the growth of its own shard, and bins are locked per shard.
 *
 * <p>It keeps the documented contract of every public method. What differs is what that contract
 * leaves open: the order of iteration, and that a function passed to {@code compute} and its kin
 * may, against the documentation, update a key of another shard without being noticed. Nulls throw
 * {@link NullPointerException} as in the original; the constructors throw {@link
 * IllegalArgumentException} for whatever the original's refuse, and for a shard count outside
 * 1..{@value #MAX_SHARDS}.
 *
 * <p>Thread-safe, with the original's memory effects: actions before a put happen-before actions
 * after the access of that value. Shards come into being with their first write; an empty map holds
 * no array and no table. Key sets need the patch described at {@link MapVariant}. Written to a
 * stream as a plain {@code ConcurrentHashMap}.
 *
 * @param <K> the type of keys
 * @param <V> the type of mapped values
 */
public class ShardedConcurrentHashMap<K, V> extends BulkMapVariant<K, V> implements Parted {

  private static final long serialVersionUID = 1L;

  /** The largest number of shards. */
  public static final int MAX_SHARDS = 4096;

  /*
   * Choice of a shard. Inside a shard the original uses the low bits of h ^ (h >>> 16). A shard
   * chosen by those same bits would leave each shard's table with only every N-th bin in use. So
   * the index is the top bits of h times 2^32 divided by the golden ratio (multiplicative hashing:
   * Knuth, The Art of Computer Programming 3, 6.4): every bit of h has a say in them, consecutive
   * hashes spread evenly over shards, and among the hashes of one shard the low bits are
   * equidistributed, so its bins fill evenly. Equal hashes collide as they do in the original.
   *
   * Publication. `shards` is written once, by compare-and-set from null; an element likewise. Both
   * are read with acquire and written with release or stronger, so whoever sees a shard sees it
   * constructed. A reader that finds no shard answers "absent": it can't have missed a put that
   * happened before, for that put's write of the array element would be visible to it. A shard is
   * never replaced nor removed (clear empties shards in place), so one key has one shard for the
   * life of the map, and every operation on one key is linearizable because the shard's is.
   *
   * What may race: two writers creating the same shard; one loses the compare-and-set, drops its
   * empty shard and uses the winner's. Sums over shards (size, isEmpty, hashCode, equals) are not
   * atomic snapshots, neither are the original's. clear() is atomic per bin at most; as there, a
   * concurrent put may survive it.
   *
   * putAll. A shard that is not there yet is filled before anybody can know of it, and then takes its place by the same
   * compare-and-set as an empty one: its mappings come into sight at one moment, by one release. Who loses that race adds what it
   * has filled to the winner's, as a put that came later. What is there already is written to directly, mapping by mapping. A source
   * that fails half-way leaves what was put before, as the original does.
   *
   * What can't deadlock more than the original: no lock of ours exists. A function running inside
   * compute holds one bin of one shard. Whatever it does with other keys of this map, which the
   * contract forbids, can wait for another bin as it can in the original.
   *
   * Shard is final and adds nothing, so calls on it have one target whatever subclasses of
   * ConcurrentHashMap the application loads.
   */

  private static final VarHandle SHARD_ARRAY;
  private static final VarHandle ELEMENT;

  static {
    try {
      SHARD_ARRAY =
          MethodHandles.lookup()
              .findVarHandle(ShardedConcurrentHashMap.class, "shards", Shard[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    ELEMENT = MethodHandles.arrayElementVarHandle(Shard[].class);
  }

  private static final int GOLDEN = 0x9E3779B9;
  private static final int DEFAULT_CAPACITY = -1;

  /** Of the table that the original makes if nobody says for how many mappings. */
  private static final int DEFAULT_SLOTS = 16;

  /** Fewer mappings than this are put one by one. */
  private static final int FEW = 64;

  private static final int MOST_ROOM = 1 << 30;

  /** One table of the many. */
  private static final class Shard<K, V> extends ConcurrentHashMap<K, V> {
    private static final long serialVersionUID = 1L;

    Shard() {}

    Shard(int capacity, float loadFactor) {
      super(capacity, loadFactor, 1);
    }
  }

  @SuppressWarnings("UnusedVariable") // written through SHARD_ARRAY
  private transient Shard<K, V> @Nullable [] shards;

  private final transient int shardCount;
  private final transient int capacity;
  private final transient float loadFactor;

  /**
   * Makes an empty map whose shards start with the default capacity.
   *
   * @param shards the number of shards, 1..{@value #MAX_SHARDS}, rounded up to a power of two
   */
  public ShardedConcurrentHashMap(int shards) {
    this(shards, DEFAULT_CAPACITY, 0.75f, null);
  }

  /**
   * Makes an empty map that holds {@code initialCapacity} mappings, spread evenly, without growth.
   *
   * @param initialCapacity the expected number of mappings of the whole map, not negative
   * @param shards as in {@link #ShardedConcurrentHashMap(int)}
   */
  public ShardedConcurrentHashMap(int initialCapacity, int shards) {
    this(shards, checkedCapacity(initialCapacity, 0.75f, 1), 0.75f, null);
  }

  /**
   * Makes an empty map with a capacity and a load factor to size its tables by.
   *
   * @param initialCapacity the expected number of mappings of the whole map, not negative
   * @param loadFactor the density of the initial tables, positive
   * @param shards as in {@link #ShardedConcurrentHashMap(int)}
   */
  public ShardedConcurrentHashMap(int initialCapacity, float loadFactor, int shards) {
    this(shards, checkedCapacity(initialCapacity, loadFactor, 1), loadFactor, null);
  }

  /**
   * Makes an empty map with a capacity, a load factor and the original's hint of concurrency.
   *
   * @param initialCapacity the expected number of mappings of the whole map, not negative
   * @param loadFactor the density of the initial tables, positive
   * @param concurrencyLevel a lower bound of the capacity as in the original, positive
   * @param shards as in {@link #ShardedConcurrentHashMap(int)}
   */
  public ShardedConcurrentHashMap(
      int initialCapacity, float loadFactor, int concurrencyLevel, int shards) {
    this(shards, checkedCapacity(initialCapacity, loadFactor, concurrencyLevel), loadFactor, null);
  }

  /**
   * Makes a map with the mappings of another.
   *
   * @param m the mappings, neither null nor containing nulls
   * @param shards as in {@link #ShardedConcurrentHashMap(int)}
   */
  @SuppressWarnings("this-escape") // as in the original, this constructor puts through putAll
  public ShardedConcurrentHashMap(Map<? extends K, ? extends V> m, int shards) {
    this(shards, m.size(), 0.75f, null);
    putAll(m);
  }

  // The last parameter only tells this constructor from the public ones.
  @SuppressWarnings("UnusedVariable")
  private ShardedConcurrentHashMap(
      int shards, int capacity, float loadFactor, @Nullable Void internal) {
    if (shards < 1 || shards > MAX_SHARDS) {
      throw new IllegalArgumentException(
          "the number of shards must be between 1 and " + MAX_SHARDS + ", not " + shards);
    }
    this.shardCount = shards == 1 ? 1 : Integer.highestOneBit(shards - 1) << 1;
    this.capacity = capacity;
    this.loadFactor = loadFactor;
  }

  private static int checkedCapacity(int capacity, float loadFactor, int concurrencyLevel) {
    if (!(loadFactor > 0.0f) || capacity < 0 || concurrencyLevel <= 0) {
      throw new IllegalArgumentException();
    }
    return Math.max(capacity, concurrencyLevel);
  }

  /**
   * Returns the number of shards, whether in use or not.
   *
   * @return a power of two
   */
  public final int shardCount() {
    return shardCount;
  }

  /** Returns the shard of this index, null while nothing was ever written to it. */
  @SuppressWarnings("unchecked")
  final @Nullable ConcurrentHashMap<K, V> lvShard(int index) {
    Shard<K, V>[] all = (Shard<K, V>[]) SHARD_ARRAY.getAcquire(this);
    return all == null ? null : (Shard<K, V>) ELEMENT.getAcquire(all, index);
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable Object partOf(int hash) {
    Shard<K, V>[] all = (Shard<K, V>[]) SHARD_ARRAY.getAcquire(this);
    return all == null ? null : (Shard<K, V>) ELEMENT.getAcquire(all, indexOf(hash, all.length));
  }

  private static int indexOf(int hash, int length) {
    // A shift by 32, for a single shard, is one by 0: the mask makes up for it.
    return ((hash * GOLDEN) >>> Integer.numberOfLeadingZeros(length - 1)) & (length - 1);
  }

  @SuppressWarnings("unchecked")
  private @Nullable Shard<K, V> lvShardOf(Object key) {
    int hash = KeyHash.of(key);
    Shard<K, V>[] all = (Shard<K, V>[]) SHARD_ARRAY.getAcquire(this);
    return all == null ? null : (Shard<K, V>) ELEMENT.getAcquire(all, indexOf(hash, all.length));
  }

  @SuppressWarnings("unchecked")
  private Shard<K, V> shardFor(Object key) {
    int hash = KeyHash.of(key);
    Shard<K, V>[] all = (Shard<K, V>[]) SHARD_ARRAY.getAcquire(this);
    if (all != null) {
      Shard<K, V> shard = (Shard<K, V>) ELEMENT.getAcquire(all, indexOf(hash, all.length));
      if (shard != null) {
        return shard;
      }
    }
    return casNewShard(hash);
  }

  private Shard<K, V> casNewShard(int hash) {
    Shard<K, V>[] all = shards();
    return casShard(all, indexOf(hash, all.length), newShard());
  }

  /** The array, which is made now if it isn't there. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private Shard<K, V>[] shards() {
    Shard<K, V>[] all = (Shard<K, V>[]) SHARD_ARRAY.getAcquire(this);
    if (all != null) {
      return all;
    }
    Shard<K, V>[] fresh = (Shard<K, V>[]) new Shard[shardCount];
    Shard<K, V>[] seen =
        (Shard<K, V>[]) SHARD_ARRAY.compareAndExchange(this, (Shard[]) null, (Shard[]) fresh);
    return seen == null ? fresh : seen;
  }

  /** The shard at this index: {@code fresh}, if there was none. */
  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <K, V> Shard<K, V> casShard(Shard<K, V>[] all, int index, Shard<K, V> fresh) {
    Shard<K, V> seen =
        (Shard<K, V>) ELEMENT.compareAndExchange((Shard[]) all, index, (Shard) null, (Shard) fresh);
    return seen == null ? fresh : seen;
  }

  private Shard<K, V> newShard() {
    return capacity == DEFAULT_CAPACITY ? new Shard<>() : new Shard<>(share(capacity), loadFactor);
  }

  /** A shard for so many mappings, and no smaller than one that comes with a single key. */
  private Shard<K, V> newShard(int room) {
    float own = capacity == DEFAULT_CAPACITY ? DEFAULT_SLOTS : 1 + share(capacity) / loadFactor;
    return own >= 1 + room / 0.75f ? newShard() : new Shard<>(room, 0.75f);
  }

  /** What a shard gets of so many mappings, spread evenly. */
  private int share(int mappings) {
    return mappings / shardCount + (mappings % shardCount == 0 ? 0 : 1);
  }

  // Single keys. Each asks the one shard of the key; where there is none, only what the original
  // checks before it looks at its table is left to do.

  @Override
  public @Nullable V get(Object key) {
    Shard<K, V> shard = lvShardOf(key);
    return shard == null ? null : shard.get(key);
  }

  @Override
  public V getOrDefault(Object key, V defaultValue) {
    V v = get(key);
    return v == null ? defaultValue : v;
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public @Nullable V put(K key, V value) {
    requireNonNull(value);
    return shardFor(key).put(key, value);
  }

  @Override
  public @Nullable V putIfAbsent(K key, V value) {
    requireNonNull(value);
    return shardFor(key).putIfAbsent(key, value);
  }

  @Override
  public @Nullable V remove(Object key) {
    Shard<K, V> shard = lvShardOf(key);
    return shard == null ? null : shard.remove(key);
  }

  @Override
  public boolean remove(Object key, @Nullable Object value) {
    Shard<K, V> shard = lvShardOf(key);
    return shard != null && value != null && shard.remove(key, value);
  }

  @Override
  public boolean replace(K key, V oldValue, V newValue) {
    requireNonNull(key);
    requireNonNull(oldValue);
    requireNonNull(newValue);
    Shard<K, V> shard = lvShardOf(key);
    return shard != null && shard.replace(key, oldValue, newValue);
  }

  @Override
  public @Nullable V replace(K key, V value) {
    requireNonNull(key);
    requireNonNull(value);
    Shard<K, V> shard = lvShardOf(key);
    return shard == null ? null : shard.replace(key, value);
  }

  @Override
  public V computeIfAbsent(K key, Function<? super K, ? extends V> mappingFunction) {
    requireNonNull(mappingFunction);
    return shardFor(key).computeIfAbsent(key, mappingFunction);
  }

  @Override
  public @Nullable V computeIfPresent(
      K key, BiFunction<? super K, ? super V, ? extends V> remappingFunction) {
    requireNonNull(key);
    requireNonNull(remappingFunction);
    Shard<K, V> shard = lvShardOf(key);
    return shard == null ? null : shard.computeIfPresent(key, remappingFunction);
  }

  @Override
  public @Nullable V compute(
      K key, BiFunction<? super K, ? super @Nullable V, ? extends V> remappingFunction) {
    requireNonNull(remappingFunction);
    return shardFor(key).compute(key, remappingFunction);
  }

  @Override
  public @Nullable V merge(
      K key, V value, BiFunction<? super V, ? super V, ? extends V> remappingFunction) {
    requireNonNull(value);
    requireNonNull(remappingFunction);
    return shardFor(key).merge(key, value, remappingFunction);
  }

  // The whole map, shard by shard.

  @Override
  public boolean isEmpty() {
    for (int i = 0; i < shardCount; i++) {
      ConcurrentHashMap<K, V> shard = lvShard(i);
      if (shard != null && !shard.isEmpty()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public long mappingCount() {
    long sum = 0;
    for (int i = 0; i < shardCount; i++) {
      ConcurrentHashMap<K, V> shard = lvShard(i);
      sum += shard == null ? 0 : shard.mappingCount();
    }
    return sum;
  }

  @Override
  public boolean containsValue(Object value) {
    requireNonNull(value);
    for (int i = 0; i < shardCount; i++) {
      ConcurrentHashMap<K, V> shard = lvShard(i);
      if (shard != null && shard.containsValue(value)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void clear() {
    for (int i = 0; i < shardCount; i++) {
      ConcurrentHashMap<K, V> shard = lvShard(i);
      if (shard != null) {
        shard.clear();
      }
    }
  }

  /**
   * {@inheritDoc}
   *
   * <p>Where they are many, those that go to shards which were never written to come into sight
   * shard by shard, each at one moment; and every shard gets room for its share beforehand.
   */
  @Override
  public void putAll(Map<? extends K, ? extends V> m) {
    int size = m.size();
    if (size < FEW || size < shardCount) {
      super.putAll(m);
      return;
    }
    Filling<K, V> filling = new Filling<>(this, size);
    try {
      for (Map.Entry<? extends K, ? extends V> e : m.entrySet()) {
        filling.put(e.getKey(), e.getValue());
      }
    } finally {
      filling.publish();
    }
  }

  /** Mappings on their way into a map. Not thread-safe. */
  private static final class Filling<K, V> {
    private final ShardedConcurrentHashMap<K, V> map;
    private final Shard<K, V>[] all;

    /** Where each shard's mappings go: to the map's own, or to one that nobody else knows yet. */
    private final Shard<K, V>[] targets;

    private final int share;

    @SuppressWarnings({"unchecked", "rawtypes"})
    Filling(ShardedConcurrentHashMap<K, V> map, int size) {
      this.map = map;
      this.all = map.shards();
      this.targets = new Shard[all.length];
      this.share = map.share(size);
    }

    void put(K key, V value) {
      int index = indexOf(KeyHash.of(key), targets.length);
      Shard<K, V> target = targets[index];
      if (target == null) {
        target = targetOf(index);
        targets[index] = target;
      }
      target.put(key, value);
    }

    @SuppressWarnings("unchecked")
    private Shard<K, V> targetOf(int index) {
      Shard<K, V> known = (Shard<K, V>) ELEMENT.getAcquire(all, index);
      if (known == null) {
        // An eighth more, for shares aren't even: this comes to the table that the original makes.
        return map.newShard((int) Math.min(MOST_ROOM, (long) share + (share >>> 3)));
      }
      if (known.mappingCount() <= share >>> 3) {
        // The half, for a table that is there already is made twice as large as one that is new.
        known.putAll(new Room<>(share >>> 1));
      }
      return known;
    }

    @SuppressWarnings("ReferenceEquality") // whether it is the very shard
    void publish() {
      for (int i = 0; i < targets.length; i++) {
        Shard<K, V> target = targets[i];
        if (target != null) {
          Shard<K, V> seen = casShard(all, i, target);
          if (seen != target) {
            seen.putAll(target);
          }
        }
      }
    }
  }

  /** Says that it is large, so that whoever puts all of it makes room, and has nothing in it. */
  private static final class Room<K, V> extends AbstractMap<K, V> {
    private final int size;

    Room(int size) {
      this.size = size;
    }

    @Override
    public int size() {
      return size;
    }

    @Override
    public Set<Map.Entry<K, V>> entrySet() {
      return Set.of();
    }
  }

  @Override
  public void replaceAll(BiFunction<? super K, ? super V, ? extends V> function) {
    requireNonNull(function);
    for (int i = 0; i < shardCount; i++) {
      ConcurrentHashMap<K, V> shard = lvShard(i);
      if (shard != null) {
        shard.replaceAll(function);
      }
    }
  }

  @Override
  final boolean removeEntriesIf(Predicate<? super Map.Entry<K, V>> filter) {
    requireNonNull(filter);
    boolean removed = false;
    for (int i = 0; i < shardCount; i++) {
      ConcurrentHashMap<K, V> shard = lvShard(i);
      removed |= shard != null && shard.entrySet().removeIf(filter);
    }
    return removed;
  }

  @Override
  final boolean removeValuesIf(Predicate<? super V> filter) {
    requireNonNull(filter);
    boolean removed = false;
    for (int i = 0; i < shardCount; i++) {
      ConcurrentHashMap<K, V> shard = lvShard(i);
      removed |= shard != null && shard.values().removeIf(filter);
    }
    return removed;
  }

  @Override
  public final Iterator<K> keyIterator() {
    return new ShardedIterator<>(this, ShardElements.KEYS);
  }

  @Override
  final Iterator<V> valueIterator() {
    return new ShardedIterator<>(this, ShardElements.VALUES);
  }

  @Override
  final Iterator<Map.Entry<K, V>> entryIterator() {
    return new ShardedIterator<>(this, ShardElements.ENTRIES);
  }

  private <T> Spliterator<T> spliterator(ShardElements elements) {
    return new ShardedSpliterator<>(this, elements, 0, shardCount, mappingCount());
  }

  @Override
  public final Spliterator<K> keySpliterator() {
    return spliterator(ShardElements.KEYS);
  }

  @Override
  final Spliterator<V> valueSpliterator() {
    return spliterator(ShardElements.VALUES);
  }

  @Override
  final Spliterator<Map.Entry<K, V>> entrySpliterator() {
    return spliterator(ShardElements.ENTRIES);
  }

  // null exactly where the original returns null; the overriding methods say which those are
  @Override
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
  final <R> R bulk(
      BulkOperation operation,
      long threshold,
      @Nullable Object function,
      @Nullable Object reducer,
      @Nullable Object basis) {
    int parts = parallelParts(threshold);
    ShardedBulkTask<K, V> task =
        new ShardedBulkTask<>(
            this, operation, threshold, function, reducer, basis, 0, shardCount, parts);
    return (R) (parts > 1 ? task.invoke() : task.sequential());
  }
}
