package io.unjam.it.packaging;

import io.unjam.it.programs.WordCount;

/** Runs {@link WordCount}, and has nothing itself that a rule would be about. */
public final class Archived {

  private Archived() {}

  public static void main(String[] arguments) throws InterruptedException {
    WordCount.main(arguments);
  }
}
