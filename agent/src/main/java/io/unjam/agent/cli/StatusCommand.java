package io.unjam.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code unjam status}: rules, decisions, latency and waits of a running JVM. */
@Command(
    name = "status",
    description = {
      "Shows what Unjam does in a running JVM: rules, a decision for every site, edits that take "
          + "effect at restart, latency per site, threads that wait in code of ours."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", RemoteCommand.CODES})
final class StatusCommand extends RemoteCommand {
  @Override
  void run(TargetJvm jvm, PrintWriter out) throws CommandFailure {
    out.print(jvm.send(json() ? "status json" : "status"));
  }
}
