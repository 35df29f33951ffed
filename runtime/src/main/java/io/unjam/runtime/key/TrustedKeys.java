package io.unjam.runtime.key;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which keys run nothing of the application when they are asked for their hash code or compared.
 * Pure.
 */
public final class TrustedKeys {

  private TrustedKeys() {}

  /**
   * Whether a key's {@code equals}, {@code hashCode} and {@code compareTo} are the platform's own,
   * constant over its life and free of effects: by its exact class, enums by their final methods.
   * False for {@code null}.
   */
  public static boolean contain(@Nullable Object key) {
    if (key == null) {
      return false;
    }
    Class<?> type = key.getClass();
    return type == String.class
        || type == Long.class
        || type == Integer.class
        || type == UUID.class
        || key instanceof Enum
        || type == Short.class
        || type == Character.class
        || type == Byte.class
        || type == Boolean.class;
  }

  /**
   * A number by which a key can be told from most others without asking the application: a trusted
   * key's hash code; of any other key the object's identity, so that equal objects count as
   * several.
   */
  public static int fingerprint(Object key) {
    return contain(key) ? key.hashCode() : System.identityHashCode(key);
  }
}
