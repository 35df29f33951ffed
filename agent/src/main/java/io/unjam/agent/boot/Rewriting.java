package io.unjam.agent.boot;

import io.unjam.agent.options.Options;
import io.unjam.agent.report.RunReport;
import io.unjam.runtime.bridge.Preload;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.rule.RuleFile;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The agent with at least one rule: transformer, self-test, classes already loaded, report. */
final class Rewriting {

  private final String version;
  private final RuleFile rules;
  private final Console console;
  private final Instrumentation instrumentation;
  private final Rewriter rewriter;
  private final LoaderClassFiles files = new LoaderClassFiles();
  private final DecisionStore decisions = new DecisionStore();
  private final SnapshotFeed feed = new SnapshotFeed();
  private final Failures failures;

  private Rewriting(
      String version,
      RuleFile rules,
      boolean fail,
      Instrumentation instrumentation,
      Console console) {
    this.version = version;
    this.rules = rules;
    this.console = console;
    this.instrumentation = instrumentation;
    this.rewriter = new Rewriter(rules, new RegisteredSites());
    this.failures = new Failures(console, fail);
  }

  /**
   * Puts the rules into force.
   *
   * @param rehearsed the probe of a {@link HeadStart}, which has preloaded the hooks too, or {@code
   *     null} where there was none
   * @throws SelfTestFailure if rewriting doesn't work in this JVM; nothing is left in place then
   */
  static void start(
      String version,
      RuleFile rules,
      Options options,
      boolean fail,
      Instrumentation instrumentation,
      Console console,
      @Nullable Probe rehearsed)
      throws SelfTestFailure {
    RuleFile usable = rules;
    if (ReplacedMaps.wanted(rules)) {
      String missing = ReplacedMaps.prepare(instrumentation, rules);
      if (missing != null) {
        if (fail) {
          throw new SelfTestFailure("rules that replace maps can't be kept: " + missing);
        }
        console.info("no map is replaced: " + missing);
        usable = ReplacedMaps.without(rules);
      }
    }
    Probe probe = rehearsed;
    if (probe == null) {
      Preload.run();
      probe = new Probe();
    }
    new Rewriting(version, usable, fail, instrumentation, console).start(options, probe);
  }

  private void start(Options options, Probe probe) throws SelfTestFailure {
    UnjamTransformer transformer =
        new UnjamTransformer(rewriter, probe, files, decisions, failures);
    instrumentation.addTransformer(transformer, true);
    try {
      probe.run();
    } catch (SelfTestFailure e) {
      instrumentation.removeTransformer(transformer);
      throw e;
    }
    List<Class<?>> loaded = loaded();
    console.debug(loaded.size() + " classes that rules may touch were loaded before the agent");
    new Retransformation(instrumentation, failures).run(loaded);
    record(options.record());
    Options.Report report = options.report();
    if (report.wanted()) {
      Runtime.getRuntime().addShutdownHook(new ExitReport(this, report.file(), console));
    }
    int count = rules.rules().size();
    console.info(
        version
            + ": "
            + count
            + (count == 1 ? " rule from " : " rules from ")
            + rules.file()
            + ", "
            + decisions.applied()
            + " sites so far, self-test passed");
  }

  private void record(@Nullable Path where) {
    if (where == null) {
      return;
    }
    RecordingFile file = RecordingFile.begin(where, version, rules.file(), decisions, console);
    if (file != null) {
      feed.listen(file);
      Thread end =
          new Thread("unjam-recording-end") {
            @Override
            public void run() {
              feed.end();
            }
          };
      Runtime.getRuntime().addShutdownHook(end);
    }
  }

  /** Classes that were there before the transformer and that a rule may touch. */
  private List<Class<?>> loaded() {
    List<Class<?>> found = new ArrayList<>();
    for (Class<?> type : instrumentation.getAllLoadedClasses()) {
      ClassLoader loader = type.getClassLoader();
      if (type.isArray()
          || type.isPrimitive()
          || type.isHidden()
          || UnjamTransformer.isPlatform(type.getModule(), loader)) {
        continue;
      }
      String name = type.getName().replace('.', '/');
      if (rewriter.coversName(name) && instrumentation.isModifiableClass(type)) {
        byte[] bytes = files.of(loader).find(name);
        // Without its file a class is sent all the same; the transformer sees its bytes.
        if (bytes == null || rewriter.mayTouch(name, bytes)) {
          found.add(type);
        }
      }
    }
    return found;
  }

  /** What happened since the start. */
  RunReport report() {
    return new RunReport(
        version,
        rules.file(),
        rewriter.use(),
        decisions.plans(),
        decisions.dropped(),
        failures.all(),
        feed.total());
  }
}
