package io.unjam.agent.report;

import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.record.Measure;
import io.unjam.runtime.record.SiteCounts;

/** What durations are, in the word that live outputs use. */
public final class MeasureName {

  /** How long a write to a map took. */
  public static final String WRITE = "write";

  /** How long a lock was waited for. */
  public static final String WAIT = "wait";

  /** How long a lock was held. */
  public static final String HOLD = "hold";

  private MeasureName() {}

  /** One of the three. */
  public static String of(SiteCounts counts) {
    if (counts.measure() == Measure.HOLD) {
      return HOLD;
    }
    Site site = RunReport.site(counts.site());
    return site != null && site.isLock() ? WAIT : WRITE;
  }
}
