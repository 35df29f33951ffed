package io.unjam.agent.report.jfr;

import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.bridge.SiteTable;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Registered;
import org.jspecify.annotations.Nullable;

/** An event about a site that is timed. */
@Registered(false)
abstract class SiteEvent extends Event {

  @Label("Site")
  @Description("The site's key, the same in every output of Unjam")
  @Nullable String site;

  @Label("Class")
  @Nullable String className;

  @Label("Method")
  @Description("Name and descriptor")
  @Nullable String method;

  @Label("Line")
  @Description("In the source; 0 where the class file has none")
  int line;

  @Label("Operation")
  @Description("What is done there, as ConcurrentHashMap.put")
  @Nullable String operation;

  /** Fills in what is known of a site by its number. */
  final void at(int number) {
    Site known = SiteTable.site(number);
    if (known == null) {
      site = "site " + number;
      return;
    }
    site = known.key();
    className = known.owner();
    method = known.member();
    line = known.line();
    operation = known.operation();
  }
}
