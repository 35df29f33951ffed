package io.unjam.runtime.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What all sites recorded over a span of time. Immutable; every output is made from one of these.
 */
public final class Snapshot {

  private final long fromMillis;
  private final long toMillis;
  private final long nanos;
  private final List<SiteCounts> sites;
  private final List<SiteSpikes> spikes;
  private final List<SlowWrite> worst;
  private final List<HotKeys> hotKeys;
  private final List<MapSizes> mapSizes;
  private final long poolUsed;
  private final long poolCap;
  private final long poolRefused;

  Snapshot(
      long fromMillis,
      long toMillis,
      long nanos,
      List<SiteCounts> sites,
      List<SiteSpikes> spikes,
      List<SlowWrite> worst,
      List<HotKeys> hotKeys,
      List<MapSizes> mapSizes,
      long poolUsed,
      long poolCap,
      long poolRefused) {
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
    this.nanos = nanos;
    this.sites = List.copyOf(sites);
    this.spikes = List.copyOf(spikes);
    this.worst = List.copyOf(worst);
    this.hotKeys = List.copyOf(hotKeys);
    this.mapSizes = List.copyOf(mapSizes);
    this.poolUsed = poolUsed;
    this.poolCap = poolCap;
    this.poolRefused = poolRefused;
  }

  /** This span and the one that follows it as one. */
  public Snapshot plus(Snapshot later) {
    List<SiteCounts> merged = new ArrayList<>();
    int mine = 0;
    int its = 0;
    while (mine < sites.size() || its < later.sites.size()) {
      SiteCounts left = mine < sites.size() ? sites.get(mine) : null;
      SiteCounts right = its < later.sites.size() ? later.sites.get(its) : null;
      int order = left == null ? 1 : right == null ? -1 : compare(left, right);
      if (left != null && right != null && order == 0) {
        merged.add(left.plus(right));
      } else if (left != null && order < 0) {
        merged.add(left);
      } else if (right != null) {
        merged.add(right);
      }
      mine += order <= 0 ? 1 : 0;
      its += order >= 0 ? 1 : 0;
    }
    return new Snapshot(
        fromMillis,
        later.toMillis,
        nanos + later.nanos,
        merged,
        bothSpikes(later),
        SlowWrites.merge(worst, later.worst),
        bothKeys(later),
        bothSizes(later),
        later.poolUsed,
        later.poolCap,
        later.poolRefused);
  }

  private List<SiteSpikes> bothSpikes(Snapshot later) {
    Map<Integer, SiteSpikes> bySite = new TreeMap<>();
    for (SiteSpikes spiked : spikes) {
      bySite.put(spiked.site(), spiked);
    }
    for (SiteSpikes spiked : later.spikes) {
      SiteSpikes before = bySite.get(spiked.site());
      bySite.put(spiked.site(), before == null ? spiked : before.plus(spiked));
    }
    return new ArrayList<>(bySite.values());
  }

  private List<HotKeys> bothKeys(Snapshot later) {
    Map<Integer, HotKeys> bySite = new TreeMap<>();
    for (HotKeys keys : hotKeys) {
      bySite.put(keys.site(), keys);
    }
    for (HotKeys keys : later.hotKeys) {
      HotKeys before = bySite.get(keys.site());
      bySite.put(keys.site(), before == null ? keys : before.plus(keys));
    }
    return new ArrayList<>(bySite.values());
  }

  private List<MapSizes> bothSizes(Snapshot later) {
    Map<Integer, MapSizes> bySite = new TreeMap<>();
    for (MapSizes sizes : mapSizes) {
      bySite.put(sizes.site(), sizes);
    }
    for (MapSizes sizes : later.mapSizes) {
      MapSizes before = bySite.get(sizes.site());
      bySite.put(sizes.site(), before == null ? sizes : before.plus(sizes));
    }
    return new ArrayList<>(bySite.values());
  }

  private static int compare(SiteCounts left, SiteCounts right) {
    int bySite = Integer.compare(left.site(), right.site());
    return bySite != 0 ? bySite : left.measure().compareTo(right.measure());
  }

  /** Wall-clock start, in milliseconds since 1970. */
  public long fromMillis() {
    return fromMillis;
  }

  /** Wall-clock end, in milliseconds since 1970. */
  public long toMillis() {
    return toMillis;
  }

  /** Length by the monotonic clock, in nanoseconds. */
  public long nanos() {
    return nanos;
  }

  /** Sites that recorded anything, by number, operations before holds. Unmodifiable. */
  public List<SiteCounts> sites() {
    return sites;
  }

  /** Sites with spikes, by number. Unmodifiable. */
  public List<SiteSpikes> spikes() {
    return spikes;
  }

  /** The worst operations, at most {@link SlowWrites#KEPT}, worst first. Unmodifiable. */
  public List<SlowWrite> worst() {
    return worst;
  }

  /** The keys of slow writes, by the sites' numbers. Unmodifiable. */
  public List<HotKeys> hotKeys() {
    return hotKeys;
  }

  /**
   * What this span adds to what is known of the sizes of maps, by the sites' numbers: maps that
   * were new or became larger. Unmodifiable.
   */
  public List<MapSizes> mapSizes() {
    return mapSizes;
  }

  /** The counts of a site, or null when it recorded nothing of that measure. */
  public @Nullable SiteCounts site(int site, Measure measure) {
    for (SiteCounts counts : sites) {
      if (counts.site() == site && counts.measure() == measure) {
        return counts;
      }
    }
    return null;
  }

  /** Memory that counters take at the end of the span, in bytes. */
  public long poolUsed() {
    return poolUsed;
  }

  /** The most that counters may take, in bytes. */
  public long poolCap() {
    return poolCap;
  }

  /**
   * Whether the cap has been reached since the start: some durations are then counted and summed
   * but in no bucket ({@link SiteCounts#unplaced}).
   */
  public boolean capReached() {
    return poolRefused > 0;
  }
}
