package io.unjam.agent.cli;

import io.unjam.agent.report.recording.Recording;
import io.unjam.agent.suggest.SuggestedFile;
import io.unjam.agent.suggest.Suggestions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code unjam suggest}: rules for what waited in a recording, with the evidence. */
@Command(
    name = "suggest",
    description = {
      "Writes a rule file for the maps and locks that waited in a recording (agent option "
          + "record=FILE|DIR): which variant and why, what was seen, what to expect at most. With "
          + "--classes each rule is asked of the application as plan does it, so that what is refused "
          + "is said instead, and locks can be looked into. Where nothing waits enough it says so.",
      "Words of 'assume' are left for you to add."
    },
    mixinStandardHelpOptions = true,
    versionProvider = ShippedVersion.class,
    footer = {
      "",
      "Exit codes: 0 written, with or without a rule, 1 unreadable or unwritable, 2 wrong usage."
    })
final class SuggestCommand implements Callable<Integer> {
  private static final double PERCENT = 100;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "RECORDING", description = "The recording.")
  private Path recording = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Where to write; else to standard output.")
  private @Nullable Path output;

  @Option(
      names = "--classes",
      paramLabel = "JAR|DIR",
      arity = "1..*",
      description = "Jars (Spring Boot jars too) and folders of the application.")
  private List<Path> classes = List.of();

  @Option(
      names = "--threshold",
      paramLabel = "PERCENT",
      description =
          "How much of one thread's time must be lost at a map or lock before anything is said of"
              + " it (default: ${DEFAULT-VALUE}).")
  private double threshold = Suggestions.THRESHOLD * PERCENT;

  @Option(names = "--json", description = "Write one JSON object instead of a rule file.")
  private boolean json;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    PrintWriter err = spec.commandLine().getErr();
    if (!(threshold >= 0 && threshold <= 1e6)) {
      throw new ParameterException(spec.commandLine(), "--threshold takes 0 per cent or more");
    }
    for (Path root : classes) {
      if (!Files.exists(root)) {
        err.println("suggest: " + root + ": there is no such file or folder");
        return 1;
      }
    }
    try {
      Recording read = ReportCommand.read(recording, "suggest", err);
      String source = String.valueOf(recording.getFileName());
      Suggestions suggestions = Suggestions.of(read, classes, threshold / PERCENT);
      String text =
          json
              ? CheckCommand.GSON.toJson(SuggestedFile.json(suggestions, source)) + "\n"
              : SuggestedFile.of(suggestions, source);
      Path file = output;
      if (file == null) {
        out.print(text);
        out.flush();
      } else {
        ReportCommand.write(file, text);
        int rules = suggestions.rules();
        out.println(
            rules == 0
                ? "no rule suggested; " + file + " says why"
                : rules + (rules == 1 ? " rule" : " rules") + " suggested in " + file);
      }
      return 0;
    } catch (IOException e) {
      ReportCommand.complain(e, "suggest", err);
      return 1;
    }
  }
}
