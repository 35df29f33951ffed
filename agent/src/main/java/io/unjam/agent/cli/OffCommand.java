package io.unjam.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code unjam off}: the kill switch. */
@Command(
    name = "off",
    description = {
      "Lets every edit in a JVM act as the original at once; on puts them into force again."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", RemoteCommand.CODES})
final class OffCommand extends RemoteCommand {
  @Override
  void run(TargetJvm jvm, PrintWriter out) throws CommandFailure {
    print(
        jvm,
        jvm.send("off"),
        "is off: every edit acts as the original; classes with their own bytes: {classes}",
        out);
  }
}
