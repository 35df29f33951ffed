package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decider;
import io.unjam.transformers.plan.Ruling;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.StripingFacts;
import io.unjam.transformers.plan.Types;
import io.unjam.transformers.proof.Step;
import io.unjam.transformers.proof.striping.Construction;
import io.unjam.transformers.proof.striping.Section;
import io.unjam.transformers.proof.striping.Striping;
import io.unjam.transformers.rule.Rule;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides {@code lock: { variant: striped }}: where the lock is made, by the proof as a whole, and
 * for each of its sections whether it is about one key. Calls that aren't edited take all stripes,
 * so that each decision may stand without the others.
 */
final class StripedLockDecider implements Decider {
  @Override
  public Set<SiteKind> kinds() {
    return EnumSet.of(
        SiteKind.ALLOCATION, SiteKind.LOCK_CALL, SiteKind.MONITOR, SiteKind.SYNCHRONIZED_METHOD);
  }

  @Override
  public List<List<String>> traces() {
    return List.of(List.of());
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    return switch (candidate.site().kind()) {
      case ALLOCATION -> allocation(candidate, rule);
      case LOCK_CALL -> section(candidate, rule);
      case MONITOR ->
          rule.place().lock() == null
              ? null
              : candidate.onThis() ? ofThis() : section(candidate, rule);
      default -> rule.place().lock() == null ? null : ofThis();
    };
  }

  @Override
  public List<Step> explain(Candidate candidate, Rule rule) {
    Striping striping = rule.place().lock() == null ? null : StripingFacts.of(candidate, rule);
    return switch (candidate.site().kind()) {
      case ALLOCATION -> StripingWords.ofTheLock(striping);
      case LOCK_CALL, MONITOR -> StripingWords.ofTheSection(striping, candidate.instruction());
      default -> List.of();
    };
  }

  private static @Nullable Ruling allocation(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    boolean monitor =
        "java/lang/Object".equals(made) || Types.HASH_SET.equals(made) || Types.isPlainMap(made);
    if (!Types.isLock(made) && !(monitor && rule.place().lock() != null)) {
      return null;
    }
    if (!monitor && !Types.REENTRANT_LOCK.equals(made) && !Types.READ_WRITE_LOCK.equals(made)) {
      return Ruling.refused(
          "a ReentrantLock, a ReentrantReadWriteLock or the monitor of an object can be striped, no "
              + candidate.site().target());
    }
    Striping striping = StripingFacts.of(candidate, rule);
    if (striping == null) {
      return Ruling.refused(
          "which lock and which maps belong together has to be said: 'at: { lock: FIELD }'");
    }
    if (striping.refusal() != null) {
      return Ruling.refused(striping.refusal());
    }
    for (Construction construction : striping.constructions()) {
      if (construction.lock().allocation() == candidate.instruction()) {
        Ruling obstacle = Allocations.obstacle(candidate, rule);
        return obstacle != null ? obstacle : Ruling.applied(summary(striping, rule));
      }
    }
    return Ruling.refused("it isn't the lock of the field " + rule.place().lock());
  }

  private static Ruling ofThis() {
    return Ruling.refused(
        "it takes the monitor of its object or class, which others can take too: the monitor of an"
            + " object in a private field can be striped");
  }

  private static String summary(Striping striping, Rule rule) {
    int keyed = 0;
    for (Section section : striping.sections()) {
      keyed += section.key() == null ? 0 : 1;
    }
    return "with "
        + String.join(", ", StripingFacts.guards(rule))
        + " in "
        + rule.intOption("stripes")
        + " stripes; "
        + keyed
        + " of "
        + striping.sections().size()
        + " sections are about one key, the others take all stripes";
  }

  private static @Nullable Ruling section(Candidate candidate, Rule rule) {
    Striping striping = StripingFacts.of(candidate, rule);
    boolean monitor = candidate.site().kind() == SiteKind.MONITOR;
    if (striping == null || (!monitor && !"lock".equals(candidate.callName()))) {
      return null;
    }
    if (striping.refusal() != null) {
      return Ruling.refused("the lock can't be striped: " + striping.refusal());
    }
    for (Section section : striping.sections()) {
      if (section.lock() == candidate.instruction()) {
        return section.key() == null
            ? Ruling.notApplicable("takes all stripes: " + section.whole())
            : Ruling.applied("takes the stripe of its key" + effects(section));
      }
    }
    return Ruling.notApplicable("takes all stripes: it isn't followed by itself");
  }

  private static String effects(Section section) {
    return section.effects().isEmpty()
        ? ""
        : ", and from its first call of "
            + section.effects().get(0).name
            + " on runs alone among such sections";
  }
}
