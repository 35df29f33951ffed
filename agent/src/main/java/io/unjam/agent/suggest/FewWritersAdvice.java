package io.unjam.agent.suggest;

import io.unjam.agent.report.Amounts;
import io.unjam.agent.report.recording.Durations;
import io.unjam.runtime.bridge.Site;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A read-write lock whose readers wait although hardly anybody writes: readers that don't share a
 * word of memory.
 *
 * <p>A recording doesn't say whom a reader waited for. Where nobody wrote it can only have been
 * other readers, so that is a rule. Where few wrote it may have been a writer that took its time,
 * which no variant changes, so that is said, with what benchmarks say of both ends.
 */
final class FewWritersAdvice implements Advice {

  /** From so many writes among all acquisitions on the variant is known not to gain. */
  private static final double MANY = 0.01;

  private static final String READS = "ReentrantReadWriteLock$ReadLock.";
  private static final String WRITES = "ReentrantReadWriteLock$WriteLock.";

  @Override
  public List<Suggestion> on(Subject subject, Evidence evidence, @Nullable Inquiry classes) {
    double reads = 0;
    double writes = 0;
    double lost = 0;
    for (Subject.Used used : subject.sites()) {
      String operation = used.site().operation();
      if (operation.startsWith(READS)) {
        reads += acquisitions(used);
        lost += used.lost();
      } else if (operation.startsWith(WRITES)) {
        writes += acquisitions(used);
      } else if (!Site.isReacquisition(operation)) {
        // By the type Lock alone it could be either.
        return List.of();
      }
    }
    double share = writes / Math.max(1, reads + writes);
    if (lost == 0 || share >= MANY) {
      return List.of();
    }
    Draft draft = Places.lockDraft(subject, "readers apart", "reader-sharded", Map.of());
    if (writes == 0) {
      return List.of(
          new Suggestion(
              Suggestion.Kind.RULE,
              "lock " + subject.title(),
              draft,
              List.of(),
              lost,
              Sentences.of(subject, evidence),
              Sentences.effect(lost, "all that its readers lost there", "locks/readers"),
              List.of(
                  "no write was recorded; with one in a hundred the variant no longer gains:"
                      + " ./bench locks/readers-1-percent-writes")));
    }
    return List.of(
        LongSectionAdvice.note(
            subject,
            evidence,
            "'lock: reader-sharded' may be for it: of "
                + Amounts.count(reads + writes)
                + " acquisitions "
                + Amounts.count(writes)
                + " were writes. Whether readers waited for each other, which it ends, or for a"
                + " writer, which it doesn't, the recording can't tell; without writes it gains"
                + " (./bench locks/readers), with one in a hundred it doesn't"
                + " (./bench locks/readers-1-percent-writes)"));
  }

  /** Attempts that don't wait are known by their holds alone. */
  private static double acquisitions(Subject.Used used) {
    return Math.max(count(used.operations()), count(used.holds()));
  }

  private static double count(@Nullable Durations durations) {
    return durations == null ? 0 : (double) durations.operations();
  }
}
