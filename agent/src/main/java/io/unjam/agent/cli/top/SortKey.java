package io.unjam.agent.cli.top;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/** What the table is sorted by: most first, names by the alphabet. */
public enum SortKey {
  /** Operations a second. */
  RATE('r'),
  /** Median. */
  P50('5'),
  /** 99th percentile. */
  P99('9'),
  /** The longest. */
  MAX('m'),
  /** Time that threads spent waiting. */
  WAIT('w'),
  /** Time that a lock was held. */
  HELD('h'),
  /** Spikes of all levels. */
  SPIKES('s'),
  /** The site's name. */
  SITE('n');

  private final char key;

  SortKey(char key) {
    this.key = key;
  }

  /** The key that a user presses. */
  public char key() {
    return key;
  }

  /** Its order; sites that are equal by it are in the order of their names, so that none jumps. */
  Comparator<LiveSite> order() {
    Comparator<LiveSite> byName = Comparator.comparing(LiveSite::name).thenComparing(LiveSite::key);
    return this == SITE
        ? byName
        : Comparator.comparingDouble(this::figure).reversed().thenComparing(byName);
  }

  private double figure(LiveSite site) {
    return switch (this) {
      case RATE -> site.rate();
      case P50 -> (double) site.p50();
      case P99 -> (double) site.p99();
      case MAX -> (double) site.max();
      case WAIT -> site.waitShare();
      case HELD -> site.heldShare();
      case SPIKES -> (double) site.spikeCount();
      case SITE -> 0;
    };
  }

  /** The one that a key stands for. */
  public static @Nullable SortKey of(int key) {
    for (SortKey each : values()) {
      if (each.key == key) {
        return each;
      }
    }
    return null;
  }
}
