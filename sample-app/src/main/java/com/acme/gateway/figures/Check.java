package com.acme.gateway.figures;

/**
 * One statement that must hold: two figures that are counted in different ways and must be equal.
 *
 * @param name a word
 * @param meaning what the two figures are
 * @param expected one of them
 * @param actual the other
 * @param ok whether they are equal
 */
public record Check(String name, String meaning, long expected, long actual, boolean ok) {

  /** Compares. */
  public static Check equal(String name, String meaning, long expected, long actual) {
    return new Check(name, meaning, expected, actual, expected == actual);
  }
}
