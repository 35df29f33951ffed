package io.unjam.runtime.key;

/**
 * Hash codes and comparison of keys, for the classes that most keys are of without a virtual call.
 *
 * <p>All maps of a JVM share the compiled code of our tables' methods, and with it one profile of
 * the classes of keys. Where these are many, the compiler has to call {@code hashCode} and {@code
 * equals} through a table. A comparison of the exact class first lets it put the method of a {@code
 * String}, {@code Integer} or {@code Long} in place. The JMH benchmark {@code MapKeys} shows both
 * kinds of JVM.
 *
 * <p>Same results as the keys' own methods, which are constant for these classes. Pure for them;
 * for any other key whatever its methods are, and what they throw comes out.
 */
public final class KeyHash {
  private KeyHash() {}

  /** {@code key.hashCode()}. */
  public static int of(Object key) {
    Class<?> type = key.getClass();
    if (type == String.class) {
      return ((String) key).hashCode();
    }
    if (type == Integer.class) {
      return ((Integer) key).hashCode();
    }
    if (type == Long.class) {
      return ((Long) key).hashCode();
    }
    return key.hashCode();
  }

  /** {@code key.equals(other)}, for keys that aren't one object. */
  public static boolean equal(Object key, Object other) {
    Class<?> type = key.getClass();
    if (type == String.class) {
      return ((String) key).equals(other);
    }
    if (type == Integer.class) {
      return ((Integer) key).equals(other);
    }
    if (type == Long.class) {
      return ((Long) key).equals(other);
    }
    return key.equals(other);
  }
}
