package io.unjam.agent.report;

import java.util.Locale;

/** Figures as people read them: three digits and a unit. Pure. */
public final class Amounts {

  private static final String[] TIMES = {"ns", "µs", "ms", "s"};
  private static final String[] BYTES = {"bytes", "kB", "MB", "GB"};
  private static final String[] COUNTS = {"", "k", "M", "G"};

  private Amounts() {}

  /** A duration: {@code 1.25 ms}. */
  public static String duration(double nanos) {
    return scaled(nanos, TIMES, " ");
  }

  /** The same of a whole number of nanoseconds. */
  public static String duration(long nanos) {
    return duration((double) nanos);
  }

  /** A number of things or of things a second: {@code 8.31k}. */
  public static String count(double count) {
    return scaled(count, COUNTS, "");
  }

  /** Memory: {@code 1.05 MB}. */
  public static String bytes(long bytes) {
    return scaled((double) bytes, BYTES, " ");
  }

  private static String scaled(double amount, String[] units, String before) {
    double value = amount;
    int unit = 0;
    while (unit < units.length - 1 && value >= 1000) {
      value /= 1000;
      unit++;
    }
    int digits = unit == 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
    return String.format(Locale.ROOT, "%." + digits + "f", value) + before + units[unit];
  }
}
