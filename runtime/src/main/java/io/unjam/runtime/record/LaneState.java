package io.unjam.runtime.record;

/** What the owner of a {@link Lane} alone reads and, at each operation, writes. */
abstract class LaneState extends LanePad {

  private static final int[] NO_PAGE = {};

  /** The directory. A page in it is never replaced. */
  final int[][] pages;

  /** The page counted in last, and its place in the directory; -1: none yet. */
  int[] recent = NO_PAGE;

  int recentIndex = -1;

  /** Operations until one is timed. */
  int left;

  /** The interval that {@link #left} was drawn for. */
  int drawnFor;

  /** State of the random numbers, never 0. */
  long random;

  LaneState(Thread owner, int[][] pages, long seed) {
    super(owner);
    this.pages = pages;
    this.random = seed;
  }
}
