package io.unjam.runtime.record;

/** What is known of a map's table growing during a slow write to it. */
public enum Growth {
  /** Nothing, or that it didn't grow. */
  NONE,
  /** The map has just passed a size at which such maps grow; it wasn't seen growing. */
  LIKELY,
  /** The very table that the write went to grew while it ran. */
  SEEN
}
