package io.unjam.transformers.plan;

import io.unjam.transformers.classfile.Hierarchy;
import io.unjam.transformers.classfile.SealedFields;
import io.unjam.transformers.proof.striping.Obstacle;
import io.unjam.transformers.proof.striping.Reason;
import io.unjam.transformers.proof.striping.Striping;
import io.unjam.transformers.proof.striping.StripingProof;
import io.unjam.transformers.proof.striping.Words;
import io.unjam.transformers.rule.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.tree.ClassNode;

/** The proof about a lock that a rule wants striped, made once for a class and a rule. */
public final class StripingFacts {
  private StripingFacts() {}

  /**
   * The proof about the lock that a rule names, in the candidate's class.
   *
   * @return {@code null} where the rule names no lock
   */
  public static @Nullable Striping of(Candidate candidate, Rule rule) {
    String lock = rule.place().lock();
    if (lock == null) {
      return null;
    }
    MethodView view = candidate.view();
    Striping striping = proof(rule, lock, view.owner(), view.hierarchy(), view.facts());
    Set<String> open = SealedFields.open(view.owner(), striping.sealed());
    return open.isEmpty() || striping.refusal() != null
        ? striping
        : striping.refused(
            new Reason(
                Obstacle.NOT_FINAL,
                view.owner().name.replace('/', '.')
                    + "."
                    + String.join(", ", new TreeSet<>(open))
                    + ": "
                    + ClassForm.whyOpen(view.facts()),
                null));
  }

  /** The proof alone: it holds where the fields that it says have to be final are so. */
  static Striping proof(
      Rule rule, String lock, ClassNode owner, Hierarchy hierarchy, Map<Object, Object> facts) {
    Object key = List.of(StripingFacts.class, rule);
    if (facts.get(key) instanceof Striping known) {
      return known;
    }
    Words words =
        new Words(
            rule.assumes("journal-order-across-keys"),
            rule.assumes("journal-thread-safe"),
            rule.assumes("order-unused"));
    Striping striping = new StripingProof(owner, hierarchy, words).judge(lock, guards(rule));
    facts.put(key, striping);
    return striping;
  }

  /** The fields that a rule says the lock guards. */
  public static List<String> guards(Rule rule) {
    List<String> names = new ArrayList<>();
    if (rule.options().get("guards") instanceof List<?> given) {
      for (Object name : given) {
        names.add(String.valueOf(name));
      }
    }
    return names;
  }
}
