package io.unjam.transformers.catalog;

/**
 * How a variant relates to the meaning of the program it is put into. Every variant belongs to
 * exactly one class.
 */
public enum SafetyClass {
  /** Keeps the original's documented contract by construction; needs no gate. */
  TRANSPARENT,
  /**
   * Keeps it where a static analysis of the application proves the conditions; the proof is the
   * gate.
   */
  PROVEN,
  /** Changes what the program may observe; the matching words in {@code assume:} are the gate. */
  ASSUMED
}
