package io.unjam.runtime.variant;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which keys run nothing of the application when a map looks for them. Thread-safe. */
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
}
