package io.unjam.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code unjam reload}: rule files read again. */
@Command(
    name = "reload",
    description = {
      "Has a JVM read its rule files again and apply the difference.",
      "A file with an error changes nothing."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", RemoteCommand.CODES})
final class ReloadCommand extends RemoteCommand {
  @Override
  void run(TargetJvm jvm, PrintWriter out) throws CommandFailure {
    print(
        jvm,
        jvm.send("reload"),
        "reloaded {rules}; rules: {count}, sites: {sites}, classes changed: {classes}, milliseconds: {millis}",
        out);
  }
}
