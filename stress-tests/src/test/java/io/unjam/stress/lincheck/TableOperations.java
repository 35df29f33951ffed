package io.unjam.stress.lincheck;

import io.unjam.runtime.variant.table.ShardedTable;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/** The same operations as {@link MapOperations}, on the table that is no map of its own. */
@Param(name = "key", gen = IntGen.class, conf = "1:3")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public abstract class TableOperations {
  private final ShardedTable<Integer, Integer> table;

  protected TableOperations(ShardedTable<Integer, Integer> table) {
    this.table = table;
  }

  @Operation(params = {"key"})
  public final @Nullable Integer get(int key) {
    return table.get(key);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer put(int key, int value) {
    return table.put(key, value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer putIfAbsent(int key, int value) {
    return table.putIfAbsent(key, value);
  }

  @Operation(params = {"key"})
  public final @Nullable Integer remove(int key) {
    return table.remove(key);
  }

  @Operation(params = {"key", "value"})
  public final boolean removeEqual(int key, int value) {
    return table.removeIfEqual(key, value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer replace(int key, int value) {
    return table.replace(key, value);
  }

  @Operation(params = {"key", "value", "value"})
  public final boolean replaceEqual(int key, int expected, int value) {
    return table.replaceIfEqual(key, expected, value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer compute(int key, int value) {
    return table.compute(
        key,
        (k, v) ->
            v == null ? Integer.valueOf(value) : v == value ? null : Integer.valueOf(v + value));
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer computeIfAbsent(int key, int value) {
    return table.computeIfAbsent(key, k -> value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer computeIfPresent(int key, int value) {
    return table.computeIfPresent(key, (k, v) -> v == value ? null : v + value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer merge(int key, int value) {
    return table.merge(key, value, (a, b) -> a == value ? null : Integer.valueOf(a + b));
  }
}
