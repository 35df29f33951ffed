package io.unjam.contract;

import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Every kind of map that all suites examine. A new variant is a line in {@link #ALL}. */
public final class MapVariants {

  /** The original, which the suites must pass first, and what stands in for it. */
  public static final List<Named> ALL =
      List.of(
          new Named("original", ConcurrentHashMap::new),
          new Named("1 shard", () -> new ShardedConcurrentHashMap<>(1)),
          new Named("4 shards", () -> new ShardedConcurrentHashMap<>(4)),
          new Named("64 shards", () -> new ShardedConcurrentHashMap<>(64)),
          new Named("4096 shards", () -> new ShardedConcurrentHashMap<>(4096)),
          new Named("hot-key, 1 shard", () -> new HotKeyConcurrentHashMap<>(1)),
          new Named("hot-key, 16 shards", () -> new HotKeyConcurrentHashMap<>(16)));

  private MapVariants() {}

  /**
   * One kind of map.
   *
   * @param name as test reports show it
   * @param maker of an empty map for any types
   */
  public record Named(String name, Supplier<ConcurrentHashMap<?, ?>> maker) implements MapSource {

    @Override
    @SuppressWarnings("unchecked") // an empty map is one of any types
    public <K, V> ConcurrentHashMap<K, V> empty() {
      return (ConcurrentHashMap<K, V>) maker.get();
    }

    @Override
    public String toString() {
      return name;
    }
  }
}
