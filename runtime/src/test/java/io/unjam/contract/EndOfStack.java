package io.unjam.contract;

/**
 * Runs an operation at the very end of a stack, from one height after another, so that each of its
 * calls is the one too many once; in steps smaller than a frame, by frames of two sizes.
 */
final class EndOfStack {
  private static final int STACK_BYTES = 256 << 10;
  private static final int HIGHEST = 40;
  private static final int WIDE = 4;

  private EndOfStack() {}

  /**
   * Dives in a thread of its own.
   *
   * @param operation what overflows, or just doesn't
   * @param check what has to hold after each dive; in the same thread, with the stack free again
   */
  static void under(int rounds, Runnable operation, Runnable check) throws InterruptedException {
    Throwable[] failed = new Throwable[1];
    Thread diver =
        new Thread(
            null,
            () -> {
              try {
                operation.run();
                check.run();
                for (int i = 0; i < rounds; i++) {
                  round(operation, check);
                }
              } catch (Throwable e) {
                failed[0] = e;
              }
            },
            "diver",
            STACK_BYTES);
    diver.start();
    diver.join();
    if (failed[0] != null) {
      throw new AssertionError("in a dive or after it: " + failed[0], failed[0]);
    }
  }

  private static void round(Runnable operation, Runnable check) {
    int fits = 0;
    int tooDeep = 1 << 16;
    while (fits + 1 < tooDeep) {
      int middle = (fits + tooDeep) >>> 1;
      if (overflows(middle, 0, operation)) {
        tooDeep = middle;
      } else {
        fits = middle;
      }
      check.run();
    }
    // Compiled anew meanwhile, frames get smaller or larger: hence far around the end.
    for (int height = -HIGHEST; height <= HIGHEST / 8; height++) {
      for (int wide = 0; wide < WIDE; wide++) {
        overflows(Math.max(0, fits + height), wide, operation);
        check.run();
      }
    }
  }

  private static boolean overflows(int depth, int wide, Runnable operation) {
    try {
      dive(depth, wide, operation);
      return false;
    } catch (StackOverflowError e) {
      return true;
    }
  }

  private static int dive(int depth, int wide, Runnable operation) {
    return depth == 0 ? diveWide(wide, 0, operation) : dive(depth - 1, wide, operation) + 1;
  }

  /** A word more to each frame. */
  private static int diveWide(int depth, long more, Runnable operation) {
    if (depth == 0) {
      operation.run();
      return (int) more;
    }
    return diveWide(depth - 1, more + 1, operation) + 1;
  }
}
