package com.acme.gateway;

import com.acme.gateway.load.CompareCommand;
import com.acme.gateway.load.LoadCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line. */
@Command(
    name = "sample-app",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = "An API gateway, and what it takes to put load on it.",
    subcommands = {
      GatewayCommand.class,
      UpstreamCommand.class,
      LoadCommand.class,
      CompareCommand.class
    })
public final class Main {
  private Main() {}

  /** Exits with 0, with 1 where the command failed, with 2 where it was misspelt. */
  public static void main(String[] args) {
    keepNettyOffUnsafe();
    System.exit(commandLine().execute(args));
  }

  /**
   * From 24 on the JVM warns on the terminal of memory access through sun.misc.Unsafe (JEP 498).
   */
  private static void keepNettyOffUnsafe() {
    if (Runtime.version().feature() >= 24 && System.getProperty("io.netty.noUnsafe") == null) {
      System.setProperty("io.netty.noUnsafe", "true");
    }
  }

  /** The command line without the exit. */
  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler(
            (e, command, parsed) -> {
              command.getErr().println(command.getCommandName() + ": " + e);
              return CommandLine.ExitCode.SOFTWARE;
            });
  }
}
