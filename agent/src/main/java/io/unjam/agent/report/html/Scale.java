package io.unjam.agent.report.html;

import io.unjam.agent.report.Amounts;

/**
 * Logarithmic axis of durations.
 *
 * @param from its lower end, a power of ten, in nanoseconds
 * @param to its upper end, likewise
 * @param pixels its length
 */
record Scale(double from, double to, double pixels) {

  static Scale around(long least, long most, double pixels) {
    double from = Math.pow(10, Math.floor(Math.log10((double) Math.max(1, least))));
    double to = Math.pow(10, Math.ceil(Math.log10((double) Math.max(1, most))));
    return new Scale(from, Math.max(to, from * 10), pixels);
  }

  /** Distance from the lower end. */
  double at(double nanos) {
    double inside = Math.min(Math.max(nanos, from), to);
    return pixels * Math.log10(inside / from) / Math.log10(to / from);
  }

  /** For people: {@code 1.25 ms}. */
  static String duration(long nanos) {
    return duration((double) nanos);
  }

  /** The same for a sum or an estimate. */
  static String duration(double nanos) {
    return Amounts.duration(nanos).replace(' ', '\u00a0');
  }
}
