package io.unjam.runtime.record;

import java.util.Arrays;

/**
 * How large the maps became that a site wrote to, as far as a bounded sample of them tells.
 * Immutable.
 *
 * <p>A map is an id and the largest size that it was seen at, which is never more than it had. The
 * id says nothing of what the map holds. Of the maps that were looked at those with the lowest ids
 * are listed, {@link #KEPT} at most: all whose id lies below {@link #below}. Ids are spread evenly
 * and by chance, so the listed ones are a fair sample, and how densely they lie tells how many
 * there were (Bar-Yossef, Jayram, Kumar, Sivakumar, Trevisan: Counting Distinct Elements in a Data
 * Stream, 2002; Beyer, Haas, Reinwald, Sismanis, Gemulla: On Synopses for Distinct-Value
 * Estimation, 2007).
 */
public final class MapSizes {

  /** The most maps of a site that are listed. */
  public static final int KEPT = 32;

  /** Of timed writes that were quick one in this many looks at its map; a power of two. */
  public static final int LOOKS = 16;

  /** {@link #below} where no map was left out. */
  public static final long NONE_LEFT_OUT = 0xffffffffL;

  private final int site;
  private final long below;
  private final long[] ids;
  private final long[] sizes;
  private final long grown;

  /**
   * What was seen somewhere.
   *
   * @param below every map that was looked at and whose id is less is listed; up to {@link
   *     #NONE_LEFT_OUT}
   * @param ids in ascending order, each once and less than {@code below}, at most {@link #KEPT}
   * @param sizes of these maps
   * @param grown slow writes that met a growing table
   */
  public MapSizes(int site, long below, long[] ids, long[] sizes, long grown) {
    this.site = site;
    this.below = below;
    this.ids = ids.clone();
    this.sizes = sizes.clone();
    this.grown = grown;
  }

  /**
   * This span and another as one, with the same promises: of the same site, or of another that
   * writes to the same maps.
   */
  public MapSizes plus(MapSizes other) {
    long[] bothIds = new long[ids.length + other.ids.length];
    long[] bothSizes = new long[bothIds.length];
    int count = 0;
    int mine = 0;
    int its = 0;
    while (mine < ids.length || its < other.ids.length) {
      long left = mine < ids.length ? ids[mine] : Long.MAX_VALUE;
      long right = its < other.ids.length ? other.ids[its] : Long.MAX_VALUE;
      bothIds[count] = Math.min(left, right);
      bothSizes[count++] =
          Math.max(left <= right ? sizes[mine] : 0, right <= left ? other.sizes[its] : 0);
      mine += left <= right ? 1 : 0;
      its += right <= left ? 1 : 0;
    }
    long bothBelow = Math.min(below, other.below);
    if (count > KEPT) {
      bothBelow = Math.min(bothBelow, bothIds[KEPT]);
    }
    int kept = 0;
    while (kept < count && bothIds[kept] < bothBelow) {
      kept++;
    }
    return new MapSizes(
        site,
        bothBelow,
        Arrays.copyOf(bothIds, kept),
        Arrays.copyOf(bothSizes, kept),
        grown + other.grown);
  }

  /** The site's number. */
  public int site() {
    return site;
  }

  /** Every map that was looked at and whose id is less is listed. */
  public long below() {
    return below;
  }

  /** How many maps are listed, at most {@link #KEPT}. */
  public int size() {
    return ids.length;
  }

  /**
   * A map's id, 0 to 2<sup>32</sup> - 1: the same in all snapshots of one JVM. Two maps have the
   * same by chance alone, one pair in four thousand million.
   *
   * @param i 0 to {@link #size} - 1, in ascending order
   */
  public long id(int i) {
    return ids[i];
  }

  /**
   * The most mappings that a map was seen with; it may have had more.
   *
   * @param i 0 to {@link #size} - 1
   */
  public long largest(int i) {
    return sizes[i];
  }

  /** Slow writes that met a growing table, or are likely to have. */
  public long grown() {
    return grown;
  }

  /**
   * How many maps were looked at: exactly where none was left out, else an estimate with a relative
   * standard deviation of a fifth. Maps that no look fell on are not among them.
   */
  public long maps() {
    return below == NONE_LEFT_OUT || below == 0
        ? ids.length
        : Math.max(ids.length, Math.round(ids.length * ((double) NONE_LEFT_OUT / below)));
  }
}
