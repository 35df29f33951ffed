package io.unjam.agent.boot;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * By which rules each class was last transformed, so that a change of the rules misses none. The
 * same class in two loaders is two classes: one may be edited and the other not, as its loader, or
 * what it extends there, forbids it.
 *
 * <p>Keeps no loader alive. Safe for use by several threads, also inside a transformer: the lock is
 * held for a few map accesses.
 */
final class Touched {

  /** What stands for "with the bytes it came with", whatever rules were in force. */
  static final int ORIGINAL = 0;

  private final ReferenceQueue<ClassLoader> gone = new ReferenceQueue<>();
  private final Map<LoaderKey, Map<String, Integer>> numbers = new HashMap<>();

  /**
   * Notes what became of a class.
   *
   * @param loader its loader, {@code null} for the bootstrap loader
   * @param className its binary name
   * @param number of the {@link InForce} that it was edited by, or {@link #ORIGINAL}
   */
  void set(@Nullable ClassLoader loader, String className, int number) {
    synchronized (numbers) {
      for (Reference<?> dead = gone.poll(); dead != null; dead = gone.poll()) {
        numbers.remove(dead);
      }
      LoaderKey key = key(loader);
      Map<String, Integer> ofLoader = numbers.get(key);
      if (number != ORIGINAL) {
        if (ofLoader == null) {
          ofLoader = new HashMap<>();
          numbers.put(key, ofLoader);
        }
        ofLoader.put(className, number);
      } else if (ofLoader != null) {
        ofLoader.remove(className);
      }
    }
  }

  /** What was noted last; {@link #ORIGINAL} of a class that was never edited. */
  int get(@Nullable ClassLoader loader, String className) {
    synchronized (numbers) {
      Map<String, Integer> ofLoader = numbers.get(key(loader));
      Integer number = ofLoader == null ? null : ofLoader.get(className);
      return number == null ? ORIGINAL : number;
    }
  }

  int get(Class<?> type) {
    return get(type.getClassLoader(), type.getName());
  }

  private LoaderKey key(@Nullable ClassLoader loader) {
    return new LoaderKey(loader == null ? ClassLoader.getPlatformClassLoader() : loader, gone);
  }
}
