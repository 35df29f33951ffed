package io.unjam.transformers.plan;

/** What became of one site under one rule. */
public enum Verdict {
  /** The edit is made. */
  APPLIED,
  /**
   * It could be made but must not be: the reason says which condition fails and, where one exists,
   * which word lifts it.
   */
  REFUSED,
  /** The rule names the place but there is nothing for its action to do there. */
  NOT_APPLICABLE
}
