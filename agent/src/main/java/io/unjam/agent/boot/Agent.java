package io.unjam.agent.boot;

import io.unjam.agent.options.OptionReader;
import io.unjam.agent.options.Options;
import io.unjam.runtime.bridge.Installation;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.RuleFile;
import io.unjam.transformers.rule.parse.ParseResult;
import io.unjam.transformers.rule.parse.RuleError;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.File;
import java.lang.instrument.Instrumentation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Installs Unjam into the JVM it runs in: options, rules, transformer, self-test, start line.
 *
 * <p>This class touches neither ASM nor an edit, so that without a rule none of them is loaded.
 * What needs them is in {@link Rewriting}.
 */
public final class Agent {

  private final Console console;
  private final Options options;
  private final Instrumentation instrumentation;
  private final boolean fail;

  private Agent(Console console, Options options, Instrumentation instrumentation, boolean fail) {
    this.console = console;
    this.options = options;
    this.instrumentation = instrumentation;
    this.fail = fail;
  }

  /**
   * Called by {@link io.unjam.runtime.bridge.Launch}, by name.
   *
   * @param call the agent's argument as given, a {@link String} or null; the {@link
   *     Instrumentation}; and whether the application runs already, a {@link Boolean}: then no
   *     error ends the JVM
   * @param jar where Unjam was started from
   */
  public static void install(@Nullable Object[] call, File jar) {
    install((String) call[0], (Instrumentation) call[1], jar, (Boolean) call[2]);
  }

  private static void install(
      @Nullable String argument, Instrumentation instrumentation, File jar, boolean running) {
    String version = Version.current();
    OptionReader.Result read = OptionReader.read(argument, System.getProperties(), System.getenv());
    Options options = read.options();
    boolean fail = options.failOnError() && !running;
    Console console = new Console(System.err, options.log());
    String holder = Installation.claim(version + " from " + jar);
    if (holder != null) {
      console.info(version + " stays out: this JVM already runs Unjam " + holder);
      return;
    }
    Agent agent = new Agent(console, options, instrumentation, fail);
    if (!read.errors().isEmpty()) {
      agent.giveUp(String.join("\n", read.errors()));
      return;
    }
    for (String remark : read.remarks()) {
      console.debug(remark);
    }
    try {
      agent.start(version, running);
    } catch (Throwable e) {
      // The boundary to the application: whatever went wrong in here, it starts.
      console.error("start failed: " + e, e);
      agent.giveUp("this is a fault of Unjam's; log=debug shows where");
    }
  }

  private void start(String version, boolean running) {
    // A running application has better uses for its processors than to be slowed down twice.
    HeadStart headStart = running ? null : HeadStart.begin(options.rules());
    List<String> errors = new ArrayList<>();
    RuleFile rules = rules(errors);
    Probe probe = headStart == null ? null : headStart.finish();
    if (!errors.isEmpty()) {
      giveUp(String.join("\n", errors));
      return;
    }
    if (rules.rules().isEmpty()) {
      console.info(
          version
              + (options.rules().isEmpty()
                  ? ": no rule file given (rules=FILE), nothing to do"
                  : ": no rule in " + rules.file() + ", nothing to do"));
      return;
    }
    try {
      Rewriting.start(version, rules, options, fail, instrumentation, console, probe);
    } catch (SelfTestFailure e) {
      console.debug(String.valueOf(e.getCause()));
      giveUp(version + ": self-test failed: " + e.getMessage());
    }
  }

  /** All rule files as one, in the order given. */
  private RuleFile rules(List<String> errors) {
    List<Rule> rules = new ArrayList<>();
    List<String> files = new ArrayList<>();
    Map<String, Rule> byName = new HashMap<>();
    for (Path path : options.rules()) {
      console.debug("reading rules from " + path.toAbsolutePath());
      ParseResult result = RuleParser.read(path);
      for (RuleError error : result.errors()) {
        errors.add(error.toString());
      }
      if (!result.isValid()) {
        continue;
      }
      files.add(path.toString());
      for (Rule rule : result.ruleFile().rules()) {
        Rule other = byName.put(rule.name(), rule);
        if (other != null) {
          errors.add(
              rule.location()
                  + ": a rule named '"
                  + rule.name()
                  + "' stands at "
                  + other.location()
                  + " already");
        }
        rules.add(rule);
      }
    }
    return new RuleFile(String.join(", ", files), rules);
  }

  private void giveUp(String why) {
    if (fail) {
      console.last(why + "\nending the JVM, as on-error=fail asks");
      // Not exit(): shutdown hooks of whoever came before may want classes that can't be loaded
      // now.
      Runtime.getRuntime().halt(1);
    }
    console.info(why + "\nnothing is applied, the application runs unchanged");
  }
}
