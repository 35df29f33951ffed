package io.unjam.benchmarks.run;

import io.unjam.benchmarks.stat.Fairness;
import io.unjam.benchmarks.workload.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The main class of a worker JVM: runs rounds of one workload as the runner asks for them on
 * standard input ({@code MILLIS TIMED}), and answers each with one line on standard output. Between
 * rounds its threads are parked, so that a waiting worker takes nothing from the one that is
 * measured.
 */
public final class Worker {

  private final Workload workload;
  private final int threads;
  private final CyclicBarrier start;
  private final CyclicBarrier end;
  private final long[] calls;
  private final long[] finished;
  private final Histogram[] times;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final @Nullable CompilationMXBean compilers = ManagementFactory.getCompilationMXBean();
  private volatile long roundNanos;
  private volatile boolean timed;
  private volatile boolean over;

  private Worker(Workload workload, int threads) {
    this.workload = workload;
    this.threads = threads;
    this.start = new CyclicBarrier(threads + 1);
    this.end = new CyclicBarrier(threads + 1);
    this.calls = new long[threads];
    this.finished = new long[threads];
    this.times = new Histogram[threads];
    for (int i = 0; i < threads; i++) {
      times[i] = new Histogram(3);
    }
  }

  /**
   * Runs until standard input ends, or the workload fails: then the JVM ends with 1, whatever
   * threads of the workload's own go on.
   *
   * @param args the workload's class name, the number of threads, then {@code key=value} parameters
   */
  public static void main(String[] args) {
    try {
      work(args);
    } catch (Throwable e) {
      e.printStackTrace();
      System.exit(1);
    }
    System.exit(0);
  }

  private static void work(String[] args) throws Exception {
    PrintStream out = System.out;
    System.setOut(System.err);
    Map<String, String> parameters = new HashMap<>();
    for (int i = 2; i < args.length; i++) {
      int equals = args[i].indexOf('=');
      parameters.put(args[i].substring(0, equals), args[i].substring(equals + 1));
    }
    Workload workload =
        Class.forName(args[0]).asSubclass(Workload.class).getDeclaredConstructor().newInstance();
    int threads = Integer.parseInt(args[1]) / workload.threadsPerCall();
    if (threads == 0) {
      throw new IllegalArgumentException(
          args[0] + " needs " + workload.threadsPerCall() + " threads");
    }
    workload.setUp(parameters, threads);
    new Worker(workload, threads).serve(out);
    workload.tearDown();
  }

  private void serve(PrintStream out) throws Exception {
    for (int i = 0; i < threads; i++) {
      int thread = i;
      Thread runner = new Thread(() -> loop(thread), "load-" + i);
      runner.setDaemon(true);
      runner.start();
    }
    out.println("READY");
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line;
    while ((line = readRequest(in)) != null) {
      String[] request = line.split(" ", -1);
      out.println(
          round(Long.parseLong(request[0]) * 1_000_000, Boolean.parseBoolean(request[1])).encode());
      out.flush();
    }
    over = true;
    start.await();
  }

  private static @Nullable String readRequest(BufferedReader in) throws IOException {
    return in.readLine();
  }

  private Round round(long nanos, boolean timeEach) throws Exception {
    workload.beforeRound();
    roundNanos = nanos;
    timed = timeEach;
    for (Histogram histogram : times) {
      histogram.reset();
    }
    long compiledBefore = compileMillis();
    start.await();
    long started = System.nanoTime();
    end.await();
    long compiled = compileMillis() - compiledBefore;
    Throwable failed = failure.get();
    if (failed != null) {
      throw new IllegalStateException("the workload failed", failed);
    }
    long last = started;
    long sum = 0;
    Histogram all = new Histogram(3);
    for (int i = 0; i < threads; i++) {
      last = Math.max(last, finished[i]);
      sum += calls[i];
      all.add(times[i]);
    }
    workload.afterRound(sum);
    return new Round(
        sum * workload.operationsPerCall(),
        Math.max(1, last - started),
        timeEach ? all.getMaxValue() : 0,
        timeEach ? all.getValueAtPercentile(99) : 0,
        timeEach ? all.getValueAtPercentile(99.9) : 0,
        Fairness.index(calls),
        compiled * 1_000_000);
  }

  /** A JVM that only interprets has nothing to wait for. */
  private long compileMillis() {
    return compilers != null && compilers.isCompilationTimeMonitoringSupported()
        ? compilers.getTotalCompilationTime()
        : 0;
  }

  private void loop(int thread) {
    try {
      while (true) {
        start.await();
        if (over) {
          return;
        }
        try {
          calls[thread] = timed ? timedCalls(thread) : plainCalls(thread);
        } catch (Throwable e) {
          // Handed to the thread that serves the round, which ends the worker with it.
          failure.set(e);
        }
        finished[thread] = System.nanoTime();
        end.await();
      }
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
      // Nobody interrupts these daemon threads: the JVM is going down.
      throw new IllegalStateException(e);
    }
  }

  private long plainCalls(int thread) throws Exception {
    long limit = workload.callsPerRound();
    int callsPerClock = workload.callsPerClock();
    long deadline = System.nanoTime() + roundNanos;
    long done = 0;
    while (done < limit) {
      long until = Math.min(limit, done + callsPerClock);
      for (; done < until; done++) {
        workload.call(thread, done);
      }
      if (System.nanoTime() - deadline >= 0) {
        break;
      }
    }
    return done;
  }

  private long timedCalls(int thread) throws Exception {
    long limit = workload.callsPerRound();
    Histogram histogram = times[thread];
    long before = System.nanoTime();
    long deadline = before + roundNanos;
    long done = 0;
    while (done < limit) {
      workload.call(thread, done++);
      long after = System.nanoTime();
      histogram.recordValue(after - before);
      before = after;
      if (after - deadline >= 0) {
        break;
      }
    }
    return done;
  }
}
