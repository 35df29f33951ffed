package io.unjam.runtime.record;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Recorders that are read while threads write: every duration is in exactly one snapshot. */
public class FlipLitmus {

  /** A site's recorder, and the sum of what its drains have given. */
  public static class Site {
    protected final SiteRecorder recorder = new SiteRecorder(PagePool.ofDefaultSize(), 0, null);
    private final long[] scratch = new long[Buckets.COUNT];
    private int count;
    private long most;

    protected final void record(long nanos) {
      recorder.record(nanos, LockHolders.NONE);
    }

    protected final void drain() {
      SiteCounts counts = recorder.drain(0, Measure.OPERATION, 1, scratch);
      if (counts != null) {
        count += (int) counts.sampled();
        most = Math.max(most, counts.max());
      }
    }

    protected final void report(II_Result r) {
      drain();
      r.r1 = count;
      r.r2 = (int) most;
    }
  }

  @JCStressTest
  @Outcome(id = "2, 300", expect = ACCEPTABLE, desc = "Both, once, whichever snapshot they are in.")
  @Outcome(expect = FORBIDDEN, desc = "A duration was lost or doubled.")
  @State
  public static class AReaderMissesNothing extends Site {
    @Actor
    public void records() {
      record(200);
      record(300);
    }

    @Actor
    public void reads() {
      drain();
      drain();
    }

    @Arbiter
    public void left(II_Result r) {
      report(r);
    }
  }

  @JCStressTest
  @Outcome(
      id = "4, 300",
      expect = ACCEPTABLE,
      desc = "Each counted, in a page that one of them made.")
  @Outcome(expect = FORBIDDEN, desc = "A duration was lost or doubled.")
  @State
  public static class WritersShareACounter extends Site {
    private void both() {
      record(300);
      record(200);
    }

    @Actor
    public void records() {
      both();
    }

    @Actor
    public void recordsToo() {
      both();
    }

    @Arbiter
    public void left(II_Result r) {
      report(r);
    }
  }
}
