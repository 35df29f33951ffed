package io.unjam.stress.lincheck;

import java.util.Map;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/**
 * Every operation of a map on one key. Subclasses say which map, and give it few keys to begin
 * with.
 */
@Param(name = "key", gen = IntGen.class, conf = "1:3")
@Param(name = "value", gen = IntGen.class, conf = "1:3")
public abstract class MapOperations {
  private final Map<Integer, Integer> map;

  protected MapOperations(Map<Integer, Integer> map) {
    this.map = map;
  }

  @Operation(params = {"key"})
  public final @Nullable Integer get(int key) {
    return map.get(key);
  }

  @Operation(params = {"key"})
  public final boolean containsKey(int key) {
    return map.containsKey(key);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer put(int key, int value) {
    return map.put(key, value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer putIfAbsent(int key, int value) {
    return map.putIfAbsent(key, value);
  }

  @Operation(params = {"key"})
  public final @Nullable Integer remove(int key) {
    return map.remove(key);
  }

  @Operation(params = {"key", "value"})
  public final boolean removeEqual(int key, int value) {
    return map.remove(key, value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer replace(int key, int value) {
    return map.replace(key, value);
  }

  @Operation(params = {"key", "value", "value"})
  public final boolean replaceEqual(int key, int expected, int value) {
    return map.replace(key, expected, value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer compute(int key, int value) {
    return map.compute(
        key,
        (k, v) ->
            v == null ? Integer.valueOf(value) : v == value ? null : Integer.valueOf(v + value));
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer computeIfAbsent(int key, int value) {
    return map.computeIfAbsent(key, k -> value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer computeIfPresent(int key, int value) {
    return map.computeIfPresent(key, (k, v) -> v == value ? null : v + value);
  }

  @Operation(params = {"key", "value"})
  public final @Nullable Integer merge(int key, int value) {
    return map.merge(key, value, (a, b) -> a == value ? null : Integer.valueOf(a + b));
  }
}
