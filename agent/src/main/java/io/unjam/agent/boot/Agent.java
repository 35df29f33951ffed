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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Installs Unjam into the JVM it runs in: options, rules, transformer, self-test, start line. Then
 * it is what commands of {@code unjam attach}, {@code status} and the like arrive at.
 *
 * <p>This class touches neither ASM nor an edit, so that without a rule none of them is loaded.
 * What needs them is in {@link Rewriting}; what only commands need is in {@link Commands}.
 *
 * <p>Thread-safe: commands and the watch on the rule files take turns.
 */
public final class Agent implements UnaryOperator<String> {

  /** Whoever asks whether a JVM runs Unjam reads this system property of it: the version. */
  private static final String PROPERTY = "io.unjam.version";

  private final String version;
  private final String jar;
  private final long since = System.currentTimeMillis();
  private final Instrumentation instrumentation;
  private final boolean fail;
  private Console console;
  private Options options;
  private @Nullable Rewriting rewriting;
  private @Nullable RuleWatch watch;
  private @Nullable String idle;
  private boolean gone;

  private Agent(
      String version,
      String jar,
      Console console,
      Options options,
      Instrumentation instrumentation,
      boolean fail) {
    this.version = version;
    this.jar = jar;
    this.console = console;
    this.options = options;
    this.instrumentation = instrumentation;
    this.fail = fail;
  }

  /**
   * Called by {@link io.unjam.runtime.bridge.Launch}, by name.
   *
   * @param call the agent's argument as given, a {@link String} or null; the {@link
   *     Instrumentation}; whether the application runs already, a {@link Boolean}: then no error
   *     ends the JVM, and an agent that can't do what it is asked to leaves nothing behind; and
   *     room for the answer: null if rules are in force or there are none, else why they are not
   * @param jar where Unjam was started from
   */
  public static void install(@Nullable Object[] call, File jar) {
    call[3] = install((String) call[0], (Instrumentation) call[1], jar, (Boolean) call[2]);
  }

  private static @Nullable String install(
      @Nullable String argument, Instrumentation instrumentation, File jar, boolean running) {
    String version = Version.current();
    OptionReader.Result read = OptionReader.read(argument, System.getProperties(), System.getenv());
    Options options = read.options();
    boolean fail = options.failOnError() && !running;
    Console console = new Console(System.err, options.log());
    String holder = Installation.claim(version + " from " + jar, version);
    if (holder != null) {
      String message = version + " stays out: this JVM already runs Unjam " + holder;
      console.info(message);
      return message;
    }
    Agent agent = new Agent(version, jar.toString(), console, options, instrumentation, fail);
    String failure = agent.begin(read, running);
    if (failure != null && running) {
      agent.release();
    }
    return failure;
  }

  private synchronized @Nullable String begin(OptionReader.Result read, boolean running) {
    System.setProperty(PROPERTY, version);
    Installation.serve(this);
    String failure = tryStart(read, running);
    if (failure == null && options.watch()) {
      watch = RuleWatch.start(this, options.rules(), console);
    }
    return failure;
  }

  private @Nullable String tryStart(OptionReader.Result read, boolean running) {
    if (!read.errors().isEmpty()) {
      return giveUp(String.join("\n", read.errors()));
    }
    for (String remark : read.remarks()) {
      console.debug(remark);
    }
    try {
      return start(running);
    } catch (Throwable e) {
      // The boundary to the application: whatever went wrong in here, it starts.
      console.error("start failed: " + e, e);
      return giveUp("this is a fault of Unjam's; log=debug shows where");
    }
  }

  private @Nullable String start(boolean running) {
    idle = null;
    // A running application has better uses for its processors than to be slowed down twice.
    HeadStart headStart = running ? null : HeadStart.begin(options.rules());
    List<String> errors = new ArrayList<>();
    RuleFile rules = rules(errors);
    Probe probe = headStart == null ? null : headStart.finish();
    if (!errors.isEmpty()) {
      return giveUp(String.join("\n", errors));
    }
    if (rules.rules().isEmpty()) {
      String nothing =
          options.rules().isEmpty()
              ? "no rule file given (rules=FILE), nothing to do"
              : "no rule in " + rules.file() + ", nothing to do";
      idle = nothing;
      console.info(version + ": " + nothing);
      return null;
    }
    try {
      rewriting = Rewriting.start(version, rules, options, fail, instrumentation, console, probe);
      return null;
    } catch (SelfTestFailure e) {
      console.debug(String.valueOf(e.getCause()));
      return giveUp(version + ": self-test failed: " + e.getMessage());
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

  private String giveUp(String why) {
    if (fail) {
      console.last(why + "\nending the JVM, as on-error=fail asks");
      // Not exit(): shutdown hooks of whoever came before may want classes that can't be loaded
      // now.
      Runtime.getRuntime().halt(1);
    }
    idle = why;
    console.info(why + "\nnothing is applied, the application runs unchanged");
    return why;
  }

  /**
   * A command: its word, and what it needs after a blank.
   *
   * @return {@code ok} and a JSON object in the next lines, or {@code error} and a message
   */
  @Override
  public String apply(String command) {
    synchronized (this) {
      return new Commands(this).run(command);
    }
  }

  // For Commands and RuleWatch, which hold the lock.

  /** Takes other options in the place of those that led to nothing. */
  @Nullable String startWith(String argument) {
    OptionReader.Result read = OptionReader.read(argument, System.getProperties(), System.getenv());
    options = read.options();
    console = new Console(System.err, options.log());
    String failure = tryStart(read, true);
    if (failure == null && options.watch() && watch == null) {
      watch = RuleWatch.start(this, options.rules(), console);
    }
    return failure;
  }

  /**
   * Reads the rule files again and puts what they say now into force; idle, it starts with them.
   */
  Reloaded reload() {
    Rewriting now = rewriting;
    if (now == null) {
      String failure = start(true);
      return new Reloaded(0, failure == null ? List.of() : List.of(failure));
    }
    List<String> errors = new ArrayList<>();
    RuleFile rules = rules(errors);
    if (!errors.isEmpty()) {
      console.info(
          String.join("\n", errors) + "\nnothing is changed, the rules in force stay in force");
      return new Reloaded(0, errors);
    }
    try {
      int sent = now.reload(rules);
      console.info("reloaded: " + now.summary());
      return new Reloaded(sent, List.of());
    } catch (SelfTestFailure e) {
      console.info(e.getMessage() + "\nnothing is changed, the rules in force stay in force");
      return new Reloaded(0, List.of(String.valueOf(e.getMessage())));
    }
  }

  /**
   * What came of reading the rules again.
   *
   * @param classes how many were retransformed
   * @param errors why nothing was changed; empty if it was
   */
  record Reloaded(int classes, List<String> errors) {
    Reloaded {
      errors = List.copyOf(errors);
    }
  }

  /** Gives the JVM back. Idempotent. */
  void release() {
    gone = true;
    RuleWatch watching = watch;
    watch = null;
    if (watching != null) {
      watching.end();
    }
    rewriting = null;
    System.clearProperty(PROPERTY);
    Installation.release();
  }

  /** Whether the JVM was given back. */
  boolean gone() {
    return gone;
  }

  /** What is in force; {@code null} where nothing is. */
  @Nullable Rewriting rewriting() {
    return rewriting;
  }

  /** Why nothing is in force. */
  @Nullable String idle() {
    return idle;
  }

  /** Whether changes of the rule files are taken over. */
  boolean watching() {
    return watch != null;
  }

  /** Where to say things. */
  Console console() {
    return console;
  }

  /** The version. */
  String version() {
    return version;
  }

  /** Where it was started from. */
  String jar() {
    return jar;
  }

  /** When it was started, in milliseconds since 1970. */
  long since() {
    return since;
  }
}
