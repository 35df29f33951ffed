package io.unjam.agent.report;

import io.unjam.agent.report.recording.Cause;
import io.unjam.agent.report.recording.Coincidences;
import io.unjam.agent.report.scaling.SiteScaling;
import io.unjam.agent.report.scaling.Usl;
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
import java.util.concurrent.ConcurrentHashMap;

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
  private static final Site MERGE =
      new Site(
          SiteKind.MAP_WRITE, "com.acme.Live", "sum", "()V", 9, 4, "ConcurrentHashMap.merge", null);
  private static final Site LOCK =
      new Site(
          SiteKind.LOCK_CALL, "com.acme.Live", "take", "()V", 0, 5, "ReentrantLock.lock", null);

  /** The site of a map write, of one operation in ten. */
  public static final int WRITES = register(PUT, 10);

  /** The site of writes of which some are slow. */
  public static final int KEYED = register(MERGE, 1);

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

  /** Ten slow writes, of which six went to one key, and whatever else to keys of their own. */
  public static Snapshot keys() {
    Map<String, String> map = new ConcurrentHashMap<>();
    Recorder.SHARED.next();
    for (int i = 0; i < 10; i++) {
      Recorder.SHARED.recordWrite(KEYED, 0, 300_000, map, i < 6 ? "hot" : "key " + i);
    }
    return Recorder.SHARED.next();
  }

  /** All of that, and a decision of each verdict. */
  public static RunReport report() {
    return report(latency().plus(keys()));
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
        List.of(
            new SiteScaling(LOCKS, 0.25, 0.5, new Usl(0.1, 0.001, 0.04, 20, 6), null),
            new SiteScaling(WRITES, null, null, null, "too few intervals")));
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
