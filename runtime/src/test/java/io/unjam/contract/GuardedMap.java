package io.unjam.contract;

import io.unjam.runtime.hook.StripeHooks;
import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import io.unjam.runtime.variant.concurrent.ConcurrentHashtable;
import io.unjam.runtime.variant.concurrent.ConcurrentNullableMap;
import io.unjam.runtime.variant.striped.StripedHashMap;
import io.unjam.runtime.variant.striped.StripedHashSet;
import io.unjam.runtime.variant.striped.StripedLinkedHashMap;
import io.unjam.runtime.variant.striped.StripedMonitor;
import io.unjam.runtime.variant.striped.StripedReadWriteLock;
import io.unjam.runtime.variant.striped.StripedReentrantLock;
import io.unjam.runtime.variant.striped.StripedTable;
import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A map, or a set as one, with whatever guards it, used as a program uses it that Unjam has edited:
 * in sections about one key and in whole ones. As thread-safe as what guards it.
 */
abstract class GuardedMap {

  private static final int STRIPES = 4;

  /** What a section does. */
  interface Operation {
    void on(Map<Object, Object> map);
  }

  /**
   * A kind of map.
   *
   * @param name as reports show it
   * @param original the JDK's class whose contract it keeps
   * @param isSet whether a value is its key
   */
  record Kind(String name, Original original, boolean isSet, Supplier<GuardedMap> maker) {}

  /** The JDK's classes whose contracts are kept. */
  enum Original {
    CONCURRENT_HASH_MAP,
    /**
     * Whose table has a length that is no power of two once there was no memory for its first one:
     * when it grows it loses or doubles mappings (seen in 17).
     */
    HASH_MAP
  }

  /** The original itself, which has to pass first. */
  static final Kind ORIGINAL =
      new Kind(
          "HashMap",
          Original.HASH_MAP,
          false,
          () -> unguarded(Collections.synchronizedMap(new HashMap<>())));

  /** Ours. */
  static final List<Kind> KINDS =
      List.of(
          kind("sharded", () -> new ShardedConcurrentHashMap<>(STRIPES)),
          kind("hot-key", () -> new HotKeyConcurrentHashMap<>(1)),
          kind("concurrent Hashtable", () -> new ConcurrentHashtable<>(STRIPES, true)),
          kind(
              "concurrent map for synchronizedMap",
              () -> new ConcurrentNullableMap<>(new HashMap<>(), STRIPES, true)),
          striped("HashMap of a lock", () -> new StripedHashMap<>(STRIPES), GuardedMap::byLock),
          striped(
              "LinkedHashMap of a lock",
              () -> new StripedLinkedHashMap<>(STRIPES),
              GuardedMap::byLock),
          striped(
              "HashMap of a lock, unsplit",
              () -> new StripedHashMap<>(STRIPES),
              map -> byLock(map, map, new StripedReentrantLock(STRIPES))),
          striped(
              "HashMap of a read-write lock",
              () -> new StripedHashMap<>(STRIPES),
              GuardedMap::byWriteLock),
          striped(
              "HashMap of its owner",
              () -> new StripedHashMap<>(STRIPES),
              map -> byOwner(map, map)),
          striped(
              "HashMap of its owner, unsplit",
              () -> new StripedHashMap<>(STRIPES),
              map -> unsplitByOwner(map, map)),
          striped(
              "HashMap of a monitor", () -> new StripedHashMap<>(STRIPES), GuardedMap::byMonitor),
          stripedSet("HashSet of a lock", set -> byLock(new OfSet(set), set, split())),
          stripedSet("HashSet of its owner", set -> byOwner(new OfSet(set), set)));

  /** What is guarded. */
  final Map<Object, Object> map;

  private GuardedMap(Map<Object, Object> map) {
    this.map = map;
  }

  /** Runs a section about one key. */
  abstract void keyed(Object key, Operation operation);

  /** Runs a section that is about more than one key. */
  abstract void whole(Operation operation);

  private static Kind kind(String name, Supplier<Map<Object, Object>> maker) {
    return new Kind(name, Original.CONCURRENT_HASH_MAP, false, () -> unguarded(maker.get()));
  }

  private static Kind striped(
      String name,
      Supplier<Map<Object, Object>> maker,
      Function<Map<Object, Object>, GuardedMap> guard) {
    return new Kind("striped " + name, Original.HASH_MAP, false, () -> guard.apply(maker.get()));
  }

  private static Kind stripedSet(String name, Function<Set<Object>, GuardedMap> guard) {
    return new Kind(
        "striped " + name,
        Original.HASH_MAP,
        true,
        () -> guard.apply(new StripedHashSet<>(STRIPES)));
  }

  private static GuardedMap unguarded(Map<Object, Object> map) {
    return new GuardedMap(map) {
      @Override
      void keyed(Object key, Operation operation) {
        operation.on(map);
      }

      @Override
      void whole(Operation operation) {
        operation.on(map);
      }
    };
  }

  private static StripedReentrantLock split() {
    StripedReentrantLock lock = new StripedReentrantLock(STRIPES);
    lock.split();
    return lock;
  }

  private static GuardedMap byLock(Map<Object, Object> map) {
    return byLock(map, map, split());
  }

  private static GuardedMap byLock(
      Map<Object, Object> map, Object table, StripedReentrantLock lock) {
    StripeHooks.guard(lock, table);
    return new ByLock(map, lock);
  }

  private static GuardedMap byWriteLock(Map<Object, Object> map) {
    StripedReadWriteLock lock = new StripedReadWriteLock(STRIPES);
    StripeHooks.guard(lock, map);
    return new ByLock(map, lock.writeLock());
  }

  private static GuardedMap byOwner(Map<Object, Object> map, Object table) {
    ByMonitor guarded = unsplitByOwner(map, table);
    splitMonitor(table);
    return guarded;
  }

  private static ByMonitor unsplitByOwner(Map<Object, Object> map, Object table) {
    Object owner = new Object();
    StripeHooks.guardByOwner(owner, table);
    return new ByMonitor(map, table, owner);
  }

  private static GuardedMap byMonitor(Map<Object, Object> map) {
    Object monitor = new Object();
    StripeHooks.guardByMonitor(monitor, map);
    splitMonitor(map);
    return new ByMonitor(map, map, monitor);
  }

  private static void splitMonitor(Object table) {
    if (((StripedTable) table).guard() instanceof StripedMonitor monitor) {
      monitor.split();
    }
  }

  /** Under a lock. */
  private static final class ByLock extends GuardedMap {
    private final Lock lock;

    ByLock(Map<Object, Object> map, Lock lock) {
      super(map);
      this.lock = lock;
    }

    @Override
    void keyed(Object key, Operation operation) {
      StripeHooks.lock(lock, key);
      try {
        StripeHooks.effect(lock);
        operation.on(map);
      } finally {
        StripeHooks.unlock(lock, key);
      }
    }

    @Override
    void whole(Operation operation) {
      lock.lock();
      try {
        operation.on(map);
      } finally {
        lock.unlock();
      }
    }
  }

  /** Under the monitor of an object. */
  private static final class ByMonitor extends GuardedMap {
    private final Object table;
    private final Object owner;

    ByMonitor(Map<Object, Object> map, Object table, Object owner) {
      super(map);
      this.table = table;
      this.owner = owner;
    }

    @Override
    void keyed(Object key, Operation operation) {
      while (true) {
        Object entered = StripeHooks.monitor(owner, table, key);
        synchronized (entered) {
          if (StripeHooks.isValid(owner, table, entered)) {
            operation.on(map);
            return;
          }
        }
      }
    }

    @Override
    void whole(Operation operation) {
      synchronized (owner) {
        operation.on(map);
      }
    }
  }

  /** Each element as the key and value of a mapping. */
  static final class OfSet extends AbstractMap<Object, Object> {
    private final Set<Object> set;

    OfSet(Set<Object> set) {
      this.set = set;
    }

    @Override
    public @Nullable Object put(Object key, Object value) {
      return set.add(key) ? null : key;
    }

    @Override
    public @Nullable Object get(@Nullable Object key) {
      return set.contains(key) ? key : null;
    }

    @Override
    public @Nullable Object remove(@Nullable Object key) {
      return set.remove(key) ? key : null;
    }

    @Override
    public int size() {
      return set.size();
    }

    @Override
    public void clear() {
      set.clear();
    }

    @Override
    public Set<Object> keySet() {
      return set;
    }

    @Override
    public Set<Map.Entry<Object, Object>> entrySet() {
      return new AbstractSet<>() {
        @Override
        public Iterator<Map.Entry<Object, Object>> iterator() {
          Iterator<Object> elements = set.iterator();
          return new Iterator<>() {
            @Override
            public boolean hasNext() {
              return elements.hasNext();
            }

            @Override
            public Map.Entry<Object, Object> next() {
              Object element = elements.next();
              return new SimpleEntry<>(element, element);
            }

            @Override
            public void remove() {
              elements.remove();
            }
          };
        }

        @Override
        public int size() {
          return set.size();
        }
      };
    }
  }

  /** A model of a kind's content: what the JDK makes of the same operations. */
  static Map<Object, Object> model(Kind kind) {
    return kind.isSet ? new OfSet(new HashSet<>()) : new HashMap<>();
  }
}
