package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;

/**
 * One kind of change to a method's body. Stateless and thread-safe. An edit never adds a member,
 * never changes the stack or the locals at a branch target, and so leaves every stack map frame
 * valid: nothing has to be computed anew.
 */
interface Edit {
  /**
   * Makes the change.
   *
   * @param candidate what to change; its instructions are in the method, which earlier edits may
   *     have changed around them
   * @param decision an applied decision about it
   * @param method takes the edit's needs beyond the method's own stack and locals
   */
  void apply(Candidate candidate, Decision decision, EditedMethod method);
}
