package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.rule.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides {@code lock: { variant: reader-sharded }}: allocations of exactly {@code
 * ReentrantReadWriteLock}. Calls on the lock need no edit, they follow by dispatch.
 */
final class ReaderShardedLockDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(SiteKind.ALLOCATION, SiteKind.REFERENCE);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(List.of(Types.READ_WRITE_LOCK), List.of(Types.REENTRANT_LOCK));
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    if (!Types.isLock(made)) {
      return null;
    }
    if (!Types.READ_WRITE_LOCK.equals(made)) {
      return Ruling.notApplicable(
          candidate.site().target()
              + " is left as it is: reader-sharded stands in for ReentrantReadWriteLock alone");
    }
    Ruling obstacle = Allocations.obstacle(candidate, rule);
    return obstacle != null
        ? obstacle
        : Ruling.applied("readers take slots of their own while writes are rare");
  }
}
