package io.unjam.agent.report.recording;

import io.unjam.runtime.record.HotKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Hot keys between the recorder's form and a recording's. Pure. */
final class KeyTotals {

  private static final int HEXADECIMAL = 16;

  private KeyTotals() {}

  /** All intervals as one, by the sites' numbers. */
  static List<Recording.HotKeys> of(Recording recording) {
    Map<Integer, HotKeys> bySite = new TreeMap<>();
    for (Recording.Interval interval : recording.intervals()) {
      for (Recording.HotKeys keys : interval.hotKeys()) {
        bySite.merge(keys.site(), recorded(keys), HotKeys::plus);
      }
    }
    return recordings(bySite.values());
  }

  /** Whether an interval's keys came whole out of a file. */
  @SuppressWarnings("ConstantValue") // Components are set by reflection, from a file that may lie.
  static boolean areWhole(List<Recording.HotKeys> all) {
    for (Recording.HotKeys keys : all) {
      if (keys == null || keys.keys().size() > HotKeys.KEPT || keys.floor() < 0) {
        return false;
      }
      for (Recording.HotKey key : keys.keys()) {
        if (key.id() == null || key.error() < 0 || key.count() < key.error() || !isId(key.id())) {
          return false;
        }
      }
    }
    return true;
  }

  private static boolean isId(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.digit(text.charAt(i), HEXADECIMAL) < 0) {
        return false;
      }
    }
    return text.length() == HEXADECIMAL;
  }

  static List<Recording.HotKeys> recordings(Iterable<HotKeys> sites) {
    List<Recording.HotKeys> all = new ArrayList<>();
    for (HotKeys of : sites) {
      List<Recording.HotKey> keys = new ArrayList<>();
      for (int i = 0; i < of.size(); i++) {
        keys.add(new Recording.HotKey(id(of.id(i)), of.count(i), of.error(i)));
      }
      all.add(new Recording.HotKeys(of.site(), of.writes(), of.floor(), keys));
    }
    return all;
  }

  private static HotKeys recorded(Recording.HotKeys keys) {
    int size = keys.keys().size();
    long[] ids = new long[size];
    long[] counts = new long[size];
    long[] errors = new long[size];
    for (int i = 0; i < size; i++) {
      Recording.HotKey key = keys.keys().get(i);
      ids[i] = Long.parseUnsignedLong(key.id(), HEXADECIMAL);
      counts[i] = key.count();
      errors[i] = key.error();
    }
    return new HotKeys(keys.site(), keys.writes(), keys.floor(), ids, counts, errors);
  }

  /** As files and pages name a key. */
  static String id(long key) {
    return String.format(Locale.ROOT, "%016x", key);
  }
}
