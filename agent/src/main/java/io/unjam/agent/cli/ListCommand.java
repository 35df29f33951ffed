package io.unjam.agent.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.agent.cli.TargetJvm.Listed;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code unjam list}: the JVMs of this user, with and without Unjam. */
@Command(
    name = "list",
    description = {
      "Shows the JVMs of this user, and which of them run Unjam.",
      "Only JVMs that carry Unjam are attached to, for its version; any other is looked at from "
          + "outside and notices nothing."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", RemoteCommand.CODES})
final class ListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Print one JSON array instead of lines.")
  private boolean json;

  @Option(
      names = "--ask",
      description = {
        "Attach to every JVM and ask it, also those without Unjam: where the system does not show "
            + "what a process has open (macOS, Windows)."
      })
  private boolean ask;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    try {
      AttachModule.require();
      List<Listed> found = TargetJvm.list(ask);
      if (json) {
        out.println(CheckCommand.GSON.toJson(json(found)));
        return 0;
      }
      for (Listed jvm : found) {
        String unjam = jvm.unjam() == null ? "-" : "Unjam " + jvm.unjam();
        out.println(
            jvm.pid()
                + "  "
                + jvm.name()
                + "  "
                + (jvm.problem() == null ? unjam : "? " + jvm.problem()));
      }
      return 0;
    } catch (CommandFailure e) {
      spec.commandLine().getErr().println("list: " + e.getMessage());
      return 1;
    }
  }

  private static JsonArray json(List<Listed> found) {
    JsonArray array = new JsonArray();
    for (Listed jvm : found) {
      JsonObject object = new JsonObject();
      object.addProperty("pid", jvm.pid());
      object.addProperty("name", jvm.name());
      object.addProperty("unjam", jvm.unjam());
      object.addProperty("problem", jvm.problem());
      array.add(object);
    }
    return array;
  }
}
