package io.unjam.agent.cli;

import io.unjam.agent.options.OptionReader;
import io.unjam.transformers.rule.parse.ParseResult;
import io.unjam.transformers.rule.parse.RuleError;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.PrintWriter;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code unjam attach}: the agent in a JVM that runs already. */
@Command(
    name = "attach",
    description = {
      "Puts Unjam into a running JVM, with the options that -javaagent takes. Rule files are "
          + "checked here first: with an error in them, the JVM is left alone.",
      "An agent given at the start reaches more: what was made before stays as it is."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", "Example: attach gateway.jar rules=gateway.unjam.yaml", RemoteCommand.CODES})
final class AttachCommand extends RemoteCommand {
  @Parameters(
      index = "1..*",
      paramLabel = "KEY=VALUE",
      description = "Options of the agent; files as they are named from here.")
  private List<String> options = List.of();

  @Override
  void run(TargetJvm jvm, PrintWriter out) throws CommandFailure {
    String argument = argument(options);
    String status = jvm.send("attach " + argument);
    out.print(json() ? jvm.send("status json") : status);
  }

  /**
   * The agent argument of some options.
   *
   * @throws CommandFailure if it or a rule file has an error
   */
  static String argument(List<String> options) throws CommandFailure {
    String given = String.join(",", options);
    try {
      String absolute = OptionReader.absolute(given, Path.of("").toAbsolutePath());
      OptionReader.Result read = OptionReader.read(absolute, new Properties(), Map.of());
      if (!read.errors().isEmpty()) {
        throw new CommandFailure(String.join("\n", read.errors()));
      }
      StringBuilder errors = new StringBuilder();
      for (Path rules : read.options().rules()) {
        ParseResult result = RuleParser.read(rules);
        for (RuleError error : result.errors()) {
          errors.append('\n').append(error);
        }
      }
      if (errors.length() > 0) {
        throw new CommandFailure("nothing is attached, the rules have errors:" + errors);
      }
      return absolute;
    } catch (InvalidPathException e) {
      throw new CommandFailure("'" + e.getInput() + "' is no file name: " + e.getReason(), e);
    }
  }
}
