package io.unjam.agent.report.recording;

import io.unjam.runtime.record.MapSizes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Sizes of maps between the recorder's form and a recording's. Pure. */
final class SizeTotals {

  private SizeTotals() {}

  /** All intervals as one, by the sites' numbers. */
  static List<Recording.MapSizes> of(List<Recording.Interval> intervals) {
    Map<Integer, MapSizes> bySite = new TreeMap<>();
    for (Recording.Interval interval : intervals) {
      for (Recording.MapSizes sizes : interval.mapSizes()) {
        bySite.merge(sizes.site(), recorded(sizes), MapSizes::plus);
      }
    }
    return recordings(bySite.values());
  }

  /** Those of several sites that write to the same maps; {@code null} of none. */
  static Recording.@Nullable MapSizes together(List<Recording.MapSizes> sites) {
    MapSizes all = null;
    for (Recording.MapSizes sizes : sites) {
      all = all == null ? recorded(sizes) : all.plus(recorded(sizes));
    }
    return all == null ? null : recordings(List.of(all)).get(0);
  }

  /** Whether an interval's sizes came whole out of a file. */
  @SuppressWarnings("ConstantValue") // Components are set by reflection, from a file that may lie.
  static boolean areWhole(List<Recording.MapSizes> all) {
    for (Recording.MapSizes sizes : all) {
      if (sizes == null
          || sizes.maps().size() > MapSizes.KEPT
          || sizes.below() < 0
          || sizes.below() > MapSizes.NONE_LEFT_OUT
          || sizes.grown() < 0) {
        return false;
      }
      long last = -1;
      for (Recording.MapSize map : sizes.maps()) {
        if (map == null || map.id() <= last || map.id() >= sizes.below() || map.largest() < 0) {
          return false;
        }
        last = map.id();
      }
    }
    return true;
  }

  static List<Recording.MapSizes> recordings(Iterable<MapSizes> sites) {
    List<Recording.MapSizes> all = new ArrayList<>();
    for (MapSizes of : sites) {
      List<Recording.MapSize> maps = new ArrayList<>();
      for (int i = 0; i < of.size(); i++) {
        maps.add(new Recording.MapSize(of.id(i), of.largest(i)));
      }
      all.add(new Recording.MapSizes(of.site(), of.below(), maps, of.grown()));
    }
    return all;
  }

  static MapSizes recorded(Recording.MapSizes sizes) {
    int count = sizes.maps().size();
    long[] ids = new long[count];
    long[] largest = new long[count];
    for (int i = 0; i < count; i++) {
      ids[i] = sizes.maps().get(i).id();
      largest[i] = sizes.maps().get(i).largest();
    }
    return new MapSizes(sizes.site(), sizes.below(), ids, largest, sizes.grown());
  }
}
