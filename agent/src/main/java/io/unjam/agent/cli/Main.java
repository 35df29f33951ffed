package io.unjam.agent.cli;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code unjam}: the commands of {@code java -jar unjam.jar}. */
@Command(
    name = "unjam",
    description = "Makes the writes of an unmodified Java application faster, and shows it.",
    synopsisSubcommandLabel = "COMMAND",
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    subcommands = {
      CheckCommand.class,
      PlanCommand.class,
      ReachCommand.class,
      ReportCommand.class,
      SuggestCommand.class,
      ListCommand.class,
      AttachCommand.class,
      StatusCommand.class,
      TopCommand.class,
      ReloadCommand.class,
      OffCommand.class,
      OnCommand.class,
      DetachCommand.class
    },
    footer = {
      "",
      "As an agent: java -javaagent:unjam.jar=rules=FILE -jar APP.jar",
      "Exit codes: 0 all well, 1 findings or unusable input, 2 wrong usage."
    })
public final class Main implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  private Main() {}

  /** Runs one command and ends the JVM with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(arguments, System.out, System.err));
  }

  /**
   * Runs one command. Results go to {@code out}, complaints about the usage and progress to {@code
   * err}; colour and progress only where they are the terminal's own streams.
   *
   * @return 0 where all is well, 1 on findings or input that can't be used, 2 on wrong usage
   */
  public static int run(String[] arguments, PrintStream out, PrintStream err) {
    Terminal terminal = Terminal.of(out, err);
    PrintWriter results = writer(out);
    PrintWriter complaints = writer(err);
    CommandLine commands = new CommandLine(new Main(), new Commands(terminal));
    commands
        .setOut(results)
        .setErr(complaints)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colour() ? Ansi.ON : Ansi.OFF));
    int status = commands.execute(arguments);
    results.flush();
    complaints.flush();
    return status;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, false, StandardCharsets.UTF_8);
  }

  /** Without a command there is nothing to do but to say what there is. */
  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "Name a command.");
  }

  /** Makes the commands, which want to know the terminal. */
  private record Commands(Terminal terminal) implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == CheckCommand.class) {
        return type.cast(new CheckCommand(terminal));
      }
      if (type == PlanCommand.class) {
        return type.cast(new PlanCommand(terminal));
      }
      if (type == ReachCommand.class) {
        return type.cast(new ReachCommand(terminal));
      }
      if (type == TopCommand.class) {
        return type.cast(new TopCommand(terminal));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
