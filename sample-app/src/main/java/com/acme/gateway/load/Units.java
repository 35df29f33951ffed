package com.acme.gateway.load;

import java.util.Locale;

/** Figures as people read them. */
final class Units {
  private Units() {}

  /** Three digits and the unit that fits. */
  static String nanos(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 1_000_000) {
      return scaled(nanos / 1e3, "us");
    }
    return nanos < 1_000_000_000 ? scaled(nanos / 1e6, "ms") : scaled(nanos / 1e9, "s");
  }

  static String perSecond(double rate) {
    return String.format(Locale.ROOT, "%,.1f/s", rate);
  }

  private static String scaled(double value, String unit) {
    return String.format(
        Locale.ROOT, value < 10 ? "%.2f %s" : value < 100 ? "%.1f %s" : "%.0f %s", value, unit);
  }
}
