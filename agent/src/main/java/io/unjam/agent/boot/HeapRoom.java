package io.unjam.agent.boot;

import java.lang.ref.WeakReference;
import java.util.function.BooleanSupplier;

/**
 * Whether the heap has room for the JDK's own classes to be initialised: one that runs out of
 * memory while its initialiser runs is lost to the application too, until the JVM ends.
 *
 * <p>Nobody can keep memory for one thread, so a look says what is and not what will be. An
 * application at its limit fills its heap and empties it again, time after time, and has room at
 * any one moment. So who has much to initialise looks many times before, and again between the
 * parts. For use by one thread.
 */
final class HeapRoom {

  /** What all outputs together allocate as they begin, twice over. */
  static final int MEBIBYTES = 8;

  private static final long BYTES = (long) MEBIBYTES << 20;

  /** Looks with room that make it last. */
  private static final int LOOKS = 20;

  private final BooleanSupplier now;

  /** Cleared by the next collection. */
  private WeakReference<Object> uncollected = new WeakReference<>(new Object());

  private int looks;

  HeapRoom() {
    // No lambda: this is made before main.
    this(
        new BooleanSupplier() {
          @Override
          public boolean getAsBoolean() {
            return isThere();
          }
        });
  }

  /** As above, where something else tells whether there is room at the moment. */
  HeapRoom(BooleanSupplier now) {
    this.now = now;
  }

  /** A look now. Garbage that no collection has found yet counts as taken. */
  static boolean isThere() {
    Runtime heap = Runtime.getRuntime();
    return heap.maxMemory() - heap.totalMemory() + heap.freeMemory() >= BYTES;
  }

  /**
   * A look, to be had every few milliseconds. One without room says nothing, as a heap is full of
   * garbage before each collection; but right after a collection it says that what is there lives.
   *
   * @return whether there is room now, and was so for a while
   */
  boolean look() {
    boolean collected = uncollected.get() == null;
    if (collected) {
      uncollected = new WeakReference<>(new Object());
    }
    boolean room = now.getAsBoolean();
    if (room) {
      looks++;
    } else if (collected) {
      looks = 0;
    }
    return room && looks > LOOKS;
  }
}
