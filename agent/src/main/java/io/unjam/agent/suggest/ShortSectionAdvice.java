package io.unjam.agent.suggest;

import io.unjam.agent.report.Amounts;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.catalog.Variant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A lock that is held for a moment and still waited for: fewer contenders, or one that works. */
final class ShortSectionAdvice implements Advice {

  private static final List<String> VARIANTS = List.of("gated", "batched");

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    if (!subject.lock()
        || subject.meanHold() == 0
        || subject.meanHold() >= LongSectionAdvice.LONG_NANOS) {
      return List.of();
    }
    List<String> missing = new ArrayList<>();
    for (String name : VARIANTS) {
      Variant variant = Catalog.find("lock", name);
      if (variant != null && !variant.available()) {
        missing.add("'lock: " + name + "'");
      }
    }
    return missing.isEmpty()
        ? List.of()
        : List.of(
            LongSectionAdvice.note(
                subject,
                evidence,
                "its sections are short, at "
                    + Amounts.duration(subject.meanHold())
                    + " on average, so striping would cost more than it gives; what is meant for"
                    + " such a lock, "
                    + String.join(" and ", missing)
                    + ", this version does not have yet"));
  }
}
