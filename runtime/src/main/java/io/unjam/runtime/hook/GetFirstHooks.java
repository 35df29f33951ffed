package io.unjam.runtime.hook;

import io.unjam.runtime.variant.MapVariant;
import java.lang.invoke.VarHandle;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What writes that often change nothing call in place of the map's own method: they look for the
 * key before they lock its bin.
 *
 * <p>Only a map that is exactly a {@link ConcurrentHashMap}, or one of Unjam's, is looked into; for
 * any other, and wherever a look decides nothing, the map's own method is called and does all that
 * it always does: null checks, detection of recursive updates, the write itself. What the map, the
 * key or the function throws comes out. Thread-safe; memory effects are those of the method that is
 * stood in for, as its class documents them.
 */
// Erased signatures: one call site is as good as another.
@SuppressWarnings({"rawtypes", "unchecked"})
public final class GetFirstHooks {
  /*
   * computeIfAbsent and putIfAbsent of a key that is there change nothing and hand out its value. The original finds it under the
   * bin's lock, or without it when the key comes first in its bin; so no program can count on the lock, and the volatile read of
   * the value orders all that a reader of it may count on. A key whose value is being computed is not found: the call goes on to the
   * original, which waits, or notices that the computation is its own.
   *
   * A put of the very reference that is there changes nothing either, but it is a write: whatever its thread did before happens
   * before all that follows a removal or replacement of the value by another thread. The original gives that edge by the bin's
   * lock. Here the decisive read of the value would be free to overtake earlier stores of its thread, still in the processor's
   * store buffer; a remover that comes right after would miss them. So a full fence stands before the decisive read. The first,
   * cheap look merely says whether the fence is worth its price. A put that finds another reference has read and not written.
   */

  private GetFirstHooks() {}

  private static boolean isKnown(Map map) {
    // A null map throws here what its call would have thrown.
    return map.getClass() == ConcurrentHashMap.class || map instanceof MapVariant;
  }

  /** For {@code map.computeIfAbsent(key, function)}. */
  public static @Nullable Object computeIfAbsent(
      Map map, @Nullable Object key, @Nullable Function function) {
    if (function != null && isKnown(map)) {
      Object value = map.get(key);
      if (value != null) {
        return value;
      }
    }
    return map.computeIfAbsent(key, function);
  }

  /** For {@code map.putIfAbsent(key, value)}. */
  public static @Nullable Object putIfAbsent(
      Map map, @Nullable Object key, @Nullable Object value) {
    if (value != null && isKnown(map)) {
      Object present = map.get(key);
      if (present != null) {
        return present;
      }
    }
    return map.putIfAbsent(key, value);
  }

  /** For {@code map.put(key, value)} where the value is often the one that is there. */
  @SuppressWarnings("ReferenceEquality") // an equal value of another identity is a change
  public static @Nullable Object put(Map map, @Nullable Object key, @Nullable Object value) {
    if (value != null && isKnown(map) && map.get(key) == value) {
      VarHandle.fullFence();
      if (map.get(key) == value) {
        return value;
      }
    }
    return map.put(key, value);
  }
}
