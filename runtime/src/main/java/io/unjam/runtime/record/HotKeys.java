package io.unjam.runtime.record;

import java.util.Arrays;

/**
 * Which keys a site's slow writes went to, as far as a bounded number of counters can tell.
 * Immutable.
 *
 * <p>A key is an id that says nothing about it: the same in all snapshots of one JVM, another in
 * the next JVM (see {@link KeyIds}). Keys with equal hash codes are one.
 *
 * <p>A count is never too low: of its {@code count(i)} writes at least {@code count(i) - error(i)}
 * were this key's. A key that is not listed had at most {@link #floor} of them.
 */
public final class HotKeys {

  /** The most keys that are told apart. */
  public static final int KEPT = 16;

  private final int site;
  private final long writes;
  private final long floor;
  private final long[] ids;
  private final long[] counts;
  private final long[] errors;

  /**
   * What was counted somewhere.
   *
   * @param ids by descending count, at most {@link #KEPT}
   * @param counts of these ids
   * @param errors of these counts
   */
  public HotKeys(int site, long writes, long floor, long[] ids, long[] counts, long[] errors) {
    this.site = site;
    this.writes = writes;
    this.floor = floor;
    this.ids = ids.clone();
    this.counts = counts.clone();
    this.errors = errors.clone();
  }

  /**
   * This span and another of the same site as one, with the same promises (Agarwal, Cormode, Huang,
   * Phillips, Wei, Yi: Mergeable Summaries, 2012).
   */
  public HotKeys plus(HotKeys other) {
    int most = ids.length + other.ids.length;
    long[] bothIds = Arrays.copyOf(ids, most);
    long[] bothCounts = Arrays.copyOf(counts, most);
    long[] bothErrors = Arrays.copyOf(errors, most);
    int size = ids.length;
    for (int i = 0; i < ids.length; i++) {
      int at = other.indexOf(ids[i]);
      bothCounts[i] += at < 0 ? other.floor : other.counts[at];
      bothErrors[i] += at < 0 ? other.floor : other.errors[at];
    }
    for (int i = 0; i < other.ids.length; i++) {
      if (indexOf(other.ids[i]) < 0) {
        bothIds[size] = other.ids[i];
        bothCounts[size] = other.counts[i] + floor;
        bothErrors[size++] = other.errors[i] + floor;
      }
    }
    return sorted(
        site, writes + other.writes, floor + other.floor, size, bothIds, bothCounts, bothErrors);
  }

  /** The first {@code size} of some counters, highest first, cut off at {@link #KEPT}. */
  static HotKeys sorted(
      int site, long writes, long floor, int size, long[] ids, long[] counts, long[] errors) {
    int kept = Math.min(size, KEPT);
    long[] sortedIds = new long[kept];
    long[] sortedCounts = new long[kept];
    long[] sortedErrors = new long[kept];
    boolean[] taken = new boolean[size];
    long left = floor;
    for (int place = 0; place < size; place++) {
      int most = -1;
      for (int i = 0; i < size; i++) {
        if (!taken[i] && (most < 0 || counts[i] > counts[most])) {
          most = i;
        }
      }
      taken[most] = true;
      if (place == kept) {
        left = Math.max(left, counts[most]);
        break;
      }
      sortedIds[place] = ids[most];
      sortedCounts[place] = counts[most];
      sortedErrors[place] = errors[most];
    }
    return new HotKeys(site, writes, left, sortedIds, sortedCounts, sortedErrors);
  }

  private int indexOf(long id) {
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] == id) {
        return i;
      }
    }
    return -1;
  }

  /** The site's number. */
  public int site() {
    return site;
  }

  /** Slow writes that had a key, all of them. */
  public long writes() {
    return writes;
  }

  /** The most writes that a key can have had which isn't listed. */
  public long floor() {
    return floor;
  }

  /** How many keys are listed, at most {@link #KEPT}. */
  public int size() {
    return ids.length;
  }

  /**
   * A key's id; never 0.
   *
   * @param i 0 to {@link #size} - 1, highest count first
   */
  public long id(int i) {
    return ids[i];
  }

  /**
   * The most writes that went to a key.
   *
   * @param i 0 to {@link #size} - 1
   */
  public long count(int i) {
    return counts[i];
  }

  /**
   * By how much {@link #count} may be too high.
   *
   * @param i 0 to {@link #size} - 1
   */
  public long error(int i) {
    return errors[i];
  }
}
