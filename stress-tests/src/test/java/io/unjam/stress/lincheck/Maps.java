package io.unjam.stress.lincheck;

import io.unjam.runtime.variant.HotKeyConcurrentHashMap;
import io.unjam.runtime.variant.ShardedConcurrentHashMap;
import io.unjam.runtime.variant.concurrent.ConcurrentHashtable;
import io.unjam.runtime.variant.concurrent.ConcurrentNullableMap;
import io.unjam.runtime.variant.table.ShardedTable;
import java.util.Collections;
import java.util.HashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The maps under check, each so small that three keys make it grow. Lincheck makes them by their
 * constructors without arguments, hence a class for each.
 */
public final class Maps {
  private Maps() {}

  /** What all of them are compared with: one thread at a time, on a plain map. */
  public static final class Sequential extends MapOperations {
    public Sequential() {
      super(new HashMap<>());
    }
  }

  /** All keys in one shard that starts with two bins. */
  public static final class OneShard extends MapOperations {
    public OneShard() {
      super(new ShardedConcurrentHashMap<>(1, 1));
    }
  }

  /** Shards come into being meanwhile. */
  public static final class FourShards extends MapOperations {
    public FourShards() {
      super(new ShardedConcurrentHashMap<>(1, 4));
    }
  }

  /** The original, whose callers look before they write. */
  public static final class LookingFirst extends MapOperations {
    public LookingFirst() {
      super(new LooksFirst());
    }
  }

  /** Shards come into being meanwhile. */
  public static final class Table extends TableOperations {
    public Table() {
      super(new ShardedTable<>(4, 0));
    }
  }

  /** Six mappings: the next one makes the table grow. */
  public static final class GrowingTable extends TableOperations {
    public GrowingTable() {
      super(filled(6));
    }
  }

  /** A table that has grown and holds two mappings: the next removal makes it shrink. */
  public static final class ShrinkingTable extends TableOperations {
    public ShrinkingTable() {
      super(shrinking());
    }

    private static ShardedTable<Integer, Integer> shrinking() {
      ShardedTable<Integer, Integer> table = filled(7);
      for (int k = 10; k < 15; k++) {
        table.remove(k);
      }
      return table;
    }
  }

  /** The map over such a table, one mapping short of growing. */
  public static final class HotKey extends MapOperations {
    public HotKey() {
      super(filled());
    }

    private static HotKeyConcurrentHashMap<Integer, Integer> filled() {
      HotKeyConcurrentHashMap<Integer, Integer> map = new HotKeyConcurrentHashMap<>(1);
      for (int k = 0; k < 6; k++) {
        map.put(10 + k, k);
      }
      return map;
    }
  }

  /** What stands in for a {@code Hashtable}. */
  public static final class Unlocked extends MapOperations {
    public Unlocked() {
      super(new ConcurrentHashtable<>(1, false));
    }
  }

  /** What stands in for a synchronized {@code HashMap}, which counts a null as absent. */
  public static final class UnlockedNullable extends MapOperations {
    public UnlockedNullable() {
      super(new ConcurrentNullableMap<>(Collections.singletonMap(2, null), 1, false));
    }
  }

  /** One thread at a time, on a map with a null in it. */
  public static final class SequentialNullable extends MapOperations {
    public SequentialNullable() {
      super(new HashMap<>(Collections.singletonMap(2, null)));
    }
  }

  private static ShardedTable<Integer, Integer> filled(int mappings) {
    ShardedTable<Integer, Integer> table = new ShardedTable<>(1, 0);
    for (int k = 0; k < mappings; k++) {
      table.put(10 + k, k);
    }
    return table;
  }

  /** Looks and then writes: what Lincheck must not let pass. */
  public static final class Broken extends MapOperations {
    public Broken() {
      super(new LooksThenWrites());
    }
  }

  private static final class LooksThenWrites extends ConcurrentHashMap<Integer, Integer> {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Integer put(Integer key, Integer value) {
      Integer old = get(key);
      super.put(key, value);
      return old;
    }

    @Override
    public @Nullable Integer putIfAbsent(Integer key, Integer value) {
      Integer present = get(key);
      return present != null ? present : put(key, value);
    }

    @Override
    public @Nullable Integer remove(Object key) {
      Integer old = get(key);
      super.remove(key);
      return old;
    }

    @Override
    public @Nullable Integer merge(
        Integer key,
        Integer value,
        BiFunction<? super Integer, ? super Integer, ? extends @Nullable Integer> function) {
      Integer old = get(key);
      Integer result = old == null ? value : function.apply(old, value);
      if (result == null) {
        super.remove(key);
      } else {
        super.put(key, result);
      }
      return result;
    }
  }
}
