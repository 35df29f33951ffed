package com.acme.gateway.load;

import java.util.Locale;

/**
 * How often a write path's operation is to start.
 *
 * @param perSecond operations a second, or 0 for as often as the workers can
 */
record Rate(double perSecond) {
  static final Rate MAX = new Rate(0);

  /** Reads a positive number or {@code max}. */
  static Rate parse(String text) {
    if (text.equals("max")) {
      return MAX;
    }
    double perSecond;
    try {
      perSecond = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("a rate is a number or max: " + text, e);
    }
    if (!(perSecond > 0 && perSecond < 1e9)) {
      throw new IllegalArgumentException("a rate must be positive: " + text);
    }
    return new Rate(perSecond);
  }

  boolean isMax() {
    return perSecond == 0;
  }

  @Override
  public String toString() {
    return isMax() ? "max" : String.format(Locale.ROOT, "%.0f", perSecond);
  }
}
