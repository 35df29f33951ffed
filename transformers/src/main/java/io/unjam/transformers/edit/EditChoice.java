package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Decision;

/** Chooses who carries out a decision. Thread-safe. */
interface EditChoice {
  /**
   * The edit for an applied decision.
   *
   * @throws IllegalStateException if nobody can carry it out
   */
  Edit of(Decision decision);
}
