package io.unjam.agent.report;

import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import java.util.List;

/**
 * What was decided about a class, and about whose. Immutable.
 *
 * @param plan the decisions
 * @param loaders the class loaders whose class it is, in words; empty where no other loader has a
 *     class of this name with decisions
 */
public record JudgedClass(ClassPlan plan, List<String> loaders) {

  public JudgedClass {
    loaders = List.copyOf(loaders);
  }

  /** Those of the plan. */
  public List<Decision> decisions() {
    return plan.decisions();
  }
}
