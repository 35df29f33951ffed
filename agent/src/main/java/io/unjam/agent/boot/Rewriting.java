package io.unjam.agent.boot;

import io.unjam.agent.options.Options;
import io.unjam.agent.report.Live;
import io.unjam.agent.report.RunReport;
import io.unjam.agent.report.recording.Coincidences;
import io.unjam.runtime.bridge.Preload;
import io.unjam.runtime.bridge.Switches;
import io.unjam.runtime.record.Recorder;
import io.unjam.runtime.record.Snapshot;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.rule.RuleFile;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The agent with at least one rule: transformer, self-test, classes already loaded, report. What
 * happens to it afterwards is in {@link Changeover}, which premain has no need to load.
 */
final class Rewriting {

  private static final int MOST_WATCHERS = 4;

  private final String version;
  private final Console console;
  private final boolean fail;
  private final Instrumentation instrumentation;
  private final LoaderClassFiles files;
  private final DecisionStore decisions = new DecisionStore();
  private final SnapshotFeed feed;
  private final SlowStacks stacks = new SlowStacks(Recorder.SHARED.slow());
  private final List<Thread> hooks = new ArrayList<>();
  private final Failures failures;
  private final ReplacedMaps maps;
  private final Pinning pinning;
  private final LoadedClasses loaded;
  private final UnjamTransformer transformer;
  private final ReshapedClasses reshaped = new ReshapedClasses();
  private final ReshapingTransformer reshaping;

  /** Whether the JVM asks it: not before some rule has a use for it. */
  private boolean reshapes;

  private final Probe probe;
  private @Nullable ExitReport report;
  private volatile @Nullable Observer observer;
  private @Nullable LiveOutputs outputs;
  private @Nullable RecordingFile recording;

  /** Those that are watching, guarded by itself. */
  private final List<LiveFeed> watchers = new ArrayList<>();

  /** Whether the feed is ended by a shutdown hook. Of the starting thread alone. */
  private boolean ends;

  private Rewriting(
      String version,
      RuleFile rules,
      Map<String, String> withheld,
      boolean fail,
      Instrumentation instrumentation,
      ReplacedMaps maps,
      Pinning pinning,
      Probe probe,
      Console console) {
    this.version = version;
    this.console = console;
    this.feed = new SnapshotFeed(console);
    this.fail = fail;
    this.instrumentation = instrumentation;
    this.maps = maps;
    this.pinning = pinning;
    this.failures = new Failures(console, fail);
    this.files = new LoaderClassFiles(console);
    this.loaded = new LoadedClasses(instrumentation, files, reshaped);
    this.probe = probe;
    this.transformer =
        new UnjamTransformer(
            new InForce(1, rules, new Rewriter(rules, new RegisteredSites(), withheld), true),
            probe,
            files,
            decisions,
            failures,
            new RuntimeSight(console));
    this.reshaping = new ReshapingTransformer(transformer, files, reshaped, failures);
  }

  /**
   * Puts the rules into force.
   *
   * @param rehearsed the probe of a {@link HeadStart}, which has preloaded the hooks too, or {@code
   *     null} where there was none
   * @throws SelfTestFailure if rewriting doesn't work in this JVM; nothing is left in place then
   */
  static Rewriting start(
      String version,
      RuleFile rules,
      Options options,
      boolean fail,
      Instrumentation instrumentation,
      Console console,
      @Nullable Probe rehearsed)
      throws SelfTestFailure {
    // An agent that was detached has left them off.
    Switches.svEdits(true);
    Switches.setRecording(true);
    ReplacedMaps maps = new ReplacedMaps(instrumentation);
    Pinning pinning = new Pinning(instrumentation);
    Map<String, String> withheld = withheld(rules, maps, pinning, fail, console);
    Probe probe = rehearsed;
    if (probe == null) {
      Preload.run();
      probe = new Probe();
    }
    Rewriting rewriting =
        new Rewriting(
            version, rules, withheld, fail, instrumentation, maps, pinning, probe, console);
    try {
      rewriting.start(options);
    } catch (SelfTestFailure e) {
      maps.release(false);
      throw e;
    }
    return rewriting;
  }

  /**
   * The variants that this JVM can't keep, with the reason; said in one line each.
   *
   * @throws SelfTestFailure if maps can't be replaced and errors end the JVM
   */
  private static Map<String, String> withheld(
      RuleFile rules, ReplacedMaps maps, Pinning pinning, boolean fail, Console console)
      throws SelfTestFailure {
    Map<String, String> withheld = new LinkedHashMap<>(maps.withheld(rules));
    if (!withheld.isEmpty()) {
      String reason = withheld.values().iterator().next();
      if (fail) {
        throw new SelfTestFailure("rules that replace maps can't be kept: " + reason);
      }
      console.info("no map is replaced: " + reason);
    }
    Map<String, String> unbound = pinning.withheld(rules);
    for (String reason : unbound.values()) {
      console.info("no thread is bound to a processor: " + reason);
    }
    withheld.putAll(unbound);
    return withheld;
  }

  private void start(Options options) throws SelfTestFailure {
    instrumentation.addTransformer(transformer, true);
    try {
      probe.run();
    } catch (SelfTestFailure e) {
      instrumentation.removeTransformer(transformer);
      throw e;
    }
    InForce now = transformer.inForce();
    reshape(now.rewriter());
    List<Class<?>> classes = loaded.touchedBy(now.rewriter());
    console.debug(classes.size() + " classes that rules may touch were loaded before the agent");
    new Retransformation(instrumentation, failures).run(classes);
    Recorder.SHARED.pool().setCap(options.memory());
    if (options.budget() > 0
        || options.record() != null
        || options.report().wanted()
        || options.live().wanted()) {
      feed(new Bounds(options.budget(), console));
    }
    record(options.record());
    histograms(options.hlog());
    if (options.live().wanted()) {
      if (options.live().showsCauses()) {
        observe();
      }
      LiveOutputs live = new LiveOutputs(options.live(), new Now(), stacks, console);
      outputs = live;
      for (SnapshotFeed.Listener listener : live.listeners()) {
        feed(listener);
      }
    }
    if (options.report().wanted()) {
      observe();
      ExitReport atExit = new ExitReport(this, options.report().file(), console);
      report = atExit;
      feed(atExit.rehearsal());
      atExit(atExit);
    }
    feed.begin();
    console.info(summary());
  }

  /** Has classes that are loaded from now on get the form that these rules need. */
  private void reshape(Rewriter rewriter) {
    if (!reshapes && rewriter.mayReshape()) {
      instrumentation.addTransformer(reshaping, false);
      reshapes = true;
    }
  }

  /** The classes that were loaded in another form than their files have, for good. */
  List<String> reshaped() {
    return reshaped.names();
  }

  /** What is in force, in one line. */
  String summary() {
    RuleFile rules = transformer.inForce().rules();
    int count = rules.rules().size();
    return version
        + ": "
        + count
        + (count == 1 ? " rule from " : " rules from ")
        + rules.file()
        + ", "
        + decisions.applied()
        + " sites so far, self-test passed";
  }

  private void record(@Nullable Path where) {
    if (where == null) {
      return;
    }
    RecordingFile file =
        RecordingFile.begin(
            where,
            version,
            transformer.inForce().rules().file(),
            decisions,
            stacks,
            observe(),
            console);
    if (file != null) {
      recording = file;
      feed(file);
    }
  }

  /** Who gathers what coincides with slow writes; gathers from the first call on. */
  private Observer observe() {
    Observer now = observer;
    if (now == null) {
      now = new Observer(instrumentation, console);
      observer = now;
      feed(now);
    }
    return now;
  }

  private void histograms(@Nullable Path where) {
    if (where == null) {
      return;
    }
    HistogramLogFile file = HistogramLogFile.begin(where, console);
    if (file != null) {
      feed(file);
    }
  }

  private void feed(SnapshotFeed.Listener listener) {
    feed.listen(listener);
    if (!ends) {
      ends = true;
      atExit(
          new Thread("unjam-recording-end") {
            @Override
            public void run() {
              feed.end();
            }
          });
    }
  }

  private void atExit(Thread hook) {
    hooks.add(hook);
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Puts other rules into force; who gave them is told what of them this JVM can't keep.
   *
   * @return how many classes were sent through the transformer
   */
  int reload(RuleFile rules) throws SelfTestFailure {
    reshape(new Rewriter(rules, new RegisteredSites()));
    int classes = changeover().reload(rules, withheld(rules, maps, pinning, fail, console));
    mark("rules reloaded from " + rules.file() + ", classes retransformed: " + classes);
    return classes;
  }

  /** Lets every edit act as the original. Returns how many classes got their bytes back. */
  int off() {
    int classes = changeover().off();
    mark("off: every edit acts as the original");
    return classes;
  }

  /** Puts the edits into force again. Returns how many classes were sent. */
  int on() {
    int classes = changeover().on();
    mark("on: edits are in force again");
    return classes;
  }

  /**
   * Begins to answer a watcher.
   *
   * @return false if too many watch already
   */
  boolean watch(Path folder, long everyMillis) {
    LiveFeed watcher = new LiveFeed(this, observer, folder, everyMillis, console);
    synchronized (watchers) {
      if (watchers.size() >= MOST_WATCHERS) {
        endDeserted();
      }
      if (watchers.size() >= MOST_WATCHERS) {
        return false;
      }
      watchers.add(watcher);
    }
    // What came before belongs to nobody's interval.
    feed.total();
    feed.join(watcher);
    watcher.start();
    return true;
  }

  /** Those whose watcher is gone end now, not at their next look. */
  private void endDeserted() {
    List<LiveFeed> deserted = new ArrayList<>();
    for (LiveFeed watcher : watchers) {
      if (watcher.isDeserted()) {
        deserted.add(watcher);
      }
    }
    watchers.removeAll(deserted);
    for (LiveFeed watcher : deserted) {
      watcher.end();
    }
  }

  /** For a watcher whose thread ends. */
  void leave(LiveFeed watcher) {
    feed.leave(watcher);
    synchronized (watchers) {
      watchers.remove(watcher);
    }
  }

  /** All that was recorded since the start. */
  Snapshot total() {
    return feed.total();
  }

  /** Notes an event in the recording, where there is one. */
  private void mark(String event) {
    RecordingFile file = recording;
    if (file != null) {
      file.mark(System.currentTimeMillis(), event);
    }
  }

  /** What carries out changes. */
  Changeover changeover() {
    return new Changeover(
        transformer,
        loaded,
        decisions,
        failures,
        new Retransformation(instrumentation, failures),
        pinning);
  }

  /**
   * Ends everything that was started, once {@link Changeover#restore} is done: the summary is
   * written, recordings are closed, no thread, hook or transformer is left.
   *
   * @return the classes of the JDK that stay patched
   */
  List<String> end() {
    instrumentation.removeTransformer(transformer);
    instrumentation.removeTransformer(reshaping);
    files.end();
    List<String> patched = maps.release(decisions.everReplaced());
    for (Thread hook : hooks) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException ending) {
        // The JVM is going down and runs the hook itself.
        console.debug("the JVM ends: " + ending);
      }
    }
    List<LiveFeed> watching;
    synchronized (watchers) {
      watching = List.copyOf(watchers);
    }
    feed.end();
    for (LiveFeed watcher : watching) {
      watcher.join();
    }
    ExitReport summary = report;
    if (summary != null) {
      summary.write();
    }
    return patched;
  }

  /** The rules in force. */
  InForce inForce() {
    return transformer.inForce();
  }

  /** Where metrics are; {@code null} where they aren't. */
  @Nullable String metrics() {
    return outputs == null ? null : outputs.metrics();
  }

  /** What was decided. */
  DecisionStore decisions() {
    return decisions;
  }

  /** What happened since the start. */
  RunReport report() {
    return report(feed.total());
  }

  /** A summary of a span that nobody recorded. */
  RunReport rehearsed(Snapshot madeUp) {
    return report(madeUp);
  }

  private RunReport report(Snapshot latency) {
    InForce now = transformer.inForce();
    Observer observing = observer;
    return new RunReport(
        version,
        now.rules().file(),
        now.rewriter().use(),
        decisions.judged(),
        decisions.dropped(),
        failures.all(),
        latency,
        observing == null ? Coincidences.NONE : observing.all(),
        observing == null ? List.of() : observing.slow(),
        observing == null ? List.of() : observing.scaling());
  }

  /** What outputs show while the application runs. */
  private final class Now implements Live {
    @Override
    public RunReport report() {
      Snapshot latest = feed.latest();
      return latest == null ? Rewriting.this.report() : Rewriting.this.report(latest);
    }

    @Override
    public Coincidences meanwhile() {
      Observer observing = observer;
      return observing == null ? Coincidences.NONE : observing.latest();
    }

    @Override
    public boolean on() {
      return transformer.inForce().on();
    }
  }
}
