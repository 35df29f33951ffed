package io.unjam.agent.boot;

import io.unjam.agent.report.SiteKey;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.transformers.edit.SiteIds;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Site;

/** Site numbers of this JVM, from the table that hooks and recorders share. Thread-safe. */
final class RegisteredSites implements SiteIds {

  @Override
  public int idOf(Decision decision) {
    Site site = decision.site();
    return SiteTable.register(
        SiteKey.of(site),
        site.target() + " in " + place(site),
        site.className(),
        site.method() + site.descriptor(),
        site.line(),
        site.target(),
        decision.rule().intOption("sample"));
  }

  private static String place(Site site) {
    String place = site.className() + '.' + site.method();
    return site.line() == 0 ? place : place + ':' + site.line();
  }
}
