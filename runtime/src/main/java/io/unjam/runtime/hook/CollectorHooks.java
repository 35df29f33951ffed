package io.unjam.runtime.hook;

import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collector;

/**
 * What the results of {@code Collectors.toConcurrentMap} and {@code groupingByConcurrent} are
 * handed to where rewritten code makes them: the same collector over another {@code
 * ConcurrentHashMap}. Thread-safe.
 */
// Erased: the collectors' types are between the application and Collectors.
@SuppressWarnings({"rawtypes", "unchecked"})
public final class CollectorHooks {
  private CollectorHooks() {}

  /** Collects into sharded maps. */
  public static Collector sharded(Collector collector, int shards) {
    return new MapCollector<Object, Object, Object>(collector) {
      @Override
      public Object get() {
        return new ShardedConcurrentHashMap<>(shards);
      }
    };
  }

  /** Collects into hot-key maps. */
  public static Collector hotKey(Collector collector, int shards) {
    return new MapCollector<Object, Object, Object>(collector) {
      @Override
      public Object get() {
        return new HotKeyConcurrentHashMap<>(shards);
      }
    };
  }

  /** Collects into maps with room for {@code capacity} mappings. */
  public static Collector presized(Collector collector, int capacity) {
    return new MapCollector<Object, Object, Object>(collector) {
      @Override
      public Object get() {
        return new ConcurrentHashMap<>(capacity);
      }
    };
  }
}
