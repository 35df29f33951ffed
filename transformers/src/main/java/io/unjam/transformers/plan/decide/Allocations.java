package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import org.jspecify.annotations.Nullable;

/** What every decider about allocations has to ask. */
final class Allocations {
  private Allocations() {}

  /** Why an allocation can't be replaced whatever the variant, or {@code null}. */
  static @Nullable Ruling untold(Candidate candidate) {
    boolean reference = candidate.site().kind() == SiteKind.REFERENCE;
    if (reference && References.isSerializable(candidate.instruction())) {
      return Ruling.refused(
          "the reference is serializable and its serialized form would name another method");
    }
    if (!reference && candidate.callName() == null && candidate.related().isEmpty()) {
      return Ruling.refused(
          "which constructor call belongs to this allocation can't be told from the bytecode");
    }
    return null;
  }
}
