package io.unjam.agent.report;

import io.unjam.transformers.plan.Site;

/** The one name of a site that every output uses. */
public final class SiteKey {

  private SiteKey() {}

  /** What makes a site the same one after a reload of its class or of the rules. */
  public static String of(Site site) {
    return site.className()
        + '.'
        + site.method()
        + site.descriptor()
        + '@'
        + site.instruction()
        + ' '
        + site.kind();
  }
}
