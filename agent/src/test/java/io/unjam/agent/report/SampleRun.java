package io.unjam.agent.report;

import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Coincidences;
import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.record.LockHolders;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.plan.ClassPlan;
import io.unjam.transformers.plan.Decision;
import io.unjam.transformers.plan.Site;
import io.unjam.transformers.plan.SiteKind;
import io.unjam.transformers.plan.Verdict;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.parse.RuleParser;
import java.util.List;
import java.util.Map;

/**
 * A run in which every output has something to show: a write, a wait, a hold, spikes, decisions.
 */
public final class SampleRun {

  private static final String RULES =
      """
      version: 1
      rules:
        - name: time "all"
          at: { class: com.acme.Live }
          time: { sample: 1 }
        - name: shards
          at: { class: com.acme.Live }
          map: { variant: sharded, shards: 4 }
      """;

  private static final Site PUT =
      new Site(
          SiteKind.MAP_WRITE, "com.acme.Live", "add", "()V", 7, 3, "ConcurrentHashMap.put", null);
  private static final Site LOCK =
      new Site(
          SiteKind.LOCK_CALL, "com.acme.Live", "take", "()V", 0, 5, "ReentrantLock.lock", null);

  /** The site of a map write, of one operation in ten. */
  public static final int WRITES = register(PUT, 10);

  /** The site of a lock. */
  public static final int LOCKS = register(LOCK, 1);

  private SampleRun() {}

  private static int register(Site site, int sample) {
    return SiteTable.register(
        SiteKey.of(site),
        site.target() + " in " + site.className() + '.' + site.method(),
        site.className(),
        site.method() + site.descriptor(),
        site.line(),
        site.target(),
        sample);
  }

  /**
   * Three timed writes of 1 us, standing for thirty; three waits of up to 3 ms for whoever writes,
   * and a hold of 60 us.
   */
  public static Snapshot latency() {
    Recorder.SHARED.next();
    for (int i = 0; i < 3; i++) {
      Recorder.SHARED.record(WRITES, 1_000);
      Recorder.SHARED.recordWait(
          LOCKS, 2_998_000 + 1_000 * i, true, i == 0 ? LockHolders.NONE : WRITES);
    }
    Recorder.SHARED.recordHold(LOCKS, 60_000);
    return Recorder.SHARED.next();
  }

  /** That, and a decision of each verdict. */
  public static RunReport report() {
    return report(latency());
  }

  /** A decision of each verdict and these latencies. */
  public static RunReport report(Snapshot latency) {
    List<Rule> rules = RuleParser.parse("live.yaml", RULES).ruleFile().rules();
    List<Decision> decisions =
        List.of(
            new Decision(PUT, rules.get(0), Verdict.APPLIED, "timed", ""),
            new Decision(LOCK, rules.get(0), Verdict.APPLIED, "timed", ""),
            new Decision(PUT, rules.get(1), Verdict.REFUSED, "because", ""),
            new Decision(LOCK, rules.get(1), Verdict.NOT_APPLICABLE, "no map", ""));
    ClassPlan plan = new ClassPlan("com.acme.Live", "Live.java", "0", decisions);
    return new RunReport(
        "1.2.3",
        "live.yaml",
        List.of(),
        List.of(new JudgedClass(plan, List.of("'a' (com.acme.Loader)", "com.acme.Loader@1"))),
        2,
        Map.of("com.acme.Broken", "unreadable"),
        latency,
        Coincidences.NONE,
        List.of(
            new SlowTotals(LOCKS, Cause.Kind.LOCK_HOLDER, 2, 5_997_000),
            new SlowTotals(LOCKS, null, 1, 2_998_000)),
        List.of());
  }

  /**
   * What live outputs are given.
   *
   * @param on whether edits are in force
   */
  public static Live live(RunReport report, boolean on) {
    return new Live() {
      @Override
      public RunReport report() {
        return report;
      }

      @Override
      public Coincidences meanwhile() {
        return report.meanwhile();
      }

      @Override
      public boolean on() {
        return on;
      }
    };
  }
}
