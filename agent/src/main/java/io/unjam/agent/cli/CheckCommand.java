package io.unjam.agent.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.unjam.transformers.catalog.AssumeWord;
import io.unjam.transformers.catalog.Catalog;
import io.unjam.transformers.catalog.SafetyClass;
import io.unjam.transformers.catalog.Variant;
import io.unjam.transformers.rule.Rule;
import io.unjam.transformers.rule.parse.ParseResult;
import io.unjam.transformers.rule.parse.RuleError;
import io.unjam.transformers.rule.parse.RuleParser;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unjam check}: all errors of rule files, as compilers print them. */
@Command(
    name = "check",
    description = {
      "Says what is wrong with rule files: every error as file:line:column: message.",
      "Notes say which rules are right but can have no effect."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {"", "Exit codes: 0 no error, 1 errors, 2 wrong usage."})
final class CheckCommand implements Callable<Integer> {
  static final Gson GSON = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "FILE", arity = "1..*", description = "Rule files.")
  private List<Path> files = List.of();

  @Option(names = "--json", description = "Print one JSON object instead of lines.")
  private boolean json;

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    int errors = 0;
    int bad = 0;
    int rules = 0;
    JsonArray report = new JsonArray();
    for (Path file : files) {
      ParseResult result = RuleParser.read(file);
      errors += result.errors().size();
      bad += result.isValid() ? 0 : 1;
      rules += result.isValid() ? result.ruleFile().rules().size() : 0;
      List<Note> notes = result.isValid() ? notes(result.ruleFile().rules()) : List.of();
      report.add(json(file, result, notes));
      if (!json) {
        print(out, result, notes);
      }
    }
    if (json) {
      JsonObject object = new JsonObject();
      object.addProperty("ok", errors == 0);
      object.add("files", report);
      out.println(GSON.toJson(object));
    } else if (errors == 0) {
      out.println(
          terminal.good("OK") + ": " + count(files.size(), "file") + ", " + count(rules, "rule"));
    } else {
      out.println(count(errors, "error") + " in " + bad + " of " + count(files.size(), "file"));
    }
    return errors == 0 ? 0 : 1;
  }

  private void print(PrintWriter out, ParseResult result, List<Note> notes) {
    for (RuleError error : result.errors()) {
      String advice = error.suggestion() == null ? "" : "; " + error.suggestion();
      out.println(
          terminal.strong(error.location() + ":") + " " + terminal.bad(error.message()) + advice);
    }
    for (Note note : notes) {
      out.println(note.rule().location() + ": note: " + note.text());
    }
  }

  private static JsonObject json(Path file, ParseResult result, List<Note> notes) {
    JsonObject object = new JsonObject();
    object.addProperty("file", file.toString());
    if (result.isValid()) {
      object.addProperty("rules", result.ruleFile().rules().size());
    }
    JsonArray errors = new JsonArray();
    for (RuleError error : result.errors()) {
      JsonObject item = new JsonObject();
      item.addProperty("line", error.location().line());
      item.addProperty("column", error.location().column());
      item.addProperty("message", error.message());
      item.addProperty("text", error.offendingText());
      item.addProperty("suggestion", error.suggestion());
      errors.add(item);
    }
    object.add("errors", errors);
    JsonArray remarks = new JsonArray();
    for (Note note : notes) {
      JsonObject item = new JsonObject();
      item.addProperty("line", note.rule().location().line());
      item.addProperty("column", note.rule().location().column());
      item.addProperty("rule", note.rule().name());
      item.addProperty("message", note.text());
      remarks.add(item);
    }
    object.add("notes", remarks);
    return object;
  }

  /** A rule that is right and yet will change nothing. */
  private record Note(Rule rule, String text) {}

  private static List<Note> notes(List<Rule> rules) {
    List<Note> notes = new ArrayList<>();
    for (Rule rule : rules) {
      Variant variant = rule.variant();
      String title =
          Catalog.takesVariant(variant.action())
              ? variant.action() + " " + variant.name()
              : variant.action();
      if (!variant.available()) {
        notes.add(
            new Note(
                rule,
                "this version has no "
                    + title
                    + " yet: the sites of \""
                    + rule.name()
                    + "\" will be refused"));
      } else if (variant.safety() == SafetyClass.ASSUMED) {
        for (AssumeWord word : variant.assume()) {
          // Whether a serializer is on the class path only the plan can tell.
          if (!rule.assumes(word.word()) && !word.equals(Catalog.CLASS_IDENTITY_UNUSED)) {
            notes.add(
                new Note(
                    rule,
                    title
                        + " needs \"assume: ["
                        + word.word()
                        + "]\", else the sites of \""
                        + rule.name()
                        + "\" will be refused. It states: "
                        + word.meaning()
                        + " If it is not so: "
                        + word.ifFalse()));
          }
        }
      }
    }
    return notes;
  }

  static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
