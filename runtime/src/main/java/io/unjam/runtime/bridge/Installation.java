package io.unjam.runtime.bridge;

import org.jspecify.annotations.Nullable;

/**
 * Which Unjam this JVM runs. There is one bootstrap loader and so one of these in a JVM: a second
 * agent, from whatever jar, finds the first one's entry and stays out. Safe for use by several
 * threads.
 */
public final class Installation {

  private static @Nullable String holder;

  private Installation() {}

  /**
   * Takes the JVM for an agent, once.
   *
   * @param description version and jar, for the message of whoever comes second
   * @return {@code null} if it is the caller's now, else the description of who has it
   */
  public static synchronized @Nullable String claim(String description) {
    if (holder != null) {
      return holder;
    }
    holder = description;
    return null;
  }
}
