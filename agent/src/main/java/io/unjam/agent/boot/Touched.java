package io.unjam.agent.boot;

import java.util.HashMap;
import java.util.Map;

/**
 * By which rules each class was last transformed, so that a change of the rules misses none. A
 * class name that is in several loaders counts once: all of them are sent again when one is.
 *
 * <p>Safe for use by several threads, also inside a transformer: the lock is held for a map access.
 */
final class Touched {

  /** What stands for "with the bytes it came with", whatever rules were in force. */
  static final int ORIGINAL = 0;

  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * Notes what became of a class.
   *
   * @param number of the {@link InForce} that it was edited by, or {@link #ORIGINAL}
   */
  void set(String className, int number) {
    synchronized (numbers) {
      if (number == ORIGINAL) {
        numbers.remove(className);
      } else {
        numbers.put(className, number);
      }
    }
  }

  /** What was noted last; {@link #ORIGINAL} of a class that was never edited. */
  int get(String className) {
    synchronized (numbers) {
      Integer number = numbers.get(className);
      return number == null ? ORIGINAL : number;
    }
  }
}
