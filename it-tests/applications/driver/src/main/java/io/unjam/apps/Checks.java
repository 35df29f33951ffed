package io.unjam.apps;

import java.util.ArrayList;
import java.util.List;

/** What was checked, and what did not hold. Not thread-safe. */
public final class Checks {
  private final List<String> failures = new ArrayList<>();
  private long made;

  /** Notes a check of two numbers. */
  public void equal(String what, long expected, long actual) {
    made++;
    if (expected != actual) {
      failures.add(what + ": expected " + expected + ", found " + actual);
    }
  }

  /** Notes a check of something that has no numbers. */
  public void that(String what, boolean holds) {
    made++;
    if (!holds) {
      failures.add(what);
    }
  }

  /** How many checks were made. */
  public long made() {
    return made;
  }

  /** Those that did not hold, in words. */
  public List<String> failures() {
    return List.copyOf(failures);
  }
}
