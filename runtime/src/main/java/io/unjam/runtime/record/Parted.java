package io.unjam.runtime.record;

import org.jspecify.annotations.Nullable;

/** A map of several tables, each of which grows on its own. */
public interface Parted {

  /**
   * The part that keys of a hash code go to: a {@link java.util.concurrent.ConcurrentHashMap}, or
   * something that is {@link Growing}. Null where nothing was ever written to it. Takes no lock and
   * runs nothing of the application.
   *
   * @param hash what the key's {@code hashCode} returns
   */
  @Nullable Object partOf(int hash);
}
