package io.unjam.runtime.variant.striped;

/**
 * Whether waits come so often that taking a lock apart pays: {@value #ENOUGH} among {@value
 * #WINDOW} looks in a row. Not thread-safe.
 */
final class WaitCount {
  static final int ENOUGH = 8;
  static final int WINDOW = 32;

  private int looks;
  private int waits;

  /**
   * Counts one look.
   *
   * @param waited what it has seen
   * @return whether they are enough
   */
  boolean count(boolean waited) {
    if (looks == WINDOW) {
      looks = 0;
      waits = 0;
    }
    looks++;
    if (waited) {
      waits++;
    }
    return waits >= ENOUGH;
  }

  /** Whether one of the last looks has seen a wait. */
  boolean any() {
    return waits > 0;
  }
}
