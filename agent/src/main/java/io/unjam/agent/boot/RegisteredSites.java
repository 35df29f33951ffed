package io.unjam.agent.boot;

import io.unjam.agent.report.SiteKey;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.bridge.ThreadPins;
import io.unjam.runtime.record.Recorder;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.edit.SiteIds;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Site;
import io.unjam.transformers.rule.Rule;
import java.util.concurrent.TimeUnit;

/**
 * Site numbers of this JVM, from the table that hooks and recorders share; for a rule that binds
 * threads the number of its pattern. Thread-safe.
 */
final class RegisteredSites implements SiteIds {

  @Override
  public int idOf(Decision decision) {
    if (decision.rule().variant().action().equals("pin")) {
      return ThreadPins.number(decision.rule().textOption("threads"));
    }
    Site site = decision.site();
    Rule rule = decision.rule();
    int id =
        SiteTable.register(
            SiteKey.of(site),
            site.target() + " in " + place(site),
            site.className(),
            site.method() + site.descriptor(),
            site.line(),
            site.target(),
            rule.intOption("sample"));
    Recorder.SHARED.setLevels(
        id,
        micros(rule, Catalog.SPIKE_LEVELS.get(0)),
        micros(rule, Catalog.SPIKE_LEVELS.get(1)),
        micros(rule, Catalog.SPIKE_LEVELS.get(2)));
    return id;
  }

  private static long micros(Rule rule, String option) {
    return TimeUnit.MICROSECONDS.toNanos(rule.intOption(option));
  }

  private static String place(Site site) {
    String place = site.className() + '.' + site.method();
    return site.line() == 0 ? place : place + ':' + site.line();
  }
}
