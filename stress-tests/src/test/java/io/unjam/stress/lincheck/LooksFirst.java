package io.unjam.stress.lincheck;

import io.unjam.runtime.hook.GetFirstHooks;
import java.util.AbstractMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A map as a program has it whose calls look first: {@code get-first}, with {@code puts}. */
final class LooksFirst extends AbstractMap<Integer, Integer> {
  /** Two bins, so that keys share them, and three keys make it grow. */
  private final Map<Integer, Integer> map = new ConcurrentHashMap<>(1, 0.75f, 1);

  @Override
  public Set<Map.Entry<Integer, Integer>> entrySet() {
    return map.entrySet();
  }

  @Override
  public @Nullable Integer put(Integer key, Integer value) {
    return (Integer) GetFirstHooks.put(map, key, value);
  }

  @Override
  public @Nullable Integer putIfAbsent(Integer key, Integer value) {
    return (Integer) GetFirstHooks.putIfAbsent(map, key, value);
  }

  @Override
  public @Nullable Integer computeIfAbsent(
      Integer key, Function<? super Integer, ? extends @Nullable Integer> function) {
    return (Integer) GetFirstHooks.computeIfAbsent(map, key, function);
  }

  // The rest goes to the map as it is, as it does under the rule.

  @Override
  public @Nullable Integer get(Object key) {
    return map.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return map.containsKey(key);
  }

  @Override
  public @Nullable Integer remove(Object key) {
    return map.remove(key);
  }

  @Override
  public boolean remove(Object key, Object value) {
    return map.remove(key, value);
  }

  @Override
  public @Nullable Integer replace(Integer key, Integer value) {
    return map.replace(key, value);
  }

  @Override
  public boolean replace(Integer key, Integer expected, Integer value) {
    return map.replace(key, expected, value);
  }

  @Override
  public @Nullable Integer compute(
      Integer key,
      BiFunction<? super Integer, ? super @Nullable Integer, ? extends @Nullable Integer>
          function) {
    return map.compute(key, function);
  }

  @Override
  public @Nullable Integer computeIfPresent(
      Integer key,
      BiFunction<? super Integer, ? super Integer, ? extends @Nullable Integer> function) {
    return map.computeIfPresent(key, function);
  }

  @Override
  public @Nullable Integer merge(
      Integer key,
      Integer value,
      BiFunction<? super Integer, ? super Integer, ? extends @Nullable Integer> function) {
    return map.merge(key, value, function);
  }
}
