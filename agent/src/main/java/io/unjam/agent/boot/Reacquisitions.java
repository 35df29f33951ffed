package io.unjam.agent.boot;

import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.bridge.SiteTable;
import java.util.function.IntPredicate;

/**
 * The sites of this JVM where a lock that was given away is taken again, by {@code await} or {@code
 * wait}. A class, as no lambda may be linked while the JVM starts.
 */
final class Reacquisitions implements IntPredicate {
  @Override
  public boolean test(int number) {
    Site site = SiteTable.site(number);
    return site != null && Site.isReacquisition(site.operation());
  }
}
