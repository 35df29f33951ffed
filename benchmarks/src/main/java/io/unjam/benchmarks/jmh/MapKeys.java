package io.unjam.benchmarks.jmh;

import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
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

/** What the class of keys costs, in a JVM whose maps have keys of one class or of several. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MapKeys {
  private static final int KEYS = 1 << 10;

  /** Which map. */
  @Param({"ConcurrentHashMap", "sharded", "hot-key"})
  public String map = "";

  /** Class of the keys that are measured. */
  @Param({"Integer", "Long", "String", "Other"})
  public String key = "";

  /** Whether other maps of the JVM have keys of the other classes. */
  @Param({"false", "true"})
  public boolean mixed;

  private Map<Object, Object> table = Map.of();
  private Object[] keys = {};
  private int next;

  /** A key of an application's own class. */
  record Other(int number) {}

  private Map<Object, Object> made() {
    return switch (map) {
      case "ConcurrentHashMap" -> new ConcurrentHashMap<>();
      case "sharded" -> new ShardedConcurrentHashMap<>(64);
      case "hot-key" -> new HotKeyConcurrentHashMap<>(16);
      default -> throw new IllegalArgumentException(map);
    };
  }

  private static Object key(String type, int i) {
    int number = i * 0x9E3779B1;
    return switch (type) {
      case "Integer" -> number;
      case "Long" -> (long) number;
      case "String" -> "key " + number;
      case "Other" -> new Other(number);
      default -> throw new IllegalArgumentException(type);
    };
  }

  /** Fills the map, and in a mixed JVM uses maps of all classes until they are compiled. */
  @Setup
  public void fill() {
    if (mixed) {
      for (int round = 0; round < 50; round++) {
        for (String type : new String[] {"Integer", "Long", "String", "Other"}) {
          Map<Object, Object> other = made();
          for (int i = 0; i < KEYS; i++) {
            other.put(key(type, i), type);
            other.get(key(type, i));
            other.put(key(type, i), type);
          }
        }
      }
    }
    table = made();
    keys = new Object[KEYS];
    for (int i = 0; i < KEYS; i++) {
      keys[i] = key(key, i);
      table.put(key(key, i), key);
    }
  }

  /** A get of a key that is there, equal to the map's own and not the same object. */
  @Benchmark
  public @Nullable Object get() {
    return table.get(keys[next++ & (KEYS - 1)]);
  }

  /** A put to a key that is there. */
  @Benchmark
  public @Nullable Object put() {
    Object mine = keys[next++ & (KEYS - 1)];
    return table.put(mine, mine);
  }
}
