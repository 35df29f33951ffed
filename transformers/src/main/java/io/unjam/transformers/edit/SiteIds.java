package io.unjam.transformers.edit;

import io.unjam.transformers.plan.Decision;

/**
 * Numbers that edited code hands to hooks. The running agent registers sites; offline use counts.
 */
public interface SiteIds {
  /**
   * The number of a decided site: the same for the same site each time it is asked, also after a
   * reload.
   *
   * @param decision an applied decision
   * @return 0 or more
   */
  int idOf(Decision decision);
}
