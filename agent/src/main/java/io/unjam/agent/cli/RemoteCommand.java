package io.unjam.agent.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What commands to a running JVM have in common: whom they mean, and how they fail. */
abstract class RemoteCommand implements Callable<Integer> {

  static final String CODES = "Exit codes: 0 done, 1 it can't be done, 2 wrong usage.";

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      index = "0",
      paramLabel = "PID|NAME",
      description = "The JVM: its process, or its main class or jar.")
  private String target = "";

  @Option(names = "--json", description = "Print one JSON object instead of lines.")
  private boolean json;

  /** Carries the command out and prints what came of it. */
  abstract void run(TargetJvm jvm, PrintWriter out) throws CommandFailure;

  @Override
  public Integer call() {
    try {
      AttachModule.require();
      run(TargetJvm.find(target), spec.commandLine().getOut());
      return 0;
    } catch (CommandFailure e) {
      spec.commandLine().getErr().println(spec.name() + ": " + e.getMessage());
      return 1;
    }
  }

  final boolean json() {
    return json;
  }

  /** Prints the reply to a command that changes something: as it is, or as sentences. */
  final void print(TargetJvm jvm, String reply, String sentence, PrintWriter out) {
    if (json) {
      out.println(reply);
      return;
    }
    JsonObject object = JsonParser.parseString(reply).getAsJsonObject();
    out.println("process " + jvm.pid() + " " + filled(sentence, object));
    list(object, "failed", "  could not be given its bytes back: ", out);
    list(object, "patched", "  stays patched while maps of ours may live: ", out);
    list(object, "stays", "  ", out);
  }

  /** Puts members of the reply where the sentence names them, as {@code {classes}}. */
  private static String filled(String sentence, JsonObject reply) {
    String filled = sentence;
    for (String name : reply.keySet()) {
      JsonElement value = reply.get(name);
      if (value.isJsonPrimitive()) {
        filled = filled.replace("{" + name + "}", value.getAsString());
      }
    }
    return filled;
  }

  private static void list(JsonObject reply, String name, String before, PrintWriter out) {
    if (reply.has(name)) {
      for (JsonElement element : reply.getAsJsonArray(name)) {
        out.println(before + element.getAsString());
      }
    }
  }
}
