package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Candidate;
import io.unjam.transformers.plan.Decision;

/**
 * One kind of change to a method's body. Stateless and thread-safe. An edit never adds a member and
 * never changes the stack or the locals at a branch target, so that every stack map frame stays
 * valid and nothing has to be computed anew; one that needs a local to outlive a branch has {@link
 * EditedMethod#loopLocal} declare it.
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
