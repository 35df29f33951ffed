package io.unjam.stress.lincheck;

import io.unjam.runtime.hook.StripeHooks;
import io.unjam.runtime.variant.striped.StripeGuard;
import io.unjam.runtime.variant.striped.StripedHashMap;
import io.unjam.runtime.variant.striped.StripedHashSet;
import io.unjam.runtime.variant.striped.StripedMonitor;
import io.unjam.runtime.variant.striped.StripedTable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * A map and a set behind the monitor of their own object: sections about one key, which touch both,
 * beside {@code synchronized} methods about all keys and a caller's block around sections about two
 * keys.
 */
public final class Monitors {
  private Monitors() {}

  /** Without a monitor, for one thread: what the other is compared with. */
  public static final class Sequential {
    private final Map<Integer, Integer> values = new HashMap<>();
    private final Set<Integer> keys = new HashSet<>();

    public @Nullable Integer add(int key, int value) {
      return added(values, keys, key, value);
    }

    public int read(int key) {
      return seen(values, keys, key);
    }

    public @Nullable Integer remove(int key) {
      return removed(values, keys, key);
    }

    public int all() {
      return summed(values, keys);
    }

    public void clear() {
      values.clear();
      keys.clear();
    }

    public int move() {
      Integer taken = remove(1);
      Integer there = taken == null ? null : add(2, taken);
      return there == null ? 0 : there;
    }

    public void split() {}
  }

  /** The {@code striped} variant before its monitor is split. */
  public static final class OwnUnsplit extends Own {}

  /** The same, split from the start. */
  public static final class OwnSplit extends Own {
    public OwnSplit() {
      split();
    }
  }

  /** The same, split as sections begin and end. */
  public static final class OwnSplitting extends Own {
    /** As a section does that has waited often. */
    @Override
    @Operation
    public void split() {
      super.split();
    }
  }

  /** The {@code striped} variant, as its edits leave such a class: two keys, each with a stripe. */
  @Param(name = "key", gen = IntGen.class, conf = "1:2")
  @Param(name = "value", gen = IntGen.class, conf = "1:3")
  public abstract static class Own {
    private static final int STRIPES = 2;

    private final Map<Integer, Integer> values = new StripedHashMap<>(STRIPES);
    private final Set<Integer> keys = new StripedHashSet<>(STRIPES);

    protected Own() {
      StripeHooks.guardByOwner(this, values);
      StripeHooks.guardAlike(values, keys);
    }

    public void split() {
      StripeGuard guard = ((StripedTable) values).guard();
      if (guard instanceof StripedMonitor monitor) {
        monitor.split();
      }
    }

    /** About one key; it reads and then writes. */
    @Operation(params = {"key", "value"})
    public final @Nullable Integer add(int key, int value) {
      while (true) {
        Object entered = StripeHooks.monitor(this, values, key);
        synchronized (entered) {
          if (StripeHooks.isValid(this, values, entered)) {
            return added(values, keys, key, value);
          }
        }
      }
    }

    /** About one key. */
    @Operation(params = {"key"})
    public final int read(int key) {
      while (true) {
        Object entered = StripeHooks.monitor(this, values, key);
        synchronized (entered) {
          if (StripeHooks.isValid(this, values, entered)) {
            return seen(values, keys, key);
          }
        }
      }
    }

    /** About one key. */
    @Operation(params = {"key"})
    public final @Nullable Integer remove(int key) {
      while (true) {
        Object entered = StripeHooks.monitor(this, values, key);
        synchronized (entered) {
          if (StripeHooks.isValid(this, values, entered)) {
            return removed(values, keys, key);
          }
        }
      }
    }

    /** About all keys, not edited. */
    @Operation
    public final synchronized int all() {
      return summed(values, keys);
    }

    /** About all keys, not edited. */
    @Operation
    public final synchronized void clear() {
      values.clear();
      keys.clear();
    }

    /** A caller's own block around sections about two keys. */
    @Operation
    public final int move() {
      synchronized (this) {
        Integer taken = remove(1);
        Integer there = taken == null ? null : add(2, taken);
        return there == null ? 0 : there;
      }
    }
  }

  private static @Nullable Integer added(
      Map<Integer, Integer> values, Set<Integer> keys, int key, int value) {
    Integer old = values.get(key);
    keys.add(key);
    return values.put(key, old == null ? value : old + value);
  }

  private static @Nullable Integer removed(
      Map<Integer, Integer> values, Set<Integer> keys, int key) {
    keys.remove(key);
    return values.remove(key);
  }

  private static int seen(Map<Integer, Integer> values, Set<Integer> keys, int key) {
    return (keys.contains(key) ? 1_000 : 0) + values.getOrDefault(key, 0);
  }

  private static int summed(Map<Integer, Integer> values, Set<Integer> keys) {
    int sum = 1_000 * keys.size();
    for (int value : values.values()) {
      sum += value;
    }
    return sum;
  }
}
