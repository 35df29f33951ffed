package io.unjam.runtime.hook;

import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What stands in for a method reference to a map write, as {@code map::put}: the same call, timed.
 *
 * <p>An edit points the method reference's {@code invokedynamic} at one of these and captures the
 * site's number first (then the map, where the reference is bound to one). Parameters that the
 * original takes follow in order; what the original returns or throws comes out. Nothing is
 * recorded when it throws. Safe from any thread.
 */
// Erased signatures: the method reference's call site fits them by its own casts.
@SuppressWarnings({"rawtypes", "unchecked"})
public final class TimedMapReferences {

  private TimedMapReferences() {}

  /** {@code Map.put(Object, Object)}, timed. */
  public static @Nullable Object put(
      int site, Map map, @Nullable Object key, @Nullable Object value) {
    long started = TimeHooks.begin(site);
    @Nullable Object result = map.put(key, value);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.putIfAbsent(Object, Object)}, timed. */
  public static @Nullable Object putIfAbsent(
      int site, Map map, @Nullable Object key, @Nullable Object value) {
    long started = TimeHooks.begin(site);
    @Nullable Object result = map.putIfAbsent(key, value);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.computeIfAbsent(Object, Function)}, timed. */
  public static @Nullable Object computeIfAbsent(
      int site, Map map, @Nullable Object key, Function function) {
    long started = TimeHooks.begin(site);
    @Nullable Object result = map.computeIfAbsent(key, function);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.computeIfPresent(Object, BiFunction)}, timed. */
  public static @Nullable Object computeIfPresent(
      int site, Map map, @Nullable Object key, BiFunction function) {
    long started = TimeHooks.begin(site);
    @Nullable Object result = map.computeIfPresent(key, function);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.compute(Object, BiFunction)}, timed. */
  public static @Nullable Object compute(
      int site, Map map, @Nullable Object key, BiFunction function) {
    long started = TimeHooks.begin(site);
    @Nullable Object result = map.compute(key, function);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.merge(Object, Object, BiFunction)}, timed. */
  public static @Nullable Object merge(
      int site, Map map, @Nullable Object key, @Nullable Object value, BiFunction function) {
    long started = TimeHooks.begin(site);
    @Nullable Object result = map.merge(key, value, function);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.remove(Object)}, timed. */
  public static @Nullable Object remove(int site, Map map, @Nullable Object key) {
    long started = TimeHooks.begin(site);
    @Nullable Object result = map.remove(key);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.remove(Object, Object)}, timed. */
  public static boolean remove(int site, Map map, @Nullable Object key, @Nullable Object value) {
    long started = TimeHooks.begin(site);
    boolean result = map.remove(key, value);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.replace(Object, Object)}, timed. */
  public static @Nullable Object replace(
      int site, Map map, @Nullable Object key, @Nullable Object value) {
    long started = TimeHooks.begin(site);
    @Nullable Object result = map.replace(key, value);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.replace(Object, Object, Object)}, timed. */
  public static boolean replace(
      int site,
      Map map,
      @Nullable Object key,
      @Nullable Object oldValue,
      @Nullable Object newValue) {
    long started = TimeHooks.begin(site);
    boolean result = map.replace(key, oldValue, newValue);
    TimeHooks.end(started, map, key, site);
    return result;
  }

  /** {@code Map.putAll(Map)}, timed. */
  public static void putAll(int site, Map map, Map other) {
    long started = TimeHooks.begin(site);
    map.putAll(other);
    TimeHooks.end(started, map, null, site);
  }

  /** {@code Map.replaceAll(BiFunction)}, timed. */
  public static void replaceAll(int site, Map map, BiFunction function) {
    long started = TimeHooks.begin(site);
    map.replaceAll(function);
    TimeHooks.end(started, map, null, site);
  }

  /** {@code Map.clear()}, timed. */
  public static void clear(int site, Map map) {
    long started = TimeHooks.begin(site);
    map.clear();
    TimeHooks.end(started, map, null, site);
  }
}
