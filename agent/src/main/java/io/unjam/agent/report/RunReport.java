package io.unjam.agent.report;

import io.unjam.agent.report.recording.Coincidences;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.runtime.bridge.Site;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.RuleUse;
import io.unjam.transformers.plan.Verdict;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Decisions and latencies of one run, up to one moment. Immutable.
 *
 * @param version of Unjam
 * @param ruleFile as the user named it
 * @param uses what each rule found
 * @param plans the decisions, class by class
 * @param dropped decisions past the bound that are not in {@code plans}
 * @param failures classes that kept their bytes because something went wrong, with the reason
 * @param latency counts per site
 * @param meanwhile what slow writes may have been slow because of
 * @param slow what slow operations were put down to; empty where nothing gathered that
 * @param scaling how far sites are from scaling; empty where nothing gathered that
 */
public record RunReport(
    String version,
    String ruleFile,
    List<RuleUse> uses,
    List<JudgedClass> plans,
    int dropped,
    Map<String, String> failures,
    Snapshot latency,
    Coincidences meanwhile,
    List<SlowTotals> slow,
    List<SiteScaling> scaling) {

  public RunReport {
    uses = List.copyOf(uses);
    plans = List.copyOf(plans);
    failures = Map.copyOf(failures);
    slow = List.copyOf(slow);
    scaling = List.copyOf(scaling);
  }

  /** The same decisions with other latencies. */
  public RunReport with(Snapshot other) {
    return new RunReport(
        version, ruleFile, uses, plans, dropped, failures, other, meanwhile, slow, scaling);
  }

  /** How many decisions had a verdict. */
  public int count(Verdict verdict) {
    int count = 0;
    for (JudgedClass judged : plans) {
      for (Decision decision : judged.decisions()) {
        if (decision.verdict() == verdict) {
          count++;
        }
      }
    }
    return count;
  }

  /** What a site's number stands for, or {@code null} for a number nobody gave. */
  public static @Nullable Site site(int number) {
    return SiteTable.site(number);
  }
}
