package io.unjam.transformers.plan.decide;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.ClassForm;
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

  /** The monitor of the object or class is made nowhere: its first map stands for it. */
  @Override
  public boolean matches(Candidate candidate, Rule rule) {
    if (!splitsOwnMonitor(rule) || candidate.site().kind() != SiteKind.ALLOCATION) {
      return Decider.super.matches(candidate, rule);
    }
    List<String> guards = StripingFacts.guards(rule);
    String field = candidate.site().field();
    return !guards.isEmpty()
        && (candidate.view().owner().name.replace('/', '.') + "." + guards.get(0)).equals(field);
  }

  @Override
  public boolean wantsForm(Rule rule) {
    return rule.place().lock() != null;
  }

  private static boolean splitsOwnMonitor(Rule rule) {
    return rule.place().isLockOfThis() || rule.place().isLockOfClass();
  }

  @Override
  public @Nullable Ruling decide(Candidate candidate, Rule rule) {
    return switch (candidate.site().kind()) {
      case ALLOCATION -> allocation(candidate, rule);
      case LOCK_CALL, MONITOR -> section(candidate, rule);
      default -> method(candidate, rule);
    };
  }

  @Override
  public List<Step> explain(Candidate candidate, Rule rule) {
    Striping striping = rule.place().lock() == null ? null : StripingFacts.of(candidate, rule);
    return switch (candidate.site().kind()) {
      case ALLOCATION -> StripingWords.ofTheLock(striping);
      case LOCK_CALL, MONITOR -> StripingWords.ofTheSection(striping, candidate.instruction());
      default -> {
        Section section = striping == null ? null : ofMethod(candidate, striping);
        yield section == null ? List.of() : StripingWords.ofTheSection(striping, section.lock());
      }
    };
  }

  private @Nullable Ruling allocation(Candidate candidate, Rule rule) {
    String made = candidate.allocates();
    boolean monitor =
        "java/lang/Object".equals(made) || Types.HASH_SET.equals(made) || Types.isPlainMap(made);
    boolean owners = splitsOwnMonitor(rule);
    if (!Types.isLock(made) && !(monitor && rule.place().lock() != null) && !owners) {
      return null;
    }
    if (!monitor
        && !owners
        && !Types.REENTRANT_LOCK.equals(made)
        && !Types.READ_WRITE_LOCK.equals(made)) {
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
      if (construction.allocation() == candidate.instruction()) {
        ClassForm monitors = ClassForm.of(candidate);
        int keyed = keyed(striping, monitors);
        if (keyed == 0) {
          return Ruling.refused("no section would take the stripe of its key: " + monitors.kept());
        }
        Ruling obstacle = Allocations.obstacle(candidate, rule);
        return obstacle != null ? obstacle : Ruling.applied(summary(striping, keyed, rule));
      }
    }
    return Ruling.refused("it isn't the lock of the field " + rule.place().lock());
  }

  private static int keyed(Striping striping, ClassForm monitors) {
    int keyed = 0;
    for (Section section : striping.sections()) {
      keyed += section.key() == null || monitors.keeps(section) ? 0 : 1;
    }
    return keyed;
  }

  private static String summary(Striping striping, int keyed, Rule rule) {
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

  /** A method that is {@code synchronized} where it is edited. */
  private static @Nullable Ruling method(Candidate candidate, Rule rule) {
    Striping striping = rule.place().lock() == null ? null : StripingFacts.of(candidate, rule);
    if (striping == null) {
      return null;
    }
    if (striping.refusal() != null) {
      return Ruling.refused("the lock can't be striped: " + striping.refusal());
    }
    Section section = ofMethod(candidate, striping);
    if (section == null) {
      return Ruling.notApplicable("takes all stripes: it isn't followed by itself");
    }
    String kept = ClassForm.of(candidate).kept();
    return section.key() == null || kept == null
        ? Ruling.notApplicable("takes all stripes: " + section.whole())
        : Ruling.refused(kept);
  }

  private static @Nullable Section ofMethod(Candidate candidate, Striping striping) {
    return ClassForm.of(candidate).section(striping, candidate.view().method());
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
