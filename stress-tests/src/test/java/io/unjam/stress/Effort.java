package io.unjam.stress;

/** How much time the checks may take. */
public enum Effort {
  /** A minute or so per tool and JDK: part of every test run. */
  SHORT,
  /** As much as a night or a change of a variant is worth: the profile {@code stress}. */
  LONG;

  /** The effort that the build asks for; in a child JVM, what its parent passed on. */
  public static Effort asked() {
    return "long".equals(System.getProperty("unjam.stress.effort")) ? LONG : SHORT;
  }

  /** One of two numbers. */
  public int of(int inShort, int inLong) {
    return this == SHORT ? inShort : inLong;
  }
}
