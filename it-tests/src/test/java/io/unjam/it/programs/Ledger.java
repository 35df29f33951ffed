package io.unjam.it.programs;

import java.util.HashMap;
import java.util.Map;

/** Sums by name, as most classes of the kind are written: every method is {@code synchronized}. */
public class Ledger {
  private static final Map<String, Integer> OPENED = new HashMap<>();

  // Final but for the word.
  private Map<String, Long> sums = new HashMap<>();

  public synchronized long add(String name, long value) {
    return sums.merge(name, value, Long::sum);
  }

  public synchronized long get(String name) {
    Long sum = sums.get(name);
    return sum == null ? 0 : sum;
  }

  public synchronized Map<String, Long> all() {
    return new HashMap<>(sums);
  }

  /** Counts how often a name was opened, in all ledgers. */
  public static synchronized int opened(String name) {
    Integer before = OPENED.get(name);
    int now = before == null ? 1 : before + 1;
    OPENED.put(name, now);
    return now;
  }

  public static synchronized Map<String, Integer> allOpened() {
    return new HashMap<>(OPENED);
  }
}
