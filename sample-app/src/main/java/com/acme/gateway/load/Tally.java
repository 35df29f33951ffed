package com.acme.gateway.load;

import org.HdrHistogram.Histogram;

/** What one worker measured. Not thread-safe; merged when the workers have ended. */
final class Tally {
  private static final int DIGITS = 3;

  private final Histogram service = new Histogram(DIGITS);
  private final Histogram response = new Histogram(DIGITS);
  private long errors;
  private long missed;
  private long lastEnd = Long.MIN_VALUE;
  private String firstError = "";

  void done(long intended, long sent, long end) {
    service.recordValue(Math.max(0, end - sent));
    response.recordValue(Math.max(0, end - intended));
    lastEnd = Math.max(lastEnd, end);
  }

  void failed(Exception cause) {
    if (errors++ == 0) {
      firstError = String.valueOf(cause);
    }
  }

  /** It would have taken at least until now: leaving it out would flatter the slow run. */
  void missed(long intended, long now) {
    missed++;
    response.recordValue(Math.max(0, now - intended));
  }

  void add(Tally other) {
    service.add(other.service);
    response.add(other.response);
    missed += other.missed;
    lastEnd = Math.max(lastEnd, other.lastEnd);
    if (errors == 0) {
      firstError = other.firstError;
    }
    errors += other.errors;
  }

  Histogram service() {
    return service;
  }

  Histogram response() {
    return response;
  }

  long errors() {
    return errors;
  }

  String firstError() {
    return firstError;
  }

  long missedOperations() {
    return missed;
  }

  /** When the last operation ended, or the end of the window where that was earlier. */
  long end(Window window) {
    return Math.max(lastEnd, window.to());
  }
}
