package io.unjam.transformers.plan.scan;

import io.unjam.transformers.plan.SiteScanner;
import java.util.List;

/** All scanners: a new kind of site is entered here. */
public final class Scanners {
  /** One per kind of site. */
  public static final List<SiteScanner> ALL =
      List.of(
          new AllocationScanner(),
          new ReferenceScanner(),
          new MapWriteScanner(),
          new LockCallScanner(),
          new MonitorScanner(),
          new ConditionScanner(),
          new MethodScanner(),
          new SynchronizedMethodScanner(),
          new YieldScanner(),
          new ExplicitGcScanner());

  private Scanners() {}
}
