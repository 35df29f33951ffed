package io.unjam.agent.report.jmx;

import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.agent.report.scaling.Usl;
import io.unjam.runtime.bridge.Site;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How far one site is from scaling. Immutable. */
public final class ScalingRow {

  private final Site site;
  private final SiteScaling scaling;

  ScalingRow(Site site, SiteScaling scaling) {
    this.site = site;
    this.scaling = scaling;
  }

  /** The site's key. */
  @Says("The site's key, the same in every output of Unjam")
  public String getSite() {
    return site.key();
  }

  /** Of all the time. */
  @Says(
      "The share of the time in which its lock was held, above 1 where several are; null: no lock")
  public @Nullable Double getHeld() {
    return scaling.held();
  }

  /** In the busiest second. */
  @Says("The same in the second in which it was largest")
  public @Nullable Double getHeldMost() {
    return scaling.heldMost();
  }

  /** The first parameter. */
  @Says("The share that is serial, 0 to 1, by the Universal Scalability Law; null: no prediction")
  public @Nullable Double getSerialShare() {
    Usl law = scaling.law();
    return law == null ? null : law.sigma();
  }

  /** The second. */
  @Says("What each pair of threads costs, by the same; null: no prediction")
  public @Nullable Double getPairCost() {
    Usl law = scaling.law();
    return law == null ? null : law.kappa();
  }

  /** How well they describe it. */
  @Says("How far the law is off what was recorded, on average, as a share; null: no prediction")
  public @Nullable Double getError() {
    Usl law = scaling.law();
    return law == null ? null : law.error();
  }

  /** What follows from them. */
  @Says("The predicted speed-up over one thread, by the number of threads; empty: no prediction")
  public Map<Integer, Double> getSpeedup() {
    Map<Integer, Double> speedup = new TreeMap<>();
    Usl law = scaling.law();
    if (law != null) {
      for (int threads : SiteScaling.THREADS) {
        speedup.put(threads, law.speedup(threads));
      }
    }
    return speedup;
  }

  /** Why nothing does. */
  @Says("Why there is no prediction; null where there is one")
  public @Nullable String getSilence() {
    return scaling.silence();
  }
}
