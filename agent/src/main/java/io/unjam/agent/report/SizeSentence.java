package io.unjam.agent.report;

import io.unjam.agent.report.recording.Recording;
import java.util.Locale;

/** How large maps became, in words. Pure. */
public final class SizeSentence {

  private SizeSentence() {}

  /**
   * As {@code 1,900 to 2,000 mappings, half of them at most 1,990, 32 of about 400 maps}.
   *
   * @param sizes at least one
   */
  public static String of(Recording.MapSizes sizes) {
    int listed = sizes.maps().size();
    if (listed == 1 && sizes.allListed()) {
      return number(sizes.percentile(100)) + " mappings, one map" + grown(sizes);
    }
    return number(sizes.percentile(0))
        + " to "
        + number(sizes.percentile(100))
        + " mappings, half of them at most "
        + number(sizes.percentile(50))
        + (sizes.allListed()
            ? ", " + listed + " maps"
            : ", " + listed + " of about " + number(sizes.count()) + " maps")
        + grown(sizes);
  }

  private static String grown(Recording.MapSizes sizes) {
    return sizes.grown() == 0
        ? ""
        : "; " + number(sizes.grown()) + " slow writes met a growing table";
  }

  /** With commas. */
  public static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
