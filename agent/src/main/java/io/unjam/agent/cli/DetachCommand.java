package io.unjam.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code unjam detach}: everything taken back. */
@Command(
    name = "detach",
    description = {
      "Takes Unjam off a JVM: every class gets its own bytes back, threads and files are closed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", RemoteCommand.CODES})
final class DetachCommand extends RemoteCommand {
  @Override
  void run(TargetJvm jvm, PrintWriter out) throws CommandFailure {
    print(
        jvm,
        jvm.send("detach"),
        "runs without Unjam; classes with their own bytes again: {classes}",
        out);
  }
}
