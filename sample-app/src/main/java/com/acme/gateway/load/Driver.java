package com.acme.gateway.load;

import com.acme.gateway.figures.Check;
import com.acme.gateway.figures.Latency;
import com.acme.gateway.figures.WritePath;
import com.google.gson.Gson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** One run: prepares the gateway, loads it, and checks it. */
final class Driver {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long GRACE = 5 * SECOND;

  private final LoadPlan plan;
  private final PrintWriter progress;
  private final Ticker ticker = Ticker.SYSTEM;
  private final Gson gson = new Gson();

  Driver(LoadPlan plan, PrintWriter progress) {
    this.plan = plan;
    this.progress = progress;
  }

  /**
   * Runs.
   *
   * @throws IOException where the gateway can't be reached or does not answer as it should before
   *     or after the load
   */
  LoadResult run() throws IOException {
    try (HttpConnection admin = new HttpConnection(plan.admin())) {
      Invariants before = invariants(admin);
      Ledger ledger = new Ledger();
      String run = "r" + Long.toString(System.currentTimeMillis(), 36);
      Workload workload =
          new Workload(plan.proxy(), plan.admin(), plan.upstreams(), run, plan.seed(), ledger);
      say("preparing " + Workload.BASE + " routes");
      workload.prepare();

      Map<WritePath, Tally> tallies = new EnumMap<>(WritePath.class);
      Window window = window();
      Map<String, Latency> inProcess = load(admin, workload, window, tallies);

      Invariants after = invariants(admin);
      List<Check> checks = new ArrayList<>(after.checks());
      checks.addAll(ledger.compare(before.figures(), after.figures()));
      Map<String, PathResult> paths = results(tallies, window, inProcess);
      boolean clean = paths.values().stream().allMatch(path -> path.errors() == 0);
      return new LoadResult(
          plan.seed(),
          plan.warmupSeconds(),
          plan.durationSeconds(),
          paths,
          checks,
          clean && after.ok() && checks.stream().allMatch(Check::ok));
    }
  }

  private Window window() {
    long start = ticker.nanoTime() + SECOND / 10;
    long from = start + (long) (plan.warmupSeconds() * SECOND);
    long to = from + (long) (plan.durationSeconds() * SECOND);
    return new Window(start, from, to, to + GRACE);
  }

  private Map<String, Latency> load(
      HttpConnection admin, Workload workload, Window window, Map<WritePath, Tally> tallies)
      throws IOException {
    Map<WritePath, PathLoad> loads = new EnumMap<>(WritePath.class);
    Map<WritePath, List<CompletableFuture<Tally>>> workers = new EnumMap<>(WritePath.class);
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      plan.rates()
          .forEach(
              (path, rate) -> {
                PathLoad load =
                    new PathLoad(rate, window, plan.seed() + path.label().hashCode(), ticker);
                loads.put(path, load);
                List<CompletableFuture<Tally>> started = new ArrayList<>();
                for (int i = 0; i < plan.workers(path); i++) {
                  Operation operation = workload.operation(path);
                  started.add(CompletableFuture.supplyAsync(() -> load.work(operation), threads));
                }
                workers.put(path, started);
              });
      watch(loads, window.start(), window.from(), "warming up");
      admin.json("POST", "/admin/metrics/reset", "");
      watch(loads, window.from(), window.to(), "measuring");
      workers.forEach(
          (path, started) -> {
            Tally sum = new Tally();
            started.forEach(worker -> sum.add(worker.join()));
            tallies.put(path, sum);
            if (sum.errors() > 0) {
              say(path.label() + ": " + sum.errors() + " errors, first: " + sum.firstError());
            }
          });
      Metrics metrics = gson.fromJson(admin.json("GET", "/admin/metrics", ""), Metrics.class);
      return metrics.writes();
    } finally {
      threads.shutdownNow();
    }
  }

  /** Says once a second how far every path is. */
  private void watch(Map<WritePath, PathLoad> loads, long from, long to, String phase) {
    Map<WritePath, Long> last = new HashMap<>();
    loads.forEach((path, load) -> last.put(path, load.finished()));
    for (long tick = from + SECOND; tick <= to; tick += SECOND) {
      ticker.sleepUntil(tick);
      StringBuilder line = new StringBuilder(phase);
      line.append(' ').append((tick - from) / SECOND).append('/').append((to - from) / SECOND);
      line.append(" s:");
      loads.forEach(
          (path, load) -> {
            long finished = load.finished();
            line.append(' ').append(path.label()).append(' ');
            line.append(finished - last.getOrDefault(path, 0L)).append("/s");
            last.put(path, finished);
          });
      say(line.toString());
    }
    ticker.sleepUntil(to);
  }

  private Map<String, PathResult> results(
      Map<WritePath, Tally> tallies, Window window, Map<String, Latency> inProcess) {
    Map<String, PathResult> results = new LinkedHashMap<>();
    Latency none = new Latency(0, 0, 0, 0, 0);
    tallies.forEach(
        (path, tally) -> {
          long operations = tally.service().getTotalCount();
          double seconds = (tally.end(window) - window.from()) / (double) SECOND;
          results.put(
              path.label(),
              new PathResult(
                  String.valueOf(plan.rates().get(path)),
                  operations,
                  tally.errors(),
                  tally.missedOperations(),
                  operations / seconds,
                  Latency.of(tally.response()),
                  Latency.of(tally.service()),
                  inProcess.getOrDefault(path.label(), none)));
        });
    return results;
  }

  private Invariants invariants(HttpConnection admin) throws IOException {
    return gson.fromJson(admin.json("GET", "/admin/invariants", ""), Invariants.class);
  }

  private void say(String line) {
    progress.println(line);
    progress.flush();
  }

  private record Invariants(boolean ok, List<Check> checks, Map<String, Long> figures) {}

  private record Metrics(Map<String, Latency> writes) {}
}
