package io.unjam.benchmarks.jmh;

import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.Hashtable;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jctools.maps.NonBlockingHashMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Puts and gets on our maps and on those they have to be held against; threads by JMH's {@code -t}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MapWrites {
  private static final int KEYS = 1 << 16;

  /** Which map. */
  @Param({"ConcurrentHashMap", "sharded", "hot-key", "NonBlockingHashMap", "Hashtable"})
  public String map = "";

  /** How many different keys are written: one is the hot key. */
  @Param({"65536", "1"})
  public int keys;

  private Map<Integer, Integer> table = Map.of();
  private Integer[] boxed = {};

  /** Fills the map, so that every put meets a key that is there. */
  @Setup
  @SuppressWarnings("JdkObsolete") // Hashtable is one of the maps to be measured
  public void fill() {
    table =
        switch (map) {
          case "ConcurrentHashMap" -> new ConcurrentHashMap<>();
          case "sharded" -> new ShardedConcurrentHashMap<>(64);
          case "hot-key" -> new HotKeyConcurrentHashMap<>(16);
          case "NonBlockingHashMap" -> new NonBlockingHashMap<>();
          case "Hashtable" -> new Hashtable<>();
          default -> throw new IllegalArgumentException(map);
        };
    boxed = new Integer[KEYS];
    for (int i = 0; i < KEYS; i++) {
      boxed[i] = i * 0x9E3779B1;
      table.put(boxed[i & (keys - 1)], boxed[i]);
    }
  }

  /** A put to a key that is there. */
  @Benchmark
  public @Nullable Integer put() {
    int random = ThreadLocalRandom.current().nextInt(KEYS);
    return table.put(boxed[random & (keys - 1)], boxed[random]);
  }

  /** A get of a key that is there. */
  @Benchmark
  public @Nullable Integer get() {
    return table.get(boxed[ThreadLocalRandom.current().nextInt(KEYS) & (keys - 1)]);
  }
}
