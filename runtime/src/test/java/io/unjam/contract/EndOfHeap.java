package io.unjam.contract;

import org.jspecify.annotations.Nullable;

/**
 * Runs an operation at the very end of the heap, with 16 bytes more each time, so that each of its
 * allocations is the one too many once.
 *
 * <p>For a small heap ({@code -Xmx10m}) of the serial collector in a JVM that does nothing else,
 * without buffers of threads ({@code -XX:-UseTLAB}) or dead wood ({@code
 * -XX:MarkSweepDeadRatio=0}): only then a heap that has no room for 16 bytes has none for anybody.
 * What an operation needs for the first time, such as classes, it must have had before.
 */
final class EndOfHeap {

  /** What an operation may need, and whoever checks after it. */
  private static final int ROOM = 192 << 10;

  private static final int BLOCK = 4096;
  private static final int SMALL_BLOCK = 480;

  /** Steps of 16 bytes that are taken one by one; from then on they grow by a quarter. */
  private static final int SINGLE = 24;

  /** An operation that still fails with so many steps' room is broken otherwise. */
  private static final int MOST = ROOM / 32;

  /** As small as an object gets. */
  private static final class Link {
    final @Nullable Link next;

    Link(@Nullable Link next) {
      this.next = next;
    }
  }

  private static final class Block {
    final @Nullable Block next;

    @SuppressWarnings("UnusedVariable") // there to take room
    final byte[] bytes;

    Block(@Nullable Block next, byte[] bytes) {
      this.next = next;
      this.bytes = bytes;
    }
  }

  private static final int SPARE = 40;

  /** Small blocks that fit into what is left of the heap. */
  private static int fitting;

  private static @Nullable Block ballast;
  private static @Nullable Block blocks;
  private static @Nullable Link links;

  private EndOfHeap() {}

  /** What is done at the end of the heap. */
  interface Case {
    /** With memory: makes what is worked on. */
    void prepare();

    /** May run out of memory anywhere. */
    void operate();

    /**
     * Whether the operation that came back waited longer than it was to, since there was no memory:
     * what came of it is checked as if there had been, and it is done again with more.
     */
    default boolean overran() {
      return false;
    }

    /**
     * With memory again: what has to hold.
     *
     * @param failed whether the operation ran out of it
     */
    void check(boolean failed);
  }

  /**
   * Operates with more and more memory, until it is enough.
   *
   * @return how often it was not
   */
  static int under(Case one) {
    load();
    int steps = 0;
    int failures = 0;
    boolean lacking = true;
    while (lacking) {
      one.prepare();
      fill();
      release(steps);
      boolean failed = runsOut(one);
      empty();
      one.check(failed);
      lacking = failed || one.overran();
      failures += failed ? 1 : 0;
      steps += steps < SINGLE ? 1 : steps / 4;
      if (steps > MOST) {
        throw new AssertionError("out of memory whatever there is");
      }
    }
    return failures;
  }

  private static boolean runsOut(Case one) {
    try {
      one.operate();
      return false;
    } catch (OutOfMemoryError e) {
      return true;
    }
  }

  /** Takes all of the heap but what checks need. */
  private static void load() {
    ballast = null;
    fitting = 0;
    // Also that the class is there before memory is short.
    links = new Link(null);
    try {
      while (true) {
        ballast = new Block(ballast, new byte[BLOCK]);
      }
    } catch (OutOfMemoryError full) {
      for (int freed = 0; freed < ROOM && ballast != null; freed += BLOCK) {
        ballast = ballast.next;
      }
    }
  }

  private static void fill() {
    // As many as fitted at the first time, but for a few: each error costs collections.
    if (fitting > SPARE) {
      for (int i = 0; i < fitting - SPARE; i++) {
        blocks = new Block(blocks, new byte[SMALL_BLOCK]);
      }
      fillUp();
      return;
    }
    try {
      while (true) {
        blocks = new Block(blocks, new byte[SMALL_BLOCK]);
        fitting++;
      }
    } catch (OutOfMemoryError full) {
      fillUp();
    }
  }

  private static void fillUp() {
    try {
      while (true) {
        links = new Link(links);
      }
    } catch (OutOfMemoryError full) {
      return;
    }
  }

  private static void release(int steps) {
    for (int i = 0; i < steps; i++) {
      if (links != null) {
        links = links.next;
      } else if (blocks != null) {
        // Of less than a block links are made again.
        blocks = blocks.next;
        fillUp();
        i--;
      }
    }
  }

  private static void empty() {
    links = null;
    blocks = null;
  }
}
