package io.unjam.runtime.record;

/** A table that remembers when it last grew. */
public interface Growing {

  /**
   * How much of a span the table spent on its last growth, in nanoseconds; 0 if that lay outside.
   * Takes no lock.
   *
   * @param from start of the span by {@link System#nanoTime}
   * @param to its end
   */
  long grownWithin(long from, long to);
}
