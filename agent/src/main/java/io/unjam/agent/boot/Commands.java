package io.unjam.agent.boot;

import com.google.gson.stream.JsonWriter;
import io.unjam.runtime.bridge.AgentClassLoader;
import io.unjam.runtime.bridge.RecordCaches;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Carries out what {@code unjam status}, {@code reload}, {@code off}, {@code on} and {@code detach}
 * send. Used under the agent's lock; loaded with the first command.
 */
final class Commands {

  /** What objects that edited code made before go on as. */
  private static final String HANDED_OUT =
      "maps and locks that were handed out keep working: locks as the original does, maps with"
          + " their tables";

  private static final String RESHAPED =
      "methods that were synchronized in their class files keep their blocks, and fields that were"
          + " made final stay so, which means the same, until the JVM ends: ";

  private final Agent agent;

  Commands(Agent agent) {
    this.agent = agent;
  }

  /** See {@link Agent#apply}. */
  String run(String command) {
    int blank = command.indexOf(' ');
    String word = blank < 0 ? command : command.substring(0, blank);
    String rest = blank < 0 ? "" : command.substring(blank + 1);
    try {
      if (agent.gone()) {
        return error("this JVM does not run Unjam any more");
      }
      return switch (word) {
        case "status" -> ok(rest.equals("json") ? new Status(agent).json() : status());
        case "attach" -> attach(rest);
        case "watch" -> watch(rest);
        case "reload" -> reload();
        case "off" -> off();
        case "on" -> on();
        case "detach" -> detach();
        default -> error("Unjam " + agent.version() + " knows no command '" + word + "'");
      };
    } catch (IOException | RuntimeException | LinkageError e) {
      agent.console().error(word + " failed: " + e, e);
      return error(word + " failed: " + e);
    }
  }

  private static String ok(String text) {
    return "ok\n" + text;
  }

  private static String error(String message) {
    return "error\n" + message;
  }

  private String status() throws IOException {
    return new Status(agent).text();
  }

  /** An Unjam that has nothing to do takes what a new one would have been given. */
  private String attach(String options) throws IOException {
    if (agent.rewriting() != null) {
      return error(
          "this JVM already runs Unjam "
              + agent.version()
              + " from "
              + agent.jar()
              + ": change its rule files and reload, or detach it first");
    }
    String failure = agent.startWith(options);
    return failure == null ? ok(status()) : error(failure);
  }

  /** Begins to answer a watcher: milliseconds from answer to answer, a blank, the folder. */
  private String watch(String rest) {
    Rewriting now = agent.rewriting();
    if (now == null) {
      return error("nothing is in force: " + agent.idle());
    }
    int blank = rest.indexOf(' ');
    Path folder = Path.of(rest.substring(blank + 1));
    return now.watch(folder, Long.parseLong(rest.substring(0, blank)))
        ? ok("")
        : error("too many are watching this JVM already");
  }

  private String reload() throws IOException {
    long started = System.nanoTime();
    Agent.Reloaded reloaded = agent.reload();
    Rewriting now = agent.rewriting();
    if (!reloaded.errors().isEmpty()) {
      return error(
          String.join("\n", reloaded.errors())
              + (now == null
                  ? "\nnothing is in force"
                  : "\nnothing is changed, the rules in force stay in force"));
    }
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      json.name("done").value("reloaded");
      json.name("rules").value(now == null ? "" : now.inForce().rules().file());
      json.name("count").value(now == null ? 0 : now.inForce().rules().rules().size());
      json.name("sites").value(now == null ? 0 : now.decisions().applied());
      json.name("classes").value(reloaded.classes());
      json.name("millis").value((System.nanoTime() - started) / 1_000_000);
      json.endObject();
    }
    return ok(text.toString());
  }

  private String off() throws IOException {
    Rewriting now = agent.rewriting();
    if (now == null) {
      return error("nothing is in force: " + agent.idle());
    }
    int classes = now.off();
    agent.console().info("off: every edit acts as the original");
    return ok(switched("off", classes, List.of(HANDED_OUT)));
  }

  private String on() throws IOException {
    Rewriting now = agent.rewriting();
    if (now == null) {
      return error("nothing is in force: " + agent.idle());
    }
    int classes = now.on();
    agent.console().info("on: " + now.summary());
    return ok(switched("on", classes, List.of()));
  }

  private static String switched(String done, int classes, List<String> stays) throws IOException {
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      json.name("done").value(done);
      json.name("classes").value(classes);
      array(json, "stays", stays);
      json.endObject();
    }
    return text.toString();
  }

  private static void array(JsonWriter json, String name, List<String> values) throws IOException {
    json.name(name).beginArray();
    for (String value : values) {
      json.value(value);
    }
    json.endArray();
  }

  private String detach() throws IOException {
    Rewriting now = agent.rewriting();
    int classes = 0;
    List<String> failed = List.of();
    List<String> patched = List.of();
    List<String> stays = new ArrayList<>();
    if (now != null) {
      Changeover.Restored restored = now.changeover().restore();
      classes = restored.classes();
      failed = restored.failed();
      if (now.decisions().everMade()) {
        stays.add(HANDED_OUT);
      }
      List<String> reshaped = now.reshaped();
      if (!reshaped.isEmpty()) {
        stays.add(RESHAPED + String.join(", ", reshaped));
      }
      patched = now.end();
    }
    StringWriter text = new StringWriter();
    try (JsonWriter json = new JsonWriter(text)) {
      json.setIndent("  ");
      json.beginObject();
      json.name("done").value("detached");
      json.name("classes").value(classes);
      array(json, "failed", failed);
      array(json, "patched", patched);
      array(json, "stays", stays);
      json.endObject();
    }
    agent
        .console()
        .info(agent.version() + " is detached; classes with their own bytes again: " + classes);
    String reply = ok(text.toString());
    agent.release();
    try {
      RecordCaches.occupy();
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      agent.console().debug("the agent's classes may stay until the next attach: " + e);
    }
    // The last thing: what runs from here on is loaded.
    if (Commands.class.getClassLoader() instanceof AgentClassLoader loader) {
      loader.close();
    }
    return reply;
  }
}
