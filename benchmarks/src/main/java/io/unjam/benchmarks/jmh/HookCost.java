package io.unjam.benchmarks.jmh;

import io.unjam.runtime.bridge.SiteTable;
import io.unjam.runtime.hook.TimeHooks;
import io.unjam.runtime.hook.YieldHooks;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Recorder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an edit adds to a site, beside two clock readings and HdrHistogram's concurrent recorder.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class HookCost {
  private final Recorder recorder = new Recorder(3_600_000_000_000L, 2);
  private int every;
  private int oneIn16;

  /** Registers the sites. */
  @Setup
  public void register() {
    every = SiteTable.register("jmh.every", "every", "HookCost", "every", 1, "operation", 1);
    oneIn16 = SiteTable.register("jmh.16", "one in 16", "HookCost", "oneIn16", 1, "operation", 16);
  }

  /** The measure of what any timing costs. */
  @Benchmark
  public long clockTwice() {
    long started = System.nanoTime();
    return System.nanoTime() - started;
  }

  /** The hook, every operation timed. */
  @Benchmark
  public void timed() {
    TimeHooks.end(TimeHooks.begin(every), null, null, every);
  }

  /** The hook, one operation in sixteen timed. */
  @Benchmark
  public void sampled() {
    TimeHooks.end(TimeHooks.begin(oneIn16), null, null, oneIn16);
  }

  /** HdrHistogram's recorder for several writers. */
  @Benchmark
  public void hdrRecorder() {
    long started = System.nanoTime();
    recorder.recordValue(System.nanoTime() - started);
  }

  /** What is left of a yield that is taken out. */
  @Benchmark
  public void strippedYield() {
    YieldHooks.stripped();
  }
}
