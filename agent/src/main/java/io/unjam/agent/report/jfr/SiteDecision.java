package io.unjam.agent.report.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** What was decided about one site. */
@Name("unjam.Decision")
@Label("Decision")
@Category("Unjam")
@Description(
    "What was decided about a site that a rule names, said at the end of every chunk of a"
        + " recording; the first 10000")
@Period("endChunk")
@StackTrace(false)
@Registered(false)
final class SiteDecision extends Event {

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

  @Label("Target")
  @Description("What is called, made or locked there")
  @Nullable String target;

  @Label("Verdict")
  @Description("applied, refused or not applicable")
  @Nullable String verdict;

  @Label("Action")
  @Nullable String action;

  @Label("Variant")
  @Nullable String variant;

  @Label("Rule")
  @Description("The rule's name")
  @Nullable String rule;

  @Label("Location")
  @Description("Where the rule stands: file, line and column")
  @Nullable String location;

  @Label("Reason")
  @Nullable String reason;
}
