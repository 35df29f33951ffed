package io.unjam.agent.boot;

import io.unjam.agent.options.Options;
import io.unjam.transformers.edit.BrokenEdits;
import io.unjam.transformers.edit.Rewriter;
import io.unjam.transformers.rule.RuleFile;
import io.unjam.transformers.rule.parse.RuleParser;
import java.lang.instrument.Instrumentation;

/**
 * An agent that puts the transformer of the shipped one in place with edits that are broken: {@code
 * invalid}, {@code throwing}, or with {@code fail,} before it, to end the JVM.
 */
public final class BrokenEditAgent {

  private static final String RULES =
      """
      version: 1
      rules:
        - name: broken
          at: { package: com.acme }
          time: { sample: 1 }
      """;

  private BrokenEditAgent() {}

  /** Called by the JVM. */
  public static void premain(String argument, Instrumentation instrumentation) {
    RuleFile rules = RuleParser.parse("broken.yaml", RULES).ruleFile();
    Rewriter rewriter =
        argument.endsWith("invalid") ? BrokenEdits.invalid(rules) : BrokenEdits.throwing(rules);
    Console console = new Console(System.err, Options.Log.INFO);
    instrumentation.addTransformer(
        new UnjamTransformer(
            new InForce(1, rules, rewriter, true),
            new Probe(),
            new LoaderClassFiles(console),
            new DecisionStore(),
            new Failures(console, argument.startsWith("fail,")),
            new RuntimeSight(console)),
        true);
  }
}
