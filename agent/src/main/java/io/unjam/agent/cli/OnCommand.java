package io.unjam.agent.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;

/** {@code unjam on}: edits in force again. */
@Command(
    name = "on",
    description = {"Puts the edits of a JVM that was switched off into force again."},
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", RemoteCommand.CODES})
final class OnCommand extends RemoteCommand {
  @Override
  void run(TargetJvm jvm, PrintWriter out) throws CommandFailure {
    print(jvm, jvm.send("on"), "is on; classes sent through the rules again: {classes}", out);
  }
}
