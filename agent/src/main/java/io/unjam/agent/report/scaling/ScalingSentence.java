package io.unjam.agent.report.scaling;

import java.util.Locale;

/** What the law of a site says, in words. Pure. */
public final class ScalingSentence {

  private ScalingSentence() {}

  /** As {@code serial 10.0 %, 1.8x on 2, 3.0x on 4, 4 % off on average}, with all predictions. */
  public static String of(Usl law) {
    StringBuilder sentence = new StringBuilder();
    sentence.append(String.format(Locale.ROOT, "serial %.1f %%,", 100 * law.sigma()));
    for (int threads : SiteScaling.THREADS) {
      sentence.append(String.format(Locale.ROOT, " %.1fx on %d,", law.speedup(threads), threads));
    }
    sentence.append(String.format(Locale.ROOT, " %.0f %% off on average", 100 * law.error()));
    return sentence.toString();
  }
}
